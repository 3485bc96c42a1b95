//! What `verify` says of who signed, of revocation and of what a time stamp still proves, each sentence once.

use super::findings::{fault, note};
use super::report::rfc3339;
use super::revocation::Unclear;
use super::stamp_lapse::Lapse;
use crate::finding::Finding;

/// How many fields are told by name.
const MOST_NAMES: usize = 8;

/// V13: signed by another than must have.
pub(super) fn other_signer(wanted: &[String], signer: &str, fingerprint: &str) -> Finding {
    let (en, zh) = (either(wanted, "or"), either(wanted, "或"));
    fault(
        "V13",
        format!("it must be signed by {en}, and is by `{signer}`, certificate SHA-256 {fingerprint}"),
        format!("应由 {zh} 签署，实际签署者为 `{signer}`，证书 SHA-256 {fingerprint}"),
    )
    .hint(
        "ask the sender whose signature it is, by another way than the one the file came",
        "请通过文件来源以外的途径向发送方核实签名者",
    )
}

/// V13: the sender's signature in the field of who owes.
pub(super) fn sender_for(field: &str) -> Finding {
    let field = plain(field);
    fault(
        "V13",
        format!("`{field}` is signed by the same holder as `creditor`: who owes has not signed"),
        format!("`{field}` 与 `creditor` 的签署者为同一人：债务一方并未签署"),
    )
    .hint(
        format!("where that is right, say so: `--signer {field}=NAME`"),
        format!("如确应如此，请以 `--signer {field}=名称` 指明"),
    )
}

/// V13: a field that must be signed and is not.
pub(super) fn not_signed(field: &str, wanted: &[String]) -> Finding {
    let (en, zh, field) = (either(wanted, "or"), either(wanted, "或"), plain(field));
    Finding {
        path: field.clone(),
        ..fault(
            "V13",
            format!("`{field}` must be signed by {en}, and nobody has signed it"),
            format!("`{field}` 应由 {zh} 签署，但尚无人签署"),
        )
    }
}

/// V13: several signatures, none of them in the sender's field.
pub(super) fn which_field() -> Finding {
    fault(
        "V13",
        "there is no field `creditor`, and more signatures than one: which one is meant cannot be told",
        "没有 `creditor` 签名域，且签名不止一个：无法确定所指的签名",
    )
    .hint("name the field: `--signer FIELD=NAME`", "请指明签名域：`--signer 签名域=名称`")
}

/// V13: nobody said who must have signed.
pub(super) fn anybody(issuer: &str, field: &str) -> Finding {
    let field = plain(field);
    note(
        "V13",
        format!("any customer of `{issuer}` could have signed this: it was not said who must have"),
        format!("`{issuer}` 的任何客户都可能作出该签名：未指定签名者"),
    )
    .hint(
        format!(
            "say who must have signed: `--signer {field}=NAME`, or the USCC or the certificate's SHA-256"
        ),
        format!("请以 `--signer {field}=名称` 指定签名者，也可给出统一社会信用代码或证书的 SHA-256"),
    )
}

/// V02: fields that nobody has signed yet.
pub(super) fn open(fields: &[&str]) -> Finding {
    let told = fields.iter().take(MOST_NAMES).map(|field| format!("`{}`", plain(field)));
    let (names, more) = (told.collect::<Vec<_>>(), fields.len().saturating_sub(MOST_NAMES));
    let (en, zh) = match more {
        0 => (names.join(", "), names.join("、")),
        more => (
            format!("{} and {more} more", names.join(", ")),
            format!("{} 等另有 {more} 个", names.join("、")),
        ),
    };
    note("V02", format!("open, nobody has signed there yet: {en}"), format!("尚无人签署的签名域：{zh}"))
}

/// V08: nothing that tells of revocation, and why what there is does not.
pub(super) fn revocation_unknown(why: Unclear) -> Finding {
    let (en, zh) = match why {
        Unclear::NoList => ("the file holds no list that tells", "文件中没有可用的吊销信息"),
        Unclear::OutOfDate => {
            ("what the file holds was out of date at that time", "文件中的吊销信息当时已过期")
        }
        Unclear::OtherPart => (
            "the list in the file is one of several parts, and not that of this certificate (issuing distribution point)",
            "文件中的吊销列表是分区列表，不包含该证书所属部分（签发分发点）",
        ),
        Unclear::SomeReasons => (
            "the list in the file is partitioned: it tells of some reasons for revocation only",
            "文件中的吊销列表是分区列表，只涉及部分吊销原因",
        ),
        Unclear::Changes => {
            ("the list in the file holds changes only (delta CRL)", "文件中的吊销列表只载有变更（增量 CRL）")
        }
        Unclear::MakerNotNamed => (
            "the list in the file is indirect, made by another authority than the certificate names for that",
            "文件中的吊销列表由其他机构间接签发，而证书并未指定该机构",
        ),
        Unclear::MakerNotTrusted => (
            "the certificate names another authority for its list, and what the file holds of that does not count: \
             the list must say that it is indirect, and its maker's certificate must be in the file, be for signing \
             lists, and lead to the same trusted authority",
            "证书指定由其他机构签发吊销列表，而文件中的该列表无效：列表须注明为间接列表，其签发者的证书须在文件中、\
             可用于签发列表，并归于同一受信任机构",
        ),
        Unclear::NotUnderstood => (
            "the list in the file insists on something that is not understood here",
            "文件中的吊销列表带有无法识别的关键扩展",
        ),
    };
    note(
        "V08",
        format!("whether the certificate was revoked is not known: {en}"),
        format!("证书是否被吊销未知：{zh}"),
    )
}

/// V09: a time stamp that was good when it was made, and proves nothing any more.
pub(super) fn lapsed(why: Lapse) -> Finding {
    let (en, zh) = lapse(why);
    note(
        "V09",
        format!("the time stamp proves no time any more: {en}"),
        format!("时间戳已不能证明时间：{zh}"),
    )
    .hint(
        "a later time stamp over the file (B-LTA), made while this one counted, would prove it still",
        "如在其失效前对文件加盖后续时间戳（B-LTA），则仍可证明",
    )
}

/// V08: a time stamp over the file whose authority was revoked.
pub(super) fn stamp_revoked(why: Lapse) -> Finding {
    let (en, zh) = lapse(why);
    fault("V08", format!("the time stamp proves nothing: {en}"), format!("时间戳不具证明力：{zh}"))
}

fn lapse(why: Lapse) -> (String, String) {
    match why {
        Lapse::Expired(when) => {
            let day = day(when);
            (
                format!("its authority's certificate expired on {day}, and no later time stamp covers it"),
                format!("时间戳机构的证书已于 {day} 到期，且没有后续时间戳覆盖"),
            )
        }
        Lapse::Revoked(when) => {
            let day = day(when);
            (
                format!(
                    "its authority's certificate was revoked on {day}, for a reason that leaves no stamp of it trusted"
                ),
                format!("时间戳机构的证书已于 {day} 被吊销，按其吊销原因，此前的时间戳亦不可信"),
            )
        }
        Lapse::RevokedBefore(when) => {
            let day = day(when);
            (
                format!("its authority's certificate had been revoked on {day}, before it was made"),
                format!("时间戳机构的证书在加盖之前已于 {day} 被吊销"),
            )
        }
    }
}

/// A day in Shanghai, as `2026-11-22`.
pub(super) fn day(seconds: i64) -> String {
    rfc3339(seconds).chars().take(10).collect()
}

/// Names in backticks, with a word between the last two.
fn either(names: &[String], or: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(&format!(" {or} "))
}

/// A field's name without what could disturb a terminal.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
