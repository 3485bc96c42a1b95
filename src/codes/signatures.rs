//! The codes of signatures that do not hold, as `verify` tells them.

use super::{Code, code};
use crate::finding::said;

pub(super) const CODES: &[Code] = &[
    code(
        "V01",
        said("a file that cannot be read", "文件无法读取"),
        said("the structure of the PDF (ISO 32000)", "PDF 文件结构（ISO 32000）"),
        said(
            "ask for the file again; give its password with `--password-file` if it is locked",
            "请重新索取文件；文件加密的，请以 `--password-file` 提供密码",
        ),
    ),
    code(
        "V02",
        said(
            "a signature that is missing, was taken out or belongs to no field",
            "签名缺失、已被移除或不属于任何签名域",
        ),
        said("the signature fields of the file's form", "文件表单中的签名域"),
        said("ask the sender for the file as it was signed", "请向发送方索取签署时的文件"),
    ),
    code(
        "V03",
        said("a signature that does not cover the file it was made in", "签名没有完整覆盖签署时的文件"),
        said(
            "the bytes that the signature says it covers (`/ByteRange`)",
            "签名所称覆盖的字节（`/ByteRange`）",
        ),
        said(
            "trust nothing outside of what is covered; have the document signed anew",
            "未覆盖的内容不可信；请重新签署文书",
        ),
    ),
    code(
        "V04",
        said("what is signed is not what stands in the file", "签名内容与文件不一致"),
        said("the digest in the signature's container (CMS, RFC 5652)", "签名容器中的摘要（CMS，RFC 5652）"),
        said("the file was changed: ask the sender for the original", "文件已被改动，请向发送方索取原件"),
    ),
    code(
        "V05",
        said("a signature that its certificate does not prove", "签名不能由其证书证明"),
        said(
            "the arithmetic of the signature, and the strength of key and hash",
            "签名运算，以及密钥和摘要算法的强度",
        ),
        said(
            "have the document signed anew, with RSA from 2048 bits or P-256 and SHA-256",
            "请用 2048 位以上 RSA 或 P-256、SHA-256 重新签署",
        ),
    ),
    code(
        "V06",
        said("a certificate that was not for this, or not at that time", "证书用途不符，或当时不在有效期内"),
        said(
            "key usage and validity of the signer's certificate (RFC 5280)",
            "签名者证书的用途和有效期（RFC 5280）",
        ),
        said(
            "sign with a certificate for signing documents, within its validity and with a time stamp",
            "请用签署文件用途的证书在有效期内签署，并加盖时间戳",
        ),
    ),
    code(
        "V07",
        said("a signer for whom nobody vouches whom you trust", "签名者不在受信任的范围内"),
        said("the chain of certificates up to those of `--trust`", "至 `--trust` 所给证书为止的证书链"),
        said(
            "give the certificate of the signer's authority with `--trust`, if you have it from them",
            "请以 `--trust` 提供签名者的机构证书，证书须从该机构取得",
        ),
    ),
    code(
        "V08",
        said("a certificate that was revoked, or may have been", "证书已被吊销，或是否吊销未知"),
        said("lists and answers on revocation that the file holds", "文件中的吊销列表和查询应答"),
        said(
            "ask the signer for a document signed at level B-LT with a valid certificate",
            "请签名者用有效证书按 B-LT 级别重新签署",
        ),
    ),
    code(
        "V09",
        said("a time that is not proven", "签名时间未得到证明"),
        said(
            "the time stamp in the signature, and its authority (RFC 3161)",
            "签名中的时间戳及其机构（RFC 3161）",
        ),
        said(
            "give the certificate of the time stamp's authority with `--trust`; sign with `[sign.timestamp]`",
            "请以 `--trust` 提供时间戳机构的证书；签署时请设置 `[sign.timestamp]`",
        ),
    ),
    code(
        "V10",
        said("changes after signing that the signature does not allow", "签名后有签名所不允许的改动"),
        said(
            "every revision after the signature, against what it locks and permits",
            "签名之后的各修订版本，对照签名的锁定和许可",
        ),
        said(
            "ask for the file as it was signed; `verify` lists the changes",
            "请索取签署时的文件；`verify` 会列出各处改动",
        ),
    ),
    code(
        "V11",
        said("a stated name that is not the certificate's", "文件所称签名者与证书不符"),
        said("the name in the signature, against the certificate's holder", "签名中的名称与证书持有人"),
        said(
            "believe the certificate; have the document signed under its holder's name",
            "以证书为准；请以证书持有人名称重新签署",
        ),
    ),
    code(
        "V12",
        said("content that two programs may show differently", "不同程序可能显示不同内容"),
        said(
            "bytes that no table lists, or two tables list: hidden and shadowed content",
            "未列入或重复列入对象表的字节：隐藏或被替换的内容",
        ),
        said(
            "do not rely on what is shown; ask the sender for the original",
            "请勿以所显示内容为准；请向发送方索取原件",
        ),
    ),
    code(
        "V14",
        said(
            "something that is not judged here: neither good nor found to be forged",
            "不作判定：既不认定有效，也未发现伪造",
        ),
        said(
            "the algorithms, kinds of signature and sizes that `verify` knows",
            "`verify` 支持的算法、签名类型和规模",
        ),
        said(
            "check it with a program that knows this kind, or have the document signed anew with RSA or P-256",
            "请用支持该类型的程序验证，或请签名者用 RSA 或 P-256 重新签署",
        ),
    ),
];
