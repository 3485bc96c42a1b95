//! Turn what clap finds wrong with the command line into words in both languages.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Stop;
use crate::finding::Words;

/// What is wrong with what was typed, and what to do about it. `command` is the command that was meant, if any.
pub(super) fn stop(error: &Error, command: Option<&str>) -> Stop {
    let mut stop = cause(error);
    stop.hints.extend(nearest(error));
    stop.hints.extend(values(error));
    let command = command.map(|command| format!(" {command}")).unwrap_or_default();
    stop.hint(
        format!("`hanpress{command} --help` tells what can be written"),
        format!("用法见 `hanpress{command} --help`"),
    )
}

fn cause(error: &Error) -> Stop {
    let argument = first(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = first(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => unknown(&argument),
        ErrorKind::InvalidSubcommand => {
            let name = first(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            Stop::new(format!("there is no command `{name}`"), format!("没有命令 `{name}`"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Stop::new("a command is missing", "缺少命令")
        }
        ErrorKind::MissingRequiredArgument => missing(&all(error, ContextKind::InvalidArg)),
        ErrorKind::InvalidValue if value.is_empty() => {
            Stop::new(format!("`{argument}` wants a value"), format!("`{argument}` 缺少取值"))
        }
        ErrorKind::InvalidValue => Stop::new(
            format!("`{argument}`: `{value}` is none of its values"),
            format!("`{argument}`：没有取值 `{value}`"),
        ),
        ErrorKind::ValueValidation => invalid(error, &argument, &value),
        ErrorKind::ArgumentConflict => conflict(error, &argument),
        ErrorKind::TooManyValues => Stop::new(
            format!("`{argument}` does not take `{value}`"),
            format!("`{argument}` 不接受取值 `{value}`"),
        ),
        ErrorKind::InvalidUtf8 => {
            Stop::new("an argument is no valid text (UTF-8)", "参数中有无效的字符（不是 UTF-8）")
        }
        _ => Stop::new(
            format!("`{argument}` is not written as it should be"),
            format!("`{argument}` 的写法不正确"),
        ),
    }
}

fn unknown(argument: &str) -> Stop {
    if argument.starts_with('-') {
        return Stop::new(format!("there is no option `{argument}`"), format!("没有选项 `{argument}`"));
    }
    Stop::new(format!("`{argument}` is one argument too many"), format!("多出参数 `{argument}`"))
}

fn missing(arguments: &[String]) -> Stop {
    let quoted: Vec<_> = arguments.iter().map(|argument| format!("`{argument}`")).collect();
    Stop::new(format!("missing: {}", quoted.join(", ")), format!("缺少：{}", quoted.join("、")))
}

/// What the reader of a value says of it.
fn invalid(error: &Error, argument: &str, value: &str) -> Stop {
    match error.source().and_then(|own| own.downcast_ref::<Stop>()) {
        Some(Stop { message: Words { en, zh }, hints, code }) => Stop {
            code: *code,
            message: Words::new(format!("`{argument}`: {en}"), format!("`{argument}`：{zh}")),
            hints: hints.clone(),
        },
        None => Stop::new(
            format!("`{argument}` does not take `{value}`"),
            format!("`{argument}` 不接受取值 `{value}`"),
        ),
    }
}

fn conflict(error: &Error, argument: &str) -> Stop {
    let others = all(error, ContextKind::PriorArg);
    if others.iter().any(|other| other == argument) {
        return Stop::new(format!("`{argument}` is given twice"), format!("`{argument}` 重复给出"));
    }
    let quoted: Vec<_> = others.iter().map(|other| format!("`{other}`")).collect();
    Stop::new(
        format!("`{argument}` cannot be given together with {}", quoted.join(", ")),
        format!("`{argument}` 不能与 {} 同时使用", quoted.join("、")),
    )
}

/// The nearest name that there is.
fn nearest(error: &Error) -> Vec<Words> {
    let kinds = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near: Vec<String> = kinds.into_iter().flat_map(|kind| all(error, kind)).collect();
    // clap tells the least likely first.
    near.into_iter().rev().map(|near| Words::did_you_mean(&near)).collect()
}

/// What can be chosen among.
fn values(error: &Error) -> Option<Words> {
    let mut values = all(error, ContextKind::ValidValue);
    values.extend(all(error, ContextKind::ValidSubcommand));
    let list = |comma: &str| values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(comma);
    (!values.is_empty())
        .then(|| Words::new(format!("write one of {}", list(", ")), format!("可用：{}", list("、"))))
}

fn first(error: &Error, kind: ContextKind) -> Option<String> {
    all(error, kind).into_iter().next()
}

fn all(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
