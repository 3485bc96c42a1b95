//! Files of at most two megabytes that ask for as much work and memory as their maker could think of.

use std::io::Write;

use super::forge::{finish, position, stream};
use super::sample;

/// A file that is built object by object.
struct Bomb {
    out: Vec<u8>,
    rows: String,
    before: Vec<u8>,
}

impl Bomb {
    /// On top of the certified sample.
    fn new() -> Self {
        Self::on(sample("certified.pdf"))
    }

    fn on(before: Vec<u8>) -> Self {
        Self { out: before.clone(), rows: String::new(), before }
    }

    fn add(&mut self, number: u32, text: impl AsRef<[u8]>) {
        self.rows.push_str(&format!("{number} 1\n{:010} 00000 n \n", self.out.len()));
        self.out.extend(format!("{number} 0 obj\n").bytes());
        self.out.extend(text.as_ref());
        self.out.extend(b"\nendobj\n");
    }

    fn end(self) -> Vec<u8> {
        finish(&self.before, self.out, &self.rows, "")
    }

    /// The same with so many revisions more that list nothing, or one object each.
    fn saved(self, times: usize, object: Option<u32>) -> Vec<u8> {
        let mut bytes = self.end();
        for _ in 0..times {
            let mut next = Self::on(bytes);
            object.into_iter().for_each(|number| next.add(number, "<</A 1>>"));
            if object.is_none() {
                next.rows.push_str("0 0\n");
            }
            bytes = next.end();
        }
        bytes
    }
}

fn packed(size: usize, piece: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..size / piece.len() {
        packed.write_all(piece).unwrap();
    }
    packed.finish().unwrap()
}

fn packed_stream(dict: &str, packed: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Filter/FlateDecode/Length {}>>\nstream\n", packed.len());
    [head.as_bytes(), packed, b"\nendstream"].concat()
}

/// A file that is one stream of cross-references.
fn table(index: &str, widths: &str, rows: &[u8]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let at = bytes.len();
    let dict = format!("/Type/XRef/Size 9/W[{widths}]/Index[{index}]/Root 1 0 R");
    bytes.extend(b"1 0 obj\n");
    bytes.extend(packed_stream(&dict, rows));
    bytes.extend(format!("\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
    bytes
}

/// Fields that all hang below one.
fn family(name: usize, kids: u32, kid: &str) -> Bomb {
    let mut bomb = Bomb::new();
    let list: String = (0..kids).map(|number| format!("{} 0 R ", 100 + number)).collect();
    bomb.add(8, "<</Fields[50 0 R]/SigFlags 3>>");
    bomb.add(50, format!("<</FT/Sig/T({})/Kids[{list}]>>", "n".repeat(name)));
    for number in 0..kids {
        bomb.add(100 + number, format!("<</FT/Sig/T(f{number}){kid}>>"));
    }
    bomb
}

/// The number of the object that the certified sample's catalog is, with more entries.
fn catalog(more: &str) -> String {
    format!("<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R/Perms<</DocMDP 14 0 R>>{more}>>")
}

/// Another container in the certified sample, in a hole as large as need be.
fn container(content: &[u8]) -> Vec<u8> {
    let plain = sample("plain.pdf");
    let digits: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(creditor)/Rect[20 20 100 60]/P 4 0 R/F 132/V 40 0 R>>";
    let value = format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1111111 2222222 3333333]/Contents <{digits}>>>"
    );
    let mut bomb = Bomb::on(plain);
    bomb.add(9, field);
    bomb.add(40, value);
    let mut bytes = bomb.end();
    let start = position(&bytes, b"/Contents <", true) + "/Contents ".len();
    let end = start + digits.len() + 2;
    let tail = bytes.len() - end;
    for (mark, number) in [("1111111", start), ("2222222", end), ("3333333", tail)] {
        let at = position(&bytes, mark.as_bytes(), true);
        bytes[at..at + 7].copy_from_slice(format!("{number:07}").as_bytes());
    }
    bytes
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let digits = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let head = match content.len() {
        short if short < 0x80 => vec![tag, u8::try_from(short).unwrap()],
        _ => [&[tag, 0x80 | u8::try_from(digits.len()).unwrap()][..], digits].concat(),
    };
    [&head, content].concat()
}

/// A container whose parts are these: certificates and signers.
fn signed_data(certificates: &[u8], signers: &[u8]) -> Vec<u8> {
    let data = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    let kind = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    let parts =
        [&[2, 1, 1][..], &[0x31, 0], &der(0x30, &data), &der(0xa0, certificates), &der(0x31, signers)];
    der(0x30, &[&kind[..], &der(0xa0, &der(0x30, &parts.concat()))].concat())
}

/// Bombs by name.
pub(super) fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = tables();
    all.extend(objects());
    all.extend(forms());
    all.extend(pages());
    all.extend(containers());
    all
}

