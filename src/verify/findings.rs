//! What `verify` says, each sentence once: codes `V01` to `V14`. Of signers and time, `trust_findings`.

use super::algorithm::Fault;
use super::algorithm_names::known_as;
use super::certificate_chain::ChainFault;
use crate::finding::{Finding, Words};

mod file;

pub(super) use file::*;

pub(super) fn fault(code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Finding {
    Finding::error(code, "", Words::new(en, zh))
}

pub(super) fn note(code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Finding {
    Finding::warning(code, "", Words::new(en, zh))
}

/// V02: nothing is signed.
pub(super) fn unsigned() -> Finding {
    fault("V02", "the file has no signature", "文件没有签名")
}

/// V02: a signature dictionary that belongs to no field.
pub(super) fn orphan() -> Finding {
    note(
        "V02",
        "the file holds a signature that belongs to no field, and it proves nothing",
        "文件中有不属于任何签名域的签名，不具证明力",
    )
}

/// V02: a signature that was taken out.
pub(super) fn vanished(field: &str) -> Finding {
    fault(
        "V02",
        format!("the signature of `{field}` was taken out again"),
        format!("签名域 `{field}` 的签名已被移除"),
    )
}

/// V02: a form that leads in circles.
pub(super) fn odd_form() -> Finding {
    fault("V02", "the form's fields cannot all be read", "表单的域无法全部读取")
}

/// V03: no usable byte range.
pub(super) fn no_range() -> Finding {
    fault("V03", "the signature does not say which bytes it covers", "签名没有说明所覆盖的字节")
}

/// V03: a byte range beyond the file.
pub(super) fn range_beyond() -> Finding {
    fault("V03", "the signature claims bytes that the file does not have", "签名所称覆盖的字节超出文件")
        .hint("the file was cut off after signing", "文件在签名后被截断")
}

/// V03: a byte range that is none.
pub(super) fn range_not_from_start() -> Finding {
    fault("V03", "the signature does not cover the file from its first byte", "签名没有从文件首字节起覆盖")
}

/// V03: no signature value.
pub(super) fn no_contents() -> Finding {
    fault("V03", "the signature is empty", "签名内容为空")
}

/// V03: the gap between the ranges is not the signature itself.
pub(super) fn contents_mismatch() -> Finding {
    fault("V03", "the signature leaves out more, or other, than itself", "签名未覆盖的部分不只是签名本身")
}

/// V03: the range ends within a revision.
pub(super) fn range_not_to_revision_end() -> Finding {
    fault(
        "V03",
        "the signature does not cover the file up to the end of a revision",
        "签名没有覆盖到某一修订版本的结尾",
    )
}

/// V03: the signature stands in another revision than it covers.
pub(super) fn range_of_other_revision() -> Finding {
    fault("V03", "the signature does not cover the revision it was made in", "签名没有覆盖其所在的修订版本")
}

/// V03: a signature whose dictionary cannot be read.
pub(super) fn no_dictionary() -> Finding {
    fault("V03", "the field is signed with something that is no signature", "签名域中的内容不是签名")
}

/// V14: a signature of a kind that is not known.
pub(super) fn unknown_kind(kind: &str) -> Finding {
    let kind: String = kind.chars().filter(|c| c.is_ascii_graphic()).take(40).collect();
    fault(
        "V14",
        format!("signatures of the kind `{kind}` are not known here"),
        format!("不支持 `{kind}` 类型的签名"),
    )
}

/// V14: a form of the Chinese cryptographic standards that is not judged.
pub(super) fn chinese_form(name: &str, standard: &str) -> Finding {
    let name: String = name.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(60).collect();
    fault(
        "V14",
        format!("the signature is in a Chinese form that is not judged here: `{name}` ({standard})"),
        format!("签名采用国密专用格式，在此不作判定：`{name}`（{standard}）"),
    )
    .hint(
        "how it stands in a PDF is ruled by its maker and by GM/T 0112; check it with the reader its maker names",
        "其在 PDF 中的写法由厂商和 GM/T 0112 规定；请用签署平台指定的阅读器查验",
    )
}

/// V04: the covered bytes are not those that were signed.
pub(super) fn digest() -> Finding {
    fault("V04", "what is covered was changed after signing", "所覆盖的内容在签名后被改动")
}

/// V04: no container.
pub(super) fn unreadable_container() -> Finding {
    fault("V04", "the signature's container cannot be read", "签名容器无法读取")
}

/// V04: none or several signers.
pub(super) fn signers(count: usize) -> Finding {
    fault(
        "V04",
        format!("the container holds {count} signers, not one"),
        format!("签名容器中有 {count} 个签名者，应为一个"),
    )
}

/// V14: nothing says what was signed.
pub(super) fn no_attributes() -> Finding {
    fault(
        "V14",
        "the container has no signed attributes: a signature of that old form is not checked here",
        "签名容器没有签名属性：不支持验证这种旧式签名",
    )
}

/// V04: signed as something else.
pub(super) fn content_type() -> Finding {
    fault("V04", "the container is of another kind of content", "签名容器的内容类型不符")
}

/// V05: the arithmetic does not hold.
pub(super) fn arithmetic(why: Fault) -> Finding {
    match why {
        Fault::Weak => fault(
            "V05",
            "the signature uses an algorithm or key that is too weak to prove anything",
            "签名使用的算法或密钥强度不足，不具证明力",
        )
        .hint(
            "SHA-256 or better, and RSA from 2048 bits or P-256 on",
            "应为 SHA-256 以上，RSA 2048 位以上或 P-256 以上",
        ),
        Fault::Unknown(oid) => {
            let name = known_as(oid).map_or_else(|| oid.to_string(), str::to_string);
            fault(
                "V14",
                format!("the signature uses `{name}`, which is not checked here"),
                format!("签名使用 `{name}`，不支持验证"),
            )
            .hint(
                "RSA, ECDSA on P-256, P-384 and P-521, and Ed25519 are, with SHA-256, SHA-384 and SHA-512, and SM2 with SM3",
                "支持 RSA、P-256/P-384/P-521 上的 ECDSA、Ed25519，摘要为 SHA-256/384/512，以及 SM2 与 SM3",
            )
        }
        Fault::Costly => costly(),
        Fault::Mismatch => {
            fault("V05", "the parts of the signature do not fit together", "签名的各部分不相符")
        }
        Fault::Wrong => {
            fault("V05", "the signature is not by the key of its certificate", "签名不是由证书对应的密钥作出")
        }
    }
}

/// V05: no certificate of the signer, so that there is no key to check the signature with.
pub(super) fn no_certificate() -> Finding {
    fault("V05", "the signer's certificate is not in the signature", "签名中没有签名者的证书")
}

/// V05: the attributes name another certificate, or none.
pub(super) fn not_bound() -> Finding {
    fault("V05", "what was signed does not name this certificate", "签名属性未指明该证书")
}

/// V06: a certificate for something else.
pub(super) fn wrong_usage() -> Finding {
    fault("V06", "the certificate is not for signing documents", "证书的用途不包括签署文件")
}

/// V06: the claimed time is outside the certificate's validity.
pub(super) fn outside_validity() -> Finding {
    fault("V06", "the certificate was not valid at the time of signing", "签名时证书不在有效期内")
}

/// V06: only the claim says that it was signed in time.
pub(super) fn expired_since() -> Finding {
    fault(
        "V06",
        "the certificate has expired, and no time stamp proves that it was used before",
        "证书已过期，且没有时间戳证明签名在过期之前作出",
    )
}

/// V07: no chain.
pub(super) fn chain(why: ChainFault) -> Finding {
    match why {
        ChainFault::NoAnchors => fault("V07", "the signer is nobody you told me to trust: no certificate was given", "签名者不在您指定的信任范围内：未提供受信任的证书")
            .hint("give the certificate of who vouches for signers with `--trust FILE`", "请以 `--trust FILE` 提供为签名者担保的机构证书"),
        ChainFault::Untrusted => fault("V07", "the signer is nobody you told me to trust", "签名者不在您指定的信任范围内")
            .hint("the fingerprint tells who it is; give their authority's certificate with `--trust FILE` only if you have it from them", "指纹可核对身份；仅在从对方取得其机构证书后以 `--trust FILE` 提供"),
        ChainFault::Weak => fault("V07", "a certificate of the chain is signed with a weak algorithm", "证书链中有证书以弱算法签署"),
        ChainFault::NotAnAuthority => fault("V07", "a certificate of the chain may not vouch for others", "证书链中有证书无权签发其他证书"),
        ChainFault::UnknownExtension => fault("V07", "a certificate of the chain insists on something that is not understood here", "证书链中有证书带有无法识别的关键扩展"),
        ChainFault::Unknown(oid) => arithmetic(Fault::Unknown(oid)),
        ChainFault::OutsideValidity => fault("V07", "a certificate of the chain was not valid at that time", "证书链中有证书当时不在有效期内"),
    }
}

/// V08: revoked.
pub(super) fn revoked(day: &str) -> Finding {
    fault("V08", format!("the certificate was revoked on {day}"), format!("证书已于 {day} 被吊销"))
}

/// V08: revoked after a time stamp proves it was used.
pub(super) fn revoked_later(day: &str) -> Finding {
    note(
        "V08",
        format!("the certificate was revoked on {day}, after the proven time of signing"),
        format!("证书已于 {day} 被吊销，晚于已证明的签名时间"),
    )
}

/// V09: a time stamp that cannot be read.
pub(super) fn unreadable_time_stamp() -> Finding {
    fault("V09", "the time stamp cannot be read", "时间戳无法读取")
}

/// V09: a time stamp of something else.
pub(super) fn time_stamp_of_other() -> Finding {
    fault("V09", "the time stamp is of something else", "时间戳所针对的内容不符")
}

/// V09: not a time stamp authority.
pub(super) fn not_a_time_stamp_authority() -> Finding {
    fault("V09", "the time stamp's certificate is not for time stamps alone", "时间戳的证书并非专用于时间戳")
}

/// V09: the stamp's authority is not trusted.
pub(super) fn time_stamp_untrusted(why: ChainFault) -> Finding {
    let why = chain(why).message;
    note(
        "V09",
        format!("the time stamp proves no time: {}", why.en.replace("the signer", "its authority")),
        format!("时间戳不能证明时间：{}", why.zh.replace("签名者", "时间戳机构")),
    )
}

/// V09: a stamp with a fault of its own.
pub(super) fn time_stamp_fault(finding: &Finding) -> Finding {
    let Words { en, zh } = &finding.message;
    match finding.code {
        "V14" => fault("V14", format!("the time stamp is not judged: {en}"), format!("时间戳不作判定：{zh}")),
        _ => fault("V09", format!("the time stamp does not hold: {en}"), format!("时间戳不成立：{zh}")),
    }
}

/// V09: only claimed, and in the future.
pub(super) fn from_the_future() -> Finding {
    note("V09", "the signature says that it was made later than now", "签名所称时间晚于当前时间")
}

/// V10: changes that a signature does not allow.
pub(super) fn disallowed(count: usize) -> Finding {
    fault(
        "V10",
        format!("{count} changes after signing that the signature does not allow"),
        format!("签名后有 {count} 处签名所不允许的改动"),
    )
}

/// V11: the name that the document states is not the certificate's.
pub(super) fn other_name(stated: &str, held: &str) -> Finding {
    fault(
        "V11",
        format!("the document says it is signed by `{stated}`, the certificate is of `{held}`"),
        format!("文件称由 `{stated}` 签署，而证书属于 `{held}`"),
    )
}
