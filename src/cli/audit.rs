//! `hanpress audit`: finished folders against their manifests.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::audit::{self, AuditEvent, Audited, AuditedSigner, Demands};
use crate::deliver::{self, Counts, Header, Session};
use crate::delivered;
use crate::error::{Stop, StopCode};
use crate::finding::{Lang, Words};
use crate::money::grouped;
use crate::named_files::NamedFiles;
use crate::sign::{Signer, config};
use crate::verify::Terms;
use serde_json::json;

use super::args::Audit;
use super::console::Console;
use super::places;
use super::settings::{a_place, password, workers};
use super::verify::trusting;
use super::{Ending, signalled, watch};

pub(crate) fn audit(typed: &Audit, console: &mut Console) -> Result<Ending, Stop> {
    let watch = watch::listen(console)?;
    typed.out.as_deref().map_or(Ok(()), |out| a_place(out, false))?;
    let signer = typed.sign.as_deref().map(|config| signer(typed, config, console)).transpose()?;
    let terms = terms(typed, signer.as_ref())?.map(Arc::new);
    if typed.last_hash.is_some() && typed.folders.len() > 1 {
        return Err(one_hash());
    }
    let demands = Demands { terms, last_hash: typed.last_hash.clone() };
    watch.begin();
    let (mut ending, mut flaws) = (Ending::Well, 0);
    let at_once = places::workers(typed.workers, typed.folders.iter().map(PathBuf::as_path));
    for folder in &typed.folders {
        let audited = one(folder, workers(at_once), demands.clone(), watch.halt.raised(), console)?;
        flaws += audited.flaws;
        if !audited.whole {
            console.close(Ending::Signal, Some(&signalled()), json!({}))?;
            return Ok(Ending::Signal);
        }
        if audited.flaws > 0 {
            ending = Ending::Refused;
        }
    }
    match &typed.out {
        Some(out) if ending == Ending::Well => join(typed, out, signer.as_ref(), console)?,
        Some(_) => console.tell(console.says("nothing was joined", "未合并")),
        None => {}
    }
    console.close(ending, None, json!({ "folders": typed.folders.len(), "flaws": flaws }))?;
    Ok(ending)
}

/// Whom to trust, where signatures are to be judged; with a key, who vouches for it.
fn terms(typed: &Audit, signer: Option<&Signer>) -> Result<Option<Terms>, Stop> {
    if typed.trust.is_empty() && signer.is_none() {
        return if typed.signer.is_empty() { Ok(None) } else { Err(nobody_trusted()) };
    }
    let mut terms = trusting(&typed.trust)?;
    if let Some(signer) = signer {
        terms.trust(&signer.authority())?;
    }
    typed.signer.iter().cloned().for_each(|who| terms.require(who));
    Ok(Some(terms))
}

/// Opens the key that signed the shards, to sign what they are joined to.
fn signer(typed: &Audit, path: &Path, console: &Console) -> Result<Signer, Stop> {
    let Some(header) = header(typed)? else { return Err(not_signed()) };
    let beside = NamedFiles::beside(path);
    let signer = Signer::open(&config::read(path)?, &beside, &password(), header.issue_date);
    let signer = signer.map_err(|stop| stop.coded(StopCode::Signing))?;
    for warning in &signer.warnings {
        console.warn(warning);
    }
    match header.signing {
        None => Err(not_signed()),
        Some(hash) if hash == signer.hash() => Ok(signer),
        Some(_) => Err(other_signing(path)),
    }
}

/// The header of the first shard.
fn header(typed: &Audit) -> Result<Option<Header>, Stop> {
    let Some(first) = typed.folders.first() else { return Ok(None) };
    deliver::begun(&*places::to_read(first)?)
}