fn tables() -> Vec<(&'static str, Vec<u8>)> {
    let zeros = packed(67 << 20, &[0; 1 << 16]);
    let twice: String = "0 1000000 ".repeat(64);
    let comment = {
        let mut bomb = Bomb::new();
        let at = bomb.out.len();
        bomb.out.extend(format!("5 %{}\n", "c".repeat(1_500_000)).bytes());
        bomb.rows = format!("100 20000\n{}", format!("{at:010} 00000 n \n").repeat(20_000));
        bomb.end()
    };
    let shadow = {
        let mut bomb = Bomb::new();
        bomb.rows = format!("100 90000\n{}", "0000000009 00000 n \n".repeat(90_000));
        bomb.end()
    };
    let unread = {
        let mut bomb = Bomb::new();
        for number in 100..45_100 {
            bomb.rows.push_str(&format!("{number} 1\n{:010} 00000 n \n", bomb.out.len()));
            bomb.out.extend(format!("{number} 0 obj(").bytes());
        }
        bomb.end()
    };
    vec![
        ("table-of-zeros", table("0 67108000", "0 1 0", &zeros)),
        ("table-that-repeats", table(&twice, "0 1 0", &zeros)),
        ("table-of-millions", table("0 900000000", "1 8 1", &zeros)),
        ("entries-before-a-comment", comment),
        ("entries-of-other-revisions", shadow),
        ("strings-without-end", unread),
        ("many-revisions-of-many-objects", {
            let mut bomb = Bomb::new();
            (100..6_000).for_each(|number| bomb.add(number, "<</A 1>>"));
            bomb.saved(100, None)
        }),
    ]
}

fn objects() -> Vec<(&'static str, Vec<u8>)> {
    let one = |text: String| {
        let mut bomb = Bomb::new();
        bomb.add(5, text);
        bomb.end()
    };
    let streams = |count: u32, of: &[u8], dict: &str| {
        let mut bomb = Bomb::new();
        for number in 0..count {
            bomb.add(100 + number, packed_stream(dict, of));
        }
        bomb
    };
    let rows = |of: u32, count: u32| {
        // Objects that say that they stand packed in the streams.
        let row = |number: u32| [&[2][..], &(of + number % count).to_be_bytes(), &[0, 0]].concat();
        (0..200).flat_map(row).collect::<Vec<u8>>()
    };
    let unpacked = |count: u32, piece: &[u8], n: usize| {
        let of = packed(9 << 20, piece);
        let before = streams(count, &of, &format!("/Type/ObjStm/N {n}/First 8")).end();
        let mut out = before.clone();
        let at = out.len();
        let rows = rows(100, count);
        let dict = format!(
            "<</Type/XRef/Size 9000/W[1 4 2]/Index[5000 200]/Root 1 0 R/Prev {}/Length {}>>\nstream\n",
            super::forge::last_table(&before),
            rows.len()
        );
        out.extend(format!("900 0 obj\n{dict}").bytes());
        out.extend(rows);
        out.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
        out
    };
    vec![
        ("a-list-of-numbers", one(format!("[{}]", "0 ".repeat(900_000)))),
        ("a-list-of-dictionaries", one(format!("[{}]", "<</ 0>>".repeat(250_000)))),
        ("a-list-of-strings", one(format!("[{}]", "()".repeat(900_000)))),
        ("nested-lists", one(format!("{}{}", "[".repeat(900_000), "]".repeat(900_000)))),
        (
            "lists-nested-by-and-by",
            one(format!("[{}]", format!("{}{}", "[".repeat(60), "]".repeat(60)).repeat(16_000))),
        ),
        ("unpacked-zeros", unpacked(100, b"5000 0 5001 2 ", 2)),
        ("unpacked-numbers", unpacked(100, b"0 ", 4_000_000)),
        ("many-large-lists", {
            let mut bomb = Bomb::new();
            (100..130).for_each(|number| bomb.add(number, format!("[{}]", "0 ".repeat(30_000))));
            bomb.end()
        }),
    ]
}

fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let shared = |key: &str, shared: String| {
        let mut bomb = family(1, 5_000, &format!("/{key} 60 0 R"));
        bomb.add(60, shared);
        bomb.end()
    };
    let numbers = "0 ".repeat(300_000);
    vec![
        ("a-long-name", family(100_000, 9_000, "").end()),
        ("a-longer-name", family(1_000_000, 9_000, "").end()),
        ("names-in-every-revision", family(900, 9_000, "").saved(120, Some(90))),
        ("values-in-every-revision", family(1, 9_000, "/V<<>>").saved(120, Some(90))),
        ("a-shared-lock", shared("Lock", format!("<</Action/Include/Fields[{numbers}]>>"))),
        ("a-shared-value", shared("V", format!("<</A[{numbers}]>>"))),
        ("shared-kids", {
            let list: String = (0..120_000).map(|number| format!("{} 0 R ", 20_000 + number)).collect();
            let mut bomb = family(1, 5_000, "/Kids 60 0 R");
            bomb.add(60, format!("[{list}]"));
            bomb.end()
        }),
        ("signatures", {
            let mut bomb = Bomb::new();
            let certified = sample("certified.pdf");
            let at = position(&certified, b"/V ", true);
            let value = String::from_utf8_lossy(&certified[at..]).lines().next().unwrap().to_string();
            let list: String = (100..9_100).map(|number| format!("{number} 0 R ")).collect();
            (100..9_100).for_each(|number| bomb.add(number, format!("<</FT/Sig/T(f{number}){value}>>")));
            bomb.add(8, format!("<</Fields[9 0 R 10 0 R 12 0 R {list}]/SigFlags 3>>"));
            bomb.end()
        }),
    ]
}

