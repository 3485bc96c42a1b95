//! Turn the bytes of a file into one that may be signed further, or say why not.
//!
//! Only a file that says this program made it, that holds nothing which acts by itself, and that was not changed
//! behind its signatures is signed: a signer sees a page, and vouches for the whole file.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::revision::unread;
use crate::error::Stop;

/// Actions that a document of this program never has: what is signed must not act by itself.
const ACTIONS: [&[u8]; 8] =
    [b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"ResetForm", b"GoToE", b"Rendition", b"Movie"];

/// A file that may be signed further.
#[derive(Debug)]
pub(super) struct Signable {
    document: Document,
    fields: Vec<(String, ObjectId)>,
}

impl Signable {
    /// Reads a file; `password` opens an encrypted one. Refused are files that do not claim to be of this program,
    /// with scripts, with forms for more than signatures, and changed after their last signature.
    pub(super) fn of(bytes: &[u8], password: Option<&str>) -> Result<Self, Stop> {
        let document = read(bytes, password).map_err(unread)?;
        if document.is_encrypted() {
            return Err(refused("it is encrypted", "文件已加密").hint(
                "name a file that holds its password with `--open-password-file`",
                "请用 `--open-password-file` 指定存放打开密码的文件",
            ));
        }
        if !claims_to_be_ours(&document) {
            return Err(refused("hanpress did not make it", "不是由 hanpress 生成"));
        }
        refuse_actions(&document)?;
        let fields = signature_fields(&document)?;
        check_revisions(bytes, password, &document, &fields)?;
        Ok(Self { document, fields })
    }

    /// The field of a name, which must exist and not be signed yet.
    pub(super) fn unsigned_field(&self, name: &str) -> Result<ObjectId, Stop> {
        let signed = |id: &ObjectId| self.document.get_dictionary(*id).is_ok_and(|field| field.has(b"V"));
        match self.fields.iter().find(|(other, _)| other == name) {
            Some((_, id)) if signed(id) => {
                Err(refused(&format!("`{name}` is signed already"), &format!("`{name}` 已经签署")))
            }
            Some((_, id)) => Ok(*id),
            None => {
                let open = self.fields.iter().filter(|(_, id)| !signed(id)).map(|(name, _)| name.as_str());
                let open = open.collect::<Vec<_>>().join(", ");
                Err(refused(&format!("it has no field `{name}`"), &format!("没有签名域 `{name}`"))
                    .hint(format!("fields to be signed: {open}"), format!("可签署的域：{open}")))
            }
        }
    }

    /// Width and height of a field in points.
    pub(super) fn size(&self, field: ObjectId) -> Result<(f64, f64), Stop> {
        let rect = self.document.get_dictionary(field).and_then(|field| field.get(b"Rect")?.as_array());
        let side =
            |at: usize| rect.as_ref().ok().and_then(|rect| rect.get(at)?.as_float().ok()).unwrap_or_default();
        Ok((f64::from(side(2) - side(0)), f64::from(side(3) - side(1))))
    }

    /// What signing a field locks.
    pub(super) fn lock(&self, field: ObjectId) -> Option<Dictionary> {
        let lock = self.document.get_dictionary(field).ok()?.get(b"Lock").ok()?;
        self.document.dereference(lock).ok()?.1.as_dict().ok().cloned()
    }
}

fn read(bytes: &[u8], password: Option<&str>) -> lopdf::Result<Document> {
    match password {
        Some(password) => Document::load_mem_with_options(bytes, LoadOptions::with_password(password)),
        None => Document::load_mem(bytes),
    }
}

/// Whether the file says that this program made it. Anybody can write that: it keeps files of other programs from
/// being signed by mistake, and is no proof.
fn claims_to_be_ours(document: &Document) -> bool {
    let info = document.trailer.get(b"Info").and_then(|info| document.dereference(info)?.1.as_dict());
    let creator = info.and_then(|info| info.get(b"Creator")).and_then(lopdf::decode_text_string);
    creator.is_ok_and(|creator| creator.starts_with("hanpress "))
}

/// Refuses a file with anything that runs or sends by itself.
fn refuse_actions(document: &Document) -> Result<(), Stop> {
    let root = document.catalog().map_err(unread)?;
    let opens_with_action = [&b"OpenAction"[..], b"AA", b"OCProperties"].iter().any(|key| root.has(key));
    let scripted = document.objects.values().any(holds_action);
    if opens_with_action || scripted {
        Err(refused("it holds scripts or actions", "含有脚本或动作"))
    } else {
        Ok(())
    }
}

/// Whether an object is, or holds, one of the [`ACTIONS`].
fn holds_action(object: &Object) -> bool {
    match object {
        Object::Dictionary(dictionary) => dictionary_holds_action(dictionary),
        Object::Stream(stream) => dictionary_holds_action(&stream.dict),
        Object::Array(items) => items.iter().any(holds_action),
        _ => false,
    }
}

