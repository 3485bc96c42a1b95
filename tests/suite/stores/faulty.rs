//! A store in memory whose requests fail as those of real ones do.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use futures_util::future::ready;
use futures_util::stream::{self, BoxStream};
use object_store::client::{HttpError, HttpErrorKind};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

/// How a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// Before anything was done.
    Before,
    /// After it was done: only its answer is lost.
    After,
}

/// Which requests fail: those from the first to before the second, counted from 0.
pub(crate) type Fails = Option<(usize, usize, How)>;

#[derive(Debug, Default)]
pub(crate) struct Faulty {
    pub(crate) within: InMemory,
    pub(crate) calls: AtomicUsize,
    pub(crate) fails: Mutex<Fails>,
    /// Whether conditions are passed over, as old stores do.
    pub(crate) unconditional: bool,
    /// Whether it forgets the last byte of what it is given.
    pub(crate) forgetful: bool,
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("faulty")
    }
}

/// What a store's client tells: what was sent, and keys within.
pub(crate) const SECRETS: &str =
    "GET https://store/bucket/key?X-Amz-Signature=5ec2e7 <AWSAccessKeyId>AKIASECRET</AWSAccessKeyId>";

fn lost() -> Error {
    let source = HttpError::new(HttpErrorKind::Timeout, std::io::Error::other(SECRETS));
    Error::Generic { store: "faulty", source: Box::new(source) }
}

impl Faulty {
    /// How this request fails, if it does.
    fn call(&self) -> Option<How> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        let fails = *self.fails.lock().unwrap();
        fails.filter(|(from, to, _)| (*from..*to).contains(&call)).map(|(_, _, how)| how)
    }
}

#[async_trait::async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, key: &Path, bytes: PutPayload, mut options: PutOptions) -> Result<PutResult> {
        let fails = self.call();
        if fails == Some(How::Before) {
            return Err(lost());
        }
        if self.unconditional {
            options.mode = PutMode::Overwrite;
        }
        let bytes = match self.forgetful && key.as_ref().ends_with(".pdf") {
            true => bytes::Bytes::from(bytes).split_to(1).into(),
            false => bytes,
        };
        let put = self.within.put_opts(key, bytes, options).await;
        if fails == Some(How::After) && put.is_ok() { Err(lost()) } else { put }
    }

    async fn put_multipart_opts(
        &self,
        key: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        if self.call().is_some() { Err(lost()) } else { self.within.put_multipart_opts(key, options).await }
    }

    async fn get_opts(&self, key: &Path, options: GetOptions) -> Result<GetResult> {
        if self.call().is_some() { Err(lost()) } else { self.within.get_opts(key, options).await }
    }

    fn delete_stream(&self, keys: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        match self.call() {
            Some(How::Before) => stream::once(ready(Err(lost()))).boxed(),
            Some(How::After) => {
                let done = self.within.delete_stream(keys);
                done.map(|_| Err(lost())).boxed()
            }
            None => self.within.delete_stream(keys),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        if self.call().is_some() {
            stream::once(ready(Err(lost()))).boxed()
        } else {
            self.within.list(prefix)
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        if self.call().is_some() { Err(lost()) } else { self.within.list_with_delimiter(prefix).await }
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        if self.call().is_some() { Err(lost()) } else { self.within.copy_opts(from, to, options).await }
    }
}