fn pages() -> Vec<(&'static str, Vec<u8>)> {
    let refs: String = (0..60_000).map(|number| format!("{} 0 R ", 30_000 + number)).collect();
    let xmp = |text: String| {
        let mut bomb = Bomb::new();
        bomb.add(1, catalog("/Metadata 60 0 R"));
        bomb.add(60, stream("/Type/Metadata/Subtype/XML", &text));
        bomb.saved(100, Some(60))
    };
    vec![
        ("pages-that-share-kids", {
            let mut bomb = Bomb::new();
            let nodes: String = (100..4_100).map(|number| format!("{number} 0 R ")).collect();
            bomb.add(2, format!("<</Type/Pages/Kids[{nodes}]/Count 9>>"));
            (100..4_100).for_each(|number| bomb.add(number, "<</Type/Pages/Kids 60 0 R>>"));
            bomb.add(60, format!("[{refs}]"));
            bomb.saved(2, Some(90))
        }),
        ("pages-that-share-notes", {
            let mut bomb = Bomb::new();
            let nodes: String = (100..4_100).map(|number| format!("{number} 0 R ")).collect();
            bomb.add(2, format!("<</Type/Pages/Kids[{nodes}]/Count 9>>"));
            (100..4_100).for_each(|number| bomb.add(number, "<</Type/Page/Annots 60 0 R>>"));
            bomb.add(60, format!("[{refs}]"));
            bomb.saved(20, Some(60))
        }),
        ("a-web-of-objects", {
            let mut bomb = Bomb::new();
            (100..2_100).for_each(|number| bomb.add(number, format!("[60 0 R 61 0 R {} 0 R]", number + 1)));
            bomb.add(60, format!("[{refs}]"));
            bomb.add(61, format!("[{refs}]"));
            bomb.add(1, catalog("/X 100 0 R"));
            bomb.saved(60, Some(61))
        }),
        ("nested-statements", xmp(format!("<a>{}b{}</a>", "<li>c".repeat(60_000), "</li>".repeat(60_000)))),
        ("statements", xmp(format!("<a>{}</a>", "<b/>".repeat(200_000)))),
        ("evidence", {
            let mut bomb = Bomb::new();
            let list: String = (100..227).map(|number| format!("{number} 0 R ")).collect();
            let zeros = packed(9 << 20, &[0x30; 1 << 16]);
            (100..227).for_each(|number| bomb.add(number, packed_stream("", &zeros)));
            bomb.add(1, catalog("/DSS 60 0 R"));
            bomb.add(60, format!("<</CRLs[{list}]/Certs[{list}]/OCSPs[{list}]>>"));
            bomb.end()
        }),
        ("large-evidence", {
            let mut bomb = Bomb::new();
            let list: String = "100 0 R ".repeat(100);
            bomb.add(100, stream("", &"0".repeat(1_500_000)));
            bomb.add(1, catalog("/DSS 60 0 R"));
            bomb.add(60, format!("<</CRLs[{list}]/Certs[{list}]/OCSPs[{list}]>>"));
            bomb.end()
        }),
    ]
}

fn containers() -> Vec<(&'static str, Vec<u8>)> {
    let certificate = {
        let pem = String::from_utf8(sample("ca.pem")).unwrap();
        let body: String = pem.lines().filter(|line| !line.starts_with("--")).collect();
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, body).unwrap()
    };
    // An attribute of two bytes of value.
    let attribute = der(0x30, &[&[0x06, 3, 0x2a, 3, 4][..], &der(0x31, &[])].concat());
    vec![
        ("open-lengths-in-each-other", container(&[0x30, 0x80].repeat(400_000))),
        ("open-lengths", container(&[&[0x30, 0x80][..], &[0x30, 0x80, 0, 0].repeat(200_000)].concat())),
        (
            "strings-in-pieces",
            container(&[&[0x30, 0x80, 0x24, 0x80][..], &[4, 0].repeat(400_000), &[0; 4]].concat()),
        ),
        (
            "strings-in-pieces-in-each-other",
            container(&[&[0x24, 0x80].repeat(31)[..], &[4, 0].repeat(400_000), &[0; 62]].concat()),
        ),
        ("many-certificates", container(&signed_data(&certificate.repeat(900), &[]))),
        ("many-signers", container(&signed_data(&[], &[0x30, 0].repeat(400_000)))),
        ("many-attributes", {
            let attributes = der(0xa0, &attribute.repeat(45_000));
            let signer = [
                &[2, 1, 1][..],
                &der(0x80, &[1]),
                &der(0x30, &[0x06, 3, 0x2a, 3, 4]),
                &attributes,
                &der(0x30, &[0x06, 3, 0x2a, 3, 4]),
                &[4, 0],
            ];
            container(&signed_data(&certificate, &der(0x30, &signer.concat())))
        }),
    ]
}
