//! Refuse to open a server to more than this machine without what keeps others out.

use super::options::ServeOptions;
use crate::error::{Stop, StopCode};

/// The shortest token, in characters.
const SHORTEST: usize = 24;

/// Whether what is asked for is safe: another address than the loopback wants TLS or a proxy that has it, a token, and
/// the names by which clients call it.
pub(super) fn safe(options: &ServeOptions) -> Result<(), Stop> {
    if let Some(token) = &options.token
        && token.reveal().chars().count() < SHORTEST
    {
        let stop = Stop::new(
            format!("the token has fewer than {SHORTEST} characters"),
            format!("令牌不足 {SHORTEST} 个字符"),
        );
        let stop = stop.coded(StopCode::Settings);
        return Err(stop.hint("make one: `openssl rand -hex 32`", "可用 `openssl rand -hex 32` 生成"));
    }
    if options.listen.ip().is_loopback() {
        return Ok(());
    }
    let shown = options.listen;
    let refuse = |en: &str, zh: &str| {
        Stop::new(
            format!("`--listen {shown}` opens the server to other machines: {en}"),
            format!("`--listen {shown}` 会向其他机器开放服务：{zh}"),
        )
        .coded(StopCode::Usage)
    };
    if options.tls.is_none() && !options.behind_proxy {
        return Err(refuse("that wants TLS", "需要 TLS").hint(
            "give `--tls-cert` and `--tls-key`, or `--behind-proxy` where a proxy in front of it takes care of TLS",
            "请给出 `--tls-cert` 和 `--tls-key`；如由前置代理处理 TLS，请加 `--behind-proxy`",
        ));
    }
    if options.token.is_none() {
        return Err(refuse("that wants a token", "需要令牌").hint(
            "give `--token-file FILE`; make one: `openssl rand -hex 32`",
            "请给出 `--token-file`；可用 `openssl rand -hex 32` 生成",
        ));
    }
    if options.hosts.is_empty() {
        return Err(refuse("that wants the names by which it is called", "需要写明服务的域名")
            .hint("give `--host letters.example.com`", "请给出 `--host letters.example.com`"));
    }
    Ok(())
}
