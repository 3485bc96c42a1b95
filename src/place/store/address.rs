//! Read the address of a store, and open what it names with credentials of the environment.
//!
//! An address says where, never by which right: one that holds a key or a signed query is refused, and never shown.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, Checksum};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::http::HttpBuilder;
use object_store::path::Path;
use object_store::{BackoffConfig, ClientConfigKey, ClientOptions, ObjectStore, RetryConfig};

use crate::error::{Stop, StopCode};

/// What stands between the word for a kind of store and the rest of an address.
const BETWEEN: &str = "://";

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// How long a request may take, answer and all, where nothing else is said.
const REQUEST: Duration = Duration::from_secs(30);

/// How often the crate tries a request again by itself, and for how long.
const TRIES: usize = 6;
const TRYING: Duration = Duration::from_secs(60);

/// A kind of store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    S3,
    Google,
    Azure,
    Web,
}

/// Where files are kept in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    kind: Kind,
    /// The address as it may be shown, without a `/` at its end.
    pub(super) shown: String,
    /// The address of the bucket.
    bucket: String,
    /// What stands before the names of all files.
    pub(super) prefix: Path,
}

/// Whether this is the address of a store, and no path.
pub fn is_address(text: &str) -> bool {
    text.split_once(BETWEEN).is_some_and(|(word, _)| {
        word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// An address as it may be shown: nothing of it that may be a key.
pub fn shown(text: &str) -> String {
    let bare = text.split(['?', '#']).next().unwrap_or_default();
    let Some((word, rest)) = bare.split_once(BETWEEN) else { return bare.to_string() };
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    // In some addresses a container stands before the `@`; a key is told from it by the colon.
    let host = match host.rsplit_once('@') {
        Some((before, host)) if before.contains(':') || kind(word) != Some(Kind::Azure) => host,
        _ => host,
    };
    format!("{word}{BETWEEN}{host}{}", path.trim_end_matches('/'))
}

fn kind(word: &str) -> Option<Kind> {
    match word.to_ascii_lowercase().as_str() {
        "s3" | "s3a" => Some(Kind::S3),
        "gs" => Some(Kind::Google),
        "az" | "azure" | "abfs" | "abfss" | "adl" => Some(Kind::Azure),
        "http" | "https" => Some(Kind::Web),
        _ => None,
    }
}

impl Address {
    /// Reads an address.
    pub(super) fn of(text: &str) -> Result<Self, Stop> {
        let shown = shown(text);
        let unfit = |en: &str, zh: &str| {
            Stop::new(format!("`{shown}`: {en}"), format!("`{shown}`：{zh}")).coded(StopCode::Usage)
        };
        let (word, rest) = text.split_once(BETWEEN).unwrap_or_default();
        let kind = kind(word).ok_or_else(|| {
            unfit("there is no store of this kind", "不支持此类存储").hint(
                "there are `s3://bucket/prefix`, `gs://bucket/prefix`, `az://container/prefix` and `https://host/prefix`",
                "可用：`s3://bucket/prefix`、`gs://bucket/prefix`、`az://container/prefix`、`https://host/prefix`",
            )
        })?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let names_a_key =
            host.rsplit_once('@').is_some_and(|(before, _)| before.contains(':') || kind != Kind::Azure);
        if names_a_key || text.contains(['?', '#']) {
            return Err(unfit(
                "an address holds no key and no query: others could read it in logs and lists of processes",
                "地址中不得含有密钥或查询串：他人可从日志或进程列表中看到",
            )
            .hint("give credentials in the environment", "请通过环境变量提供凭证"));
        }
        if host.is_empty() {
            return Err(unfit("it names no bucket", "未指明存储桶"));
        }
        let prefix = Path::from_url_path(path.trim_end_matches('/'))
            .map_err(|_| unfit("its prefix has an empty part, `.` or `..`", "前缀中含有空段、`.` 或 `..`"))?;
        Ok(Self { kind, shown: shown.clone(), bucket: format!("{word}{BETWEEN}{host}"), prefix })
    }

    /// The bucket that is named, by which two addresses are known to be of one store.
    pub(super) fn bucket(&self) -> &str {
        &self.bucket
    }

    /// Whether files can be written there so that none is written over.
    pub(super) fn check_writable(&self) -> Result<(), Stop> {
        if self.kind != Kind::Web {
            return Ok(());
        }
        let shown = &self.shown;
        Err(Stop::new(
            format!("`{shown}`: a web server cannot be asked to put a file only where there is none, so nothing is written there"),
            format!("`{shown}`：无法要求网页服务器“仅在不存在时写入”，因此不向其写入"),
        )
        .coded(StopCode::Folder)
        .hint(
            "write to `s3://`, `gs://`, `az://` or a folder; from a web server a run is read by `audit` and `show`",
            "请写入 `s3://`、`gs://`、`az://` 或文件夹；网页服务器上的批次可用 `audit`、`show` 读取",
        ))
    }

    /// Opens the store, with what the environment says of credentials, region and endpoint. Nothing is asked of it yet.
    pub(super) fn open(&self) -> Result<Arc<dyn ObjectStore>, Stop> {
        let retry =
            RetryConfig { backoff: BackoffConfig::default(), max_retries: TRIES, retry_timeout: TRYING };
        let (connect, request) = (seconds(CONNECT), seconds(request_time()));
        let (agent, url) = (concat!("hanpress/", env!("CARGO_PKG_VERSION")), self.bucket.as_str());
        let client = [
            (ClientConfigKey::ConnectTimeout, connect.as_str()),
            (ClientConfigKey::Timeout, request.as_str()),
            (ClientConfigKey::UserAgent, agent),
        ];
        let opened: object_store::Result<Arc<dyn ObjectStore>> = match self.kind {
            Kind::S3 => {
                let builder = AmazonS3Builder::from_env().with_url(url).with_retry(retry);
                self.refuse_open_http(&builder)?;
                let builder = match builder.get_config_value(&AmazonS3ConfigKey::Checksum) {
                    Some(_) => builder,
                    None => builder.with_checksum_algorithm(Checksum::SHA256),
                };
                let builder = client.into_iter().fold(builder, |builder, (key, value)| {
                    builder.with_config(AmazonS3ConfigKey::Client(key), value)
                });
                builder.build().map(|store| Arc::new(store) as _)
            }
            Kind::Google => {
                let builder = GoogleCloudStorageBuilder::from_env().with_url(url).with_retry(retry);
                let builder = client.into_iter().fold(builder, |builder, (key, value)| {
                    builder.with_config(GoogleConfigKey::Client(key), value)
                });
                builder.build().map(|store| Arc::new(store) as _)
            }
            Kind::Azure => {
                let builder = MicrosoftAzureBuilder::from_env().with_url(url).with_retry(retry);
                let builder = client.into_iter().fold(builder, |builder, (key, value)| {
                    builder.with_config(AzureConfigKey::Client(key), value)
                });
                builder.build().map(|store| Arc::new(store) as _)
            }
            Kind::Web => {
                let options = client
                    .into_iter()
                    .fold(ClientOptions::new(), |options, (key, value)| options.with_config(key, value));
                let options = options.with_allow_http(url.starts_with("http:"));
                let builder = HttpBuilder::new().with_url(url).with_retry(retry).with_client_options(options);
                builder.build().map(|store| Arc::new(store) as _)
            }
        };
        opened.map_err(|_| self.unopened())
    }

    /// An endpoint without TLS must be asked for, since whoever carries the letters could read them.
    fn refuse_open_http(&self, builder: &AmazonS3Builder) -> Result<(), Stop> {
        let value = |key: AmazonS3ConfigKey| builder.get_config_value(&key).unwrap_or_default();
        let open = [AmazonS3ConfigKey::Endpoint, AmazonS3ConfigKey::S3Endpoint]
            .into_iter()
            .any(|key| value(key).starts_with("http:"));
        if !open || value(AmazonS3ConfigKey::Client(ClientConfigKey::AllowHttp)) == "true" {
            return Ok(());
        }
        let shown = &self.shown;
        Err(Stop::new(
            format!("`{shown}`: the endpoint in the environment is one without TLS"),
            format!("`{shown}`：环境变量中的端点未使用 TLS"),
        )
        .coded(StopCode::Settings)
        .hint(
            "give an https endpoint; for one on this machine set AWS_ALLOW_HTTP=true",
            "请改用 https 端点；如为本机端点，请设 AWS_ALLOW_HTTP=true",
        ))
    }

    fn unopened(&self) -> Stop {
        let shown = &self.shown;
        let variables = match self.kind {
            Kind::S3 => "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL",
            Kind::Google => "GOOGLE_SERVICE_ACCOUNT, GOOGLE_APPLICATION_CREDENTIALS",
            Kind::Azure => "AZURE_STORAGE_ACCOUNT_NAME, AZURE_STORAGE_ACCOUNT_KEY, AZURE_STORAGE_SAS_TOKEN",
            Kind::Web => "HTTPS_PROXY",
        };
        Stop::new(
            format!("`{shown}` cannot be opened with what the environment says of this store"),
            format!("`{shown}`：环境变量中的存储设置无法使用"),
        )
        .coded(StopCode::Settings)
        .hint(format!("see {variables}"), format!("请检查 {variables}"))
    }
}

/// How long a request may take: `HANPRESS_STORE_TIMEOUT` in whole seconds, from 1 to 3600; else as usual.
#[allow(
    clippy::disallowed_methods,
    reason = "where a store is comes by its address, how patient to be by the environment"
)]
fn request_time() -> Duration {
    let said = std::env::var("HANPRESS_STORE_TIMEOUT").ok().and_then(|text| text.trim().parse().ok());
    said.filter(|seconds| (1..=3600).contains(seconds)).map_or(REQUEST, Duration::from_secs)
}

fn seconds(time: Duration) -> String {
    format!("{} seconds", time.as_secs())
}
