//! Ask a server over HTTP, within bounds of time and size, and again where that may help.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine};
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use ureq::http::{Response, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Error};
use x509_cert::Certificate;
use zeroize::Zeroizing;

use super::fault;
use crate::error::Stop;
use crate::finding::Words;
use der::Encode;

/// How long to wait before the second try; twice as long before each further one.
const PAUSE: Duration = Duration::from_millis(300);

/// How long a server that failed is left alone, where documents may go without.
pub(super) const COOL_DOWN: Duration = Duration::from_secs(60);

/// How often a list may be said to stand elsewhere.
const REDIRECTS: u32 = 3;

/// Who may ask.
pub(super) struct Login {
    header: HeaderValue,
}

/// A way to ask.
#[derive(Debug)]
pub(super) struct Web {
    agent: Agent,
    retries: u32,
}

/// Why there is no answer, or none that is of use.
#[derive(Debug, Clone)]
pub(super) struct NoAnswer {
    /// What is wrong.
    pub(super) words: Words,
    /// Whether asking again may help.
    transient: bool,
}

impl Web {
    /// `timeout` bounds each try from the first byte to the last; `roots`, where given, are the only
    /// authorities that count for https.
    pub(super) fn new(timeout: Duration, retries: u32, roots: Option<&[Certificate]>) -> Result<Self, Stop> {
        let mut tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
        if let Some(roots) = roots {
            let ders = roots.iter().map(Encode::to_der).collect::<Result<Vec<_>, _>>();
            let ders = ders.map_err(|_| fault("a certificate cannot be written"))?;
            let roots: Vec<_> =
                ders.iter().map(|der| ureq::tls::Certificate::from_der(der).to_owned()).collect();
            tls = tls.root_certs(RootCerts::new_with_certs(&roots));
        }
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .user_agent(concat!("hanpress/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build();
        Ok(Self { agent: config.into(), retries })
    }

    /// Sends something and takes the answer, of at most `most` bytes.
    pub(super) fn post(
        &self,
        url: &str,
        (sent, wanted): (&str, &str),
        body: &[u8],
        login: Option<&Login>,
        most: u64,
    ) -> Result<Vec<u8>, NoAnswer> {
        let mut asked = self.agent.post(url).config().max_redirects(0).build();
        asked = asked.header(CONTENT_TYPE, sent).header(ACCEPT, wanted);
        if let Some(login) = login {
            asked = asked.header(AUTHORIZATION, login.header.clone());
        }
        body_of(asked.send(body), most)
    }

    /// Takes what stands at an address, at most `most` bytes.
    pub(super) fn get(&self, url: &str, most: u64) -> Result<Vec<u8>, NoAnswer> {
        body_of(self.agent.get(url).config().max_redirects(REDIRECTS).build().call(), most)
    }

    /// Tries as [`retry`](Self::retry) does, or only `once`.
    pub(super) fn ask<T>(
        &self,
        once: bool,
        mut ask: impl FnMut() -> Result<T, NoAnswer>,
    ) -> Result<T, NoAnswer> {
        if once { ask() } else { self.retry(ask) }
    }

    /// Tries until it succeeds, or asking again would not help, or has been done often enough.
    pub(super) fn retry<T>(&self, mut ask: impl FnMut() -> Result<T, NoAnswer>) -> Result<T, NoAnswer> {
        let mut pause = PAUSE;
        for _ in 0..self.retries {
            match ask() {
                Err(no) if no.transient => thread::sleep(pause),
                result => return result,
            }
            pause *= 2;
        }
        ask()
    }
}

impl Login {
    /// A user and a password (HTTP basic authentication).
    pub(super) fn new(user: &str, password: &str) -> Result<Self, Stop> {
        let pair = Zeroizing::new(format!("{user}:{password}"));
        let words = Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes())));
        let header = HeaderValue::from_str(&words);
        let mut header = header.map_err(|_| fault("the password cannot be sent"))?;
        header.set_sensitive(true);
        Ok(Self { header })
    }
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Login")
    }
}

impl NoAnswer {
    /// A failure that asking again would not mend.
    pub(super) fn permanent(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { words: Words::new(en, zh), transient: false }
    }

    /// A failure that may have passed when asked again.
    pub(super) fn transient(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { transient: true, ..Self::permanent(en, zh) }
    }
}

fn body_of(answer: Result<Response<Body>, Error>, most: u64) -> Result<Vec<u8>, NoAnswer> {
    let mut answer = answer.map_err(|error| no_response(&error, most))?;
    let status = answer.status();
    if status != StatusCode::OK {
        return Err(bad_status(status));
    }
    answer.body_mut().with_config().limit(most).read_to_vec().map_err(|error| no_response(&error, most))
}

fn no_response(error: &Error, most: u64) -> NoAnswer {
    match error {
        Error::BodyExceedsLimit(_) => NoAnswer::permanent(
            format!("its answer has more than {most} bytes"),
            format!("其应答超过 {most} 字节"),
        ),
        Error::Timeout(_) => NoAnswer::transient("it does not answer in time", "未在规定时间内应答"),
        error => NoAnswer::transient(format!("it cannot be reached: {error}"), format!("无法连接：{error}")),
    }
}

fn bad_status(status: StatusCode) -> NoAnswer {
    let again = status.is_server_error()
        || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
    let (en, zh) = (format!("it answers `{status}`"), format!("其应答为 `{status}`"));
    if again { NoAnswer::transient(en, zh) } else { NoAnswer::permanent(en, zh) }
}
