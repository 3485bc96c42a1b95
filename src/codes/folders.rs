//! The codes of finished folders that are not as they were, as `audit` tells them.

use super::{Code, code};
use crate::finding::{Said, said};

const CHAIN: Said =
    said("the manifest, whose lines hold each the hash of the line before", "清单：每行载有上一行的哈希");
const FILES: Said = said("the files of the folder, against the manifest's lines", "文件夹中的文件与清单各行");
const SIGNATURES: Said = said(
    "the signatures of manifest and documents, against the certificates of `--trust`",
    "清单和文书的签名与 `--trust` 所给证书",
);
const RESTORE: Said = said(
    "restore the folder from where it was archived; nothing in it proves itself until then",
    "请从存档恢复文件夹；恢复前其内容不能自证",
);
const RESUME: Said = said(
    "run `hanpress make` with the same input and `--resume`",
    "请用相同输入再次运行 `hanpress make` 并加 `--resume`",
);
const SIGNER: Said = said(
    "find out who signed; give their authority's certificate with `--trust` only if you have it from them",
    "请核实签名者；仅在从其机构取得证书后以 `--trust` 提供",
);

pub(super) const CODES: &[Code] = &[
    code("A01", said("a line that cannot be read", "无法读取的行"), CHAIN, RESTORE),
    code("A02", said("a line that was changed", "被更改的行"), CHAIN, RESTORE),
    code("A03", said("a line that is missing", "缺失的行"), CHAIN, RESTORE),
    code("A04", said("a line that was added", "多出的行"), CHAIN, RESTORE),
    code("A05", said("a line that stands elsewhere than it belongs", "位置不对的行"), CHAIN, RESTORE),
    code("A06", said("a run that is not finished, or cut off", "未完成或被截断的批次"), CHAIN, RESUME),
    code("A07", said("a line that contradicts others", "与其他行矛盾的行"), CHAIN, RESTORE),
    code("A08", said("counts that are not right", "计数不符"), CHAIN, RESTORE),
    code("A09", said("a file that is missing", "缺失的文件"), FILES, RESUME),
    code("A10", said("a file that was changed", "被更改的文件"), FILES, RESTORE),
    code(
        "A11",
        said("a file that belongs to no line", "不属于任何行的文件"),
        FILES,
        said("take the file out of the folder, and find out who put it there", "请移出该文件，并核实其来源"),
    ),
    code(
        "A12",
        said("a file that stands under another's name", "名称对调或被改名的文件"),
        FILES,
        said("give the file the name of its line again", "请恢复清单所载的文件名"),
    ),
    code(
        "A13",
        said("a list of refused accounts that is not whole", "拒绝清单不完整"),
        said("the list of refused accounts, against the manifest", "拒绝清单与清单"),
        RESTORE,
    ),
    code("A14", said("a signature that does not hold", "不成立的签名"), SIGNATURES, RESTORE),
    code("A15", said("a signature by nobody who is trusted", "签名者不受信任"), SIGNATURES, SIGNER),
    code("A16", said("a signature other than its line says", "与清单所记不符的签名"), SIGNATURES, SIGNER),
    code("A17", said("a closing line that is not signed", "未签名的末行"), SIGNATURES, RESTORE),
    code(
        "A18",
        said("another manifest than the one whose hash was noted", "与所记哈希不符的清单"),
        CHAIN,
        RESTORE,
    ),
    code(
        "A19",
        said("a document that is not signed, in a signed run", "已签名批次中未签名的文书"),
        said("what the run's header and its other lines say of signatures", "批次首行和其他各行对签名的记载"),
        RESTORE,
    ),
    code(
        "A20",
        said("a signature by another than must have made it", "签名者不是应签署者"),
        said(
            "who `--signer` says; else whose letterhead it is, and who signed the rest of the run",
            "`--signer` 指定的签名者；未指定时为信头所载单位，以及同批次其他文书的签名者",
        ),
        said(
            "find out who signed; if they may, say so with `--signer`",
            "请核实签名者；确属有权签署的，请以 `--signer` 指明",
        ),
    ),
];
