//! What is said of a key file that does not open, or holds no key that signs here.

use super::super::pkcs12::{Fault, MOST_ROUNDS};
use crate::error::Stop;

/// Why a container or a locked key does not open.
pub(super) fn unopened(shown: &str, fault: Fault) -> Stop {
    match fault {
        Fault::Other => not_a_key(shown),
        Fault::Locked => locked(shown),
        Fault::Damaged => {
            Stop::new(format!("`{shown}` is cut off or damaged"), format!("`{shown}` 已损坏或不完整"))
                .hint("export the key once more", "请重新导出密钥")
        }
        Fault::Unread(how) => unread_cipher(shown, &how.to_string()),
        Fault::Rounds(count) => Stop::new(
            format!(
                "`{shown}` asks for {count} rounds of derivation; at most {MOST_ROUNDS} are gone through"
            ),
            format!("`{shown}` 要求 {count} 次密钥派生迭代，最多支持 {MOST_ROUNDS} 次"),
        )
        .hint("export the key once more with fewer", "请减少迭代次数后重新导出密钥"),
    }
}

/// A lock that is not read here, by the name of its cipher.
pub(super) fn unread_cipher(shown: &str, how: &str) -> Stop {
    Stop::new(
        format!("`{shown}` is locked in a way that is not read here ({how})"),
        format!("不支持 `{shown}` 的加密方式（{how}）"),
    )
    .hint(
        "export the key once more with AES, as current programs do",
        "请用现行软件以 AES 加密方式重新导出密钥",
    )
}

pub(super) fn locked(shown: &str) -> Stop {
    Stop::new(format!("the password does not open `{}`", shown), format!("密码不能打开 `{}`", shown)).hint(
        "check `password_file`, or HANPRESS_KEY_PASSWORD if there is none",
        "请检查 `password_file`；未设置时检查环境变量 HANPRESS_KEY_PASSWORD",
    )
}

pub(super) fn not_a_key(shown: &str) -> Stop {
    Stop::new(format!("`{}` is no key file", shown), format!("`{}` 不是密钥文件", shown))
        .hint("PKCS#12 (.p12, .pfx) and PEM are read", "支持 PKCS#12（.p12、.pfx）和 PEM")
}

pub(super) fn without_certificates(shown: &str) -> Stop {
    Stop::new(
        format!("`{}` holds no certificate in PEM", shown),
        format!("`{}` 中没有 PEM 格式的证书", shown),
    )
}

pub(super) fn many_keys(shown: &str, count: usize) -> Stop {
    let stop = Stop::new(
        format!("`{shown}` holds {count} keys, not one"),
        format!("`{shown}` 中有 {count} 个密钥，应为一个"),
    );
    match count {
        0 => stop.hint(
            "export the certificate once more together with its private key",
            "请将证书连同私钥重新导出",
        ),
        _ => stop.hint("export the one key that signs into a file of its own", "请将用于签名的密钥单独导出"),
    }
}

/// An RSA key so short that a signature by it proves nothing.
pub(super) fn weak_rsa(shown: &str, bits: usize) -> Stop {
    Stop::new(
        format!("the RSA key in `{shown}` has {bits} bits, too few to prove anything"),
        format!("`{shown}` 中的 RSA 密钥只有 {bits} 位，强度不足"),
    )
    .hint("ask for a key of at least 2048 bits", "请申请 2048 位以上的密钥")
}

pub(super) fn other_kind(shown: &str) -> Stop {
    Stop::new(
        format!("`{}` holds a key of a kind that nothing is signed with here", shown),
        format!("不支持用 `{}` 中的这类密钥签名", shown),
    )
    .hint(
        "RSA of 2048 to 8192 bits, P-256, P-384 and SM2 are taken",
        "支持 2048 至 8192 位 RSA、P-256、P-384 和 SM2",
    )
}