/// Joins shards that were found whole.
fn join(typed: &Audit, out: &Path, signer: Option<&Signer>, console: &Console) -> Result<(), Stop> {
    let seal = signer.map(|signer| |line: &[u8]| signer.seal(line));
    let seal = seal.as_ref().map(|seal| seal as &deliver::Seal<'_>);
    let shards: Result<Vec<_>, _> = typed.folders.iter().map(|shard| places::to_read(shard)).collect();
    let report = deliver::join(&shards?, || places::to_write(out), &Session::start(1), seal)?;
    let Counts { made, refused, warnings, .. } = report.tally.counts;
    console.event(&json!({
        "event": "joined", "made": made, "refused": refused, "warnings": warnings,
        "out": places::shown(out), "signed": signer.is_some(),
    }))?;
    if typed.folders.iter().any(|shard| shard.join(delivered::NAME).is_file()) {
        console.warn(&not_carried(out));
    }
    if signer.is_none() && header(typed)?.is_some_and(|header| header.signing.is_some()) {
        console.warn(&unsigned(out));
    }
    let (shards, folder, count) =
        (typed.folders.len(), places::shown(out), |count: u64| grouped(&count.to_string()));
    console.tell(&match console.lang {
        Lang::En => format!(
            "{shards} folders joined: {} documents, {} refused  ({folder})",
            count(made),
            count(refused)
        ),
        Lang::Zh => format!(
            "已合并 {shards} 个文件夹：{} 份文书，拒绝 {} 份  （{folder}）",
            count(made),
            count(refused)
        ),
    });
    Ok(())
}

fn unsigned(out: &Path) -> Words {
    let out = places::shown(out);
    Words::new(
        format!(
            "the shards' closing lines are signed, that of `{out}` is not: to sign it, join into an empty folder with `--sign CONFIG`"
        ),
        format!("各分片的末行已签名，`{out}` 的末行未签名：如需签名，请用 `--sign CONFIG` 合并到空文件夹"),
    )
}

fn not_carried(out: &Path) -> Words {
    let out = out.display();
    Words::new(
        format!(
            "results recorded beside the shards are not in `{out}`: give their tables again with `hanpress delivered --in {out}`"
        ),
        format!("各分片登记的送达结果未并入 `{out}`：请用 `hanpress delivered --in {out}` 再次提供这些表格"),
    )
}

fn one_hash() -> Stop {
    Stop::new(
        "`--last-hash` is of one folder, and several are named",
        "`--last-hash` 只对应一个文件夹，但给出了多个",
    )
    .coded(StopCode::Usage)
    .hint("audit them one by one", "请逐个核对")
}

fn nobody_trusted() -> Stop {
    Stop::new(
        "who must have signed is held against certificates, and nobody was named who vouches for them",
        "核对签名者须依据证书，但未指定可信的发证机构",
    )
    .coded(StopCode::Usage)
    .hint("say whom to trust with `--trust FILE`", "请用 `--trust FILE` 指定信任的机构")
}

fn not_signed() -> Stop {
    Stop::new(
        "these shards are not signed, so what they are joined to is not",
        "分片未签名，合并结果也不签名",
    )
    .coded(StopCode::Signing)
    .hint("leave `--sign` out", "请去掉 `--sign`")
}

fn other_signing(path: &Path) -> Stop {
    let path = path.display();
    Stop::new(
        format!("`{path}` does not sign as the shards were signed"),
        format!("`{path}` 的签名设置与分片签名时不同"),
    )
    .coded(StopCode::Signing)
    .hint("name the file that was given to `make --sign`", "请指定 `make --sign` 使用的文件")
}

/// Audits one folder and tells what was found.
fn one(
    folder: &Path,
    workers: usize,
    demands: Demands,
    halt: &Arc<AtomicBool>,
    console: &mut Console,
) -> Result<Audited, Stop> {
    // A name that is no text would make JSON of it fail.
    let (judged, shown, place) = (demands.terms.is_some(), places::shown(folder), places::to_read(folder)?);
    let named = demands.terms.as_ref().is_some_and(|terms| terms.names_the_sender());
    let audited = audit::audit(&place, workers, demands, halt, &mut |told| match told {
        AuditEvent::Begun(documents) => {
            console.begin(Some(documents));
            Ok(())
        }
        AuditEvent::Looked => {
            console.step();
            Ok(())
        }
        AuditEvent::Found(flaw) => {
            console.flaw(folder, &flaw);
            console.event(&json!({
                "event": "flaw", "folder": shown, "code": flaw.code, "message": flaw.message.get(console.lang),
                "file": flaw.file, "line": flaw.line, "id": flaw.id,
                "hint": flaw.hint.as_ref().map(|hint| hint.get(console.lang)),
            }))
        }
    })?;
    console.end();
    console.event(&json!({
        "event": "audited", "folder": shown, "documents": audited.counts.made,
        "refused": audited.counts.refused, "flaws": audited.flaws, "head": audited.head,
        "results": audited.results, "results_head": audited.results_head,
        "finished": audited.whole, "runs": audited.runs, "signatures": audited.signatures, "judged": judged,
        "signers": audited.signers.iter().map(|signer| json!({
            "name": signer.name, "issuer": signer.issuer, "sha256": signer.certificate,
            "signatures": signer.signatures, "hold": signer.hold,
        })).collect::<Vec<_>>(),
    }))?;
    console.tell(&summary(folder, &audited, judged, console.lang));
    if let Some(head) = &audited.results_head {
        console.tell(&recorded(audited.results, head, console.lang));
    }
    for line in signed_by(&audited.signers, console.lang) {
        console.tell(&line);
    }
    if !named && audited.signers.iter().any(|signer| signer.hold > 0) {
        console.tell(console.says(
            "  any customer of who vouches for them could have made these signatures: say who must have, with `--signer`",
            "  上述签名可能由发证机构的任何客户作出：请用 `--signer` 指定签名者",
        ));
    }
    if !judged && audited.signatures > 0 {
        console.tell(&unjudged(folder, audited.signatures, console.lang));
    }
    Ok(audited)
}

/// How many signers are told in words; events tell of all.
const MOST_SIGNERS: usize = 20;

/// Who signed, a line each.
fn signed_by(signers: &[AuditedSigner], lang: Lang) -> Vec<String> {
    let count = |count: u64| grouped(&count.to_string());
    let line = |signer: &AuditedSigner| {
        let AuditedSigner { name, issuer, certificate, signatures, hold } = signer;
        let (all, broken) = (count(*signatures), signatures - hold);
        match (lang, broken) {
            (Lang::En, 0) => {
                format!("  {all} signatures by {name}, vouched for by {issuer}, SHA-256 {certificate}")
            }
            (Lang::En, broken) => format!(
                "  {all} signatures, {} of them not good, by {name}, vouched for by {issuer}, SHA-256 {certificate}",
                count(broken)
            ),
            (Lang::Zh, 0) => format!("  {all} 个签名：{name}，证书颁发者 {issuer}，SHA-256 {certificate}"),
            (Lang::Zh, broken) => format!(
                "  {all} 个签名（其中 {} 个无效）：{name}，证书颁发者 {issuer}，SHA-256 {certificate}",
                count(broken)
            ),
        }
    };
    let mut lines: Vec<_> = signers.iter().take(MOST_SIGNERS).map(line).collect();
    let more = signers.len().saturating_sub(MOST_SIGNERS);
    if more > 0 {
        lines.push(match lang {
            Lang::En => format!("  and {more} more signers; `--format json` tells of all"),
            Lang::Zh => format!("  另有 {more} 个签名者；`--format json` 列出全部"),
        });
    }
    lines
}

/// What is left to be said where nobody was told whom to trust.
fn unjudged(folder: &Path, signatures: u64, lang: Lang) -> String {
    let (folder, count) = (folder.display(), grouped(&signatures.to_string()));
    match lang {
        Lang::En => {
            format!("{folder}: {count} signatures were not judged: say whom to trust with `--trust FILE`")
        }
        Lang::Zh => format!("{folder}：有 {count} 个签名未作判定：请用 `--trust FILE` 指定信任的机构"),
    }
}

/// What is recorded of the documents.
fn recorded(results: u64, head: &str, lang: Lang) -> String {
    let results = grouped(&results.to_string());
    match lang {
        Lang::En => format!("  {results} results are recorded; their chain ends in {head}"),
        Lang::Zh => format!("  已登记送达结果 {results} 条；链末哈希 {head}"),
    }
}

fn summary(folder: &Path, audited: &Audited, judged: bool, lang: Lang) -> String {
    let count = |count: u64| grouped(&count.to_string());
    let (made, refused) = (count(audited.counts.made), count(audited.counts.refused));
    let (folder, head) = (places::shown(folder), &audited.head);
    let signatures = match lang {
        _ if !judged => String::new(),
        Lang::En => format!(", {} signatures hold", count(audited.signatures)),
        Lang::Zh => format!("，{} 个签名成立", count(audited.signatures)),
    };
    match (lang, audited.whole, audited.flaws) {
        (Lang::En, false, _) => format!("{folder}: the audit was stopped before its end"),
        (Lang::Zh, false, _) => format!("{folder}：核对未完成即被中止"),
        (Lang::En, _, 0) => {
            format!(
                "{folder}: whole, {made} documents, {refused} refused{signatures}; the chain ends in {head}"
            )
        }
        (Lang::Zh, _, 0) => {
            format!("{folder}：完整，{made} 份文书，拒绝 {refused} 份{signatures}；链末哈希 {head}")
        }
        (Lang::En, _, flaws) => {
            format!("{folder}: not whole, flaws found: {}; {made} documents, {refused} refused", count(flaws))
        }
        (Lang::Zh, _, flaws) => {
            format!("{folder}：发现 {} 处问题，{made} 份文书，拒绝 {refused} 份", count(flaws))
        }
    }
}
