//! Name the kind of a stop by one word of a closed list, for programs that read how a command ended.

use crate::finding::{Said, said};

/// Why a command did not come to its end: a closed list of stable words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StopCode {
    /// What was typed cannot be understood.
    Usage,
    /// A settings file is missing or wrong.
    Settings,
    /// The templates cannot be used.
    Template,
    /// An input cannot be read at all.
    Input,
    /// An input ended before its end.
    CutFeed,
    /// The input holds another number of accounts than was said, or not all that were named.
    Count,
    /// The folder is not one to work in.
    Folder,
    /// The folder holds a run of other settings or another input.
    Differs,
    /// The folder holds an unfinished run.
    Unfinished,
    /// Another run is at work in the folder.
    Busy,
    /// A file cannot be written or read.
    File,
    /// A document took too long.
    TimeLimit,
    /// A key, a token or an authority failed.
    Signing,
    /// The first refused account ended the run, as was asked.
    FailFast,
    /// A signal ended the run.
    Signal,
    /// The program itself failed.
    Program,
}

impl StopCode {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 16] = [
        Self::Usage,
        Self::Settings,
        Self::Template,
        Self::Input,
        Self::CutFeed,
        Self::Count,
        Self::Folder,
        Self::Differs,
        Self::Unfinished,
        Self::Busy,
        Self::File,
        Self::TimeLimit,
        Self::Signing,
        Self::FailFast,
        Self::Signal,
        Self::Program,
    ];

    /// The word that events and log lines have.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Settings => "settings",
            Self::Template => "template",
            Self::Input => "input",
            Self::CutFeed => "cut-feed",
            Self::Count => "count",
            Self::Folder => "folder",
            Self::Differs => "differs",
            Self::Unfinished => "unfinished",
            Self::Busy => "busy",
            Self::File => "file",
            Self::TimeLimit => "time-limit",
            Self::Signing => "signing",
            Self::FailFast => "fail-fast",
            Self::Signal => "signal",
            Self::Program => "program",
        }
    }

    /// What it says.
    pub const fn about(self) -> Said {
        match self {
            Self::Usage => said("what was typed cannot be understood", "命令行有误"),
            Self::Settings => said(
                "the issuer file, or a file, font or standard it or the command names, is missing or wrong",
                "发行方文件或所指定的文件、字体、标准缺失或有误",
            ),
            Self::Template => said("the templates cannot be used", "模板无法使用"),
            Self::Input => said("an input, or a file to look at, cannot be read", "输入文件无法读取"),
            Self::CutFeed => said("an input ended before its end, or broke off", "输入不完整或中途中断"),
            Self::Count => said(
                "the input holds fewer or more accounts than was said, or not all that were named",
                "输入的账户数与声明不符，或缺少指定的账户",
            ),
            Self::Folder => said("the folder is not one to work in", "文件夹不能使用"),
            Self::Differs => {
                said("the folder holds a run of other settings or of another input", "文件夹中是另一批次")
            }
            Self::Unfinished => said(
                "the folder holds an unfinished run, and `--resume` was not given",
                "文件夹中有未完成的批次",
            ),
            Self::Busy => said("another run is at work in the folder", "文件夹正被另一次运行使用"),
            Self::File => {
                said("a file cannot be written or read: disk full, no permission", "文件无法写入或读取")
            }
            Self::TimeLimit => said("a document took longer than `--time-limit`", "文书处理超时"),
            Self::Signing => {
                said("a key, a token or a time-stamp authority failed", "密钥、令牌或时间戳机构出错")
            }
            Self::FailFast => said("the first refused account ended the run", "已在第一个被拒绝的账户处停止"),
            Self::Signal => said("a signal ended the command", "已因信号停止"),
            Self::Program => said("the program itself failed", "程序内部出错"),
        }
    }
}