fn dictionary_holds_action(dictionary: &Dictionary) -> bool {
    let kind = dictionary.get(b"S").and_then(Object::as_name);
    let own =
        dictionary.has(b"JS") || dictionary.has(b"AA") || kind.is_ok_and(|kind| ACTIONS.contains(&kind));
    own || dictionary.iter().any(|(_, value)| holds_action(value))
}

/// The signature fields; a form for anything else is refused.
fn signature_fields(document: &Document) -> Result<Vec<(String, ObjectId)>, Stop> {
    let other = || refused("its form asks for more than signatures", "表单含有签名以外的内容");
    let Ok(form) = document.catalog().and_then(|root| root.get(b"AcroForm")) else { return Ok(Vec::new()) };
    let form = document.dereference(form).and_then(|(_, form)| form.as_dict()).map_err(unread)?;
    if form.has(b"XFA") || form.has(b"NeedAppearances") {
        return Err(other());
    }
    let list =
        form.get(b"Fields").and_then(|list| document.dereference(list)?.1.as_array()).map_err(unread)?;
    let mut fields = Vec::new();
    for field in list {
        let id = field.as_reference().map_err(|_| other())?;
        let field = document.get_dictionary(id).map_err(unread)?;
        let signs = field.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind == b"Sig");
        let name = field.get(b"T").and_then(lopdf::decode_text_string).map_err(|_| other())?;
        if !signs || field.has(b"Kids") {
            return Err(other());
        }
        fields.push((name, id));
    }
    Ok(fields)
}

/// Refuses a file that was changed behind a signature: every revision but the first must end where some signature's
/// byte range ends, or hold nothing but evidence for later checking.
fn check_revisions(
    bytes: &[u8],
    password: Option<&str>,
    document: &Document,
    fields: &[(String, ObjectId)],
) -> Result<(), Stop> {
    let mut ends = Vec::new();
    for (_, id) in fields {
        let value = document.get_dictionary(*id).and_then(|field| field.get(b"V"));
        let Ok(value) = value else { continue };
        let range =
            document.dereference(value).and_then(|(_, value)| value.as_dict()?.get(b"ByteRange")?.as_array());
        let range: Vec<i64> = range.map_err(unread)?.iter().filter_map(|part| part.as_i64().ok()).collect();
        let [0, _, after, rest] = range[..] else { return Err(changed()) };
        ends.push(usize::try_from(after + rest).map_err(|_| changed())?);
    }
    let revision_ends = revision_ends(bytes);
    let signed = |end: usize| ends.contains(&end);
    let is_evidence = |from: usize, to: usize| adds_evidence(&bytes[..from], &bytes[..to], password);
    let sound = revision_ends.windows(2).all(|pair| signed(pair[1]) || is_evidence(pair[0], pair[1]));
    let all = ends.iter().all(|end| revision_ends.contains(end));
    if sound && all && revision_ends.last() == Some(&bytes.len()) { Ok(()) } else { Err(changed()) }
}

/// Where revisions end: each behind its `%%EOF` and the end of that line.
fn revision_ends(bytes: &[u8]) -> Vec<usize> {
    let ends = memchr::memmem::find_iter(bytes, b"%%EOF").map(|at| at + 5);
    ends.map(|end| end + usize::from(bytes.get(end) == Some(&b'\n'))).collect()
}

/// Whether a revision adds certificates, lists and answers (DSS), and changes nothing else.
fn adds_evidence(before: &[u8], after: &[u8], password: Option<&str>) -> bool {
    let (Ok(old), Ok(new)) = (read(before, password), read(after, password)) else { return false };
    let root = |document: &Document| document.trailer.get(b"Root").and_then(Object::as_reference).ok();
    let bare = |object: &Object| {
        let mut root = object.as_dict().cloned().unwrap_or_default();
        root.remove(b"DSS");
        root
    };
    let same = |(id, object): (&ObjectId, &Object)| match new.objects.get(id) {
        Some(now) if Some(*id) == root(&old) => bare(now) == bare(object),
        now => now == Some(object),
    };
    let store = |document: &Document| document.catalog().and_then(|root| root.get(b"DSS")).ok().cloned();
    let added = store(&new).is_some() && store(&new) != store(&old);
    added && root(&old).is_some() && root(&old) == root(&new) && old.objects.iter().all(same)
}

fn changed() -> Stop {
    refused("it was changed after it was signed", "签署之后被修改过")
        .hint("`hanpress verify` tells what changed", "可用 `hanpress verify` 查看改动")
}

fn refused(en: &str, zh: &str) -> Stop {
    Stop::new(format!("this file is not signed further: {en}"), format!("该文件不能继续签署：{zh}"))
}
