//! Hand out what a run made: single files, all of it packed, the job for the print room.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::stream::unfold;
use tokio::io::AsyncReadExt;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::job::{Job, Phase};
use crate::deliver::manifest;
use crate::error::{Stop, StopCode};
use crate::place::{Folder, LOCK, Place, is_temporary, private};
use crate::print::{PrintOptions, print};
use crate::serve::problem::Problem;

/// A file that can be fetched: where it stands, its type, how it is called.
pub(in crate::serve) struct Fetched {
    pub(in crate::serve) path: PathBuf,
    pub(in crate::serve) kind: &'static str,
    pub(in crate::serve) name: String,
}

/// All that a finished run made, packed.
const WHOLE: &str = "result.zip";

impl Fetched {
    /// Whether it is all that a finished run made.
    pub(in crate::serve) fn is_whole(&self) -> bool {
        self.path.ends_with(WHOLE)
    }
}

const BOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The file of a run by the name that a client calls it by; packed first where it is to be.
pub(in crate::serve) fn fetched(job: &Job, name: &str) -> Result<Fetched, Problem> {
    let place = job.place();
    let of_place = |file: &str, kind| {
        let path = place.join(file);
        if !path.is_file() {
            return Err(Problem::not_found());
        }
        Ok(Fetched { path, kind, name: file.to_string() })
    };
    match name {
        "index.xlsx" | "refused.xlsx" => {
            of_place(if name == "index.xlsx" { name } else { "refused.xlsx" }, BOOK)
        }
        "report.html" => of_place("report.html", "text/html; charset=utf-8"),
        "manifest.jsonl" => of_place("manifest.jsonl", "application/jsonl"),
        "refused.jsonl" => of_place("refused.jsonl", "application/jsonl"),
        "report.json" => of_place("report.json", "application/json"),
        "result.zip" => {
            // What a run has made so far is packed anew each time, under another name than all of it.
            let path = match at_rest(job)? {
                true => packed(job, WHOLE, &place, true)?,
                false => packed(job, "so-far.zip", &place, false)?,
            };
            Ok(Fetched {
                path,
                kind: "application/zip",
                name: format!("letters-{}.zip", job.spec.issue_date),
            })
        }
        "print.zip" => {
            let path = printed(job, &place)?;
            Ok(Fetched { path, kind: "application/zip", name: format!("print-{}.zip", job.spec.issue_date) })
        }
        _ => Err(Problem::not_found()),
    }
}

/// A run that is not under way: what it made so far is whole.
fn at_rest(job: &Job) -> Result<bool, Problem> {
    let phase = job.phase();
    if phase.is_busy() {
        let problem =
            Problem::new(StatusCode::CONFLICT, "conflict", "the run is still under way", "批次仍在进行中");
        return Err(problem.again_in(5));
    }
    Ok(phase == Phase::Finished)
}

/// All files below a folder in one; kept where the run is finished.
fn packed(job: &Job, name: &str, folder: &Path, finished: bool) -> Result<PathBuf, Problem> {
    let path = job.folder.join(name);
    if !folder.is_dir() {
        return Err(Problem::not_found());
    }
    if finished && path.is_file() {
        return Ok(path);
    }
    // Whoever is still being handed an earlier one keeps it.
    let part = job.folder.join(format!("{}.part", crate::serve::id::fresh()?));
    let done = pack(folder, &part).and_then(|()| fs::rename(&part, &path));
    done.map_err(|error| {
        let _ = fs::remove_file(&part);
        Stop::at(name, &error)
    })?;
    Ok(path)
}

fn pack(folder: &Path, to: &Path) -> io::Result<()> {
    let mut zip = ZipWriter::new(io::BufWriter::new(private().write(true).create_new(true).open(to)?));
    let mut names = Vec::new();
    below(folder, "", &mut names)?;
    for name in names {
        // Letters are packed already.
        let method =
            if name.ends_with(".pdf") { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let mut file = File::open(folder.join(&name))?;
        let is_large = file.metadata()?.len() >= u64::from(u32::MAX);
        let options = SimpleFileOptions::default().compression_method(method).large_file(is_large);
        zip.start_file(name, options.unix_permissions(0o600))?;
        io::copy(&mut file, &mut zip)?;
    }
    zip.finish()?.flush()
}

/// The names of all files below a folder, sorted.
fn below(folder: &Path, above: &str, names: &mut Vec<String>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (own, kind) = (entry.file_name().to_string_lossy().into_owned(), entry.file_type()?);
        let name = format!("{above}{own}");
        if kind.is_dir() {
            below(&entry.path(), &format!("{name}/"), names)?;
        } else if kind.is_file() && own != LOCK && !is_temporary(&own) {
            names.push(name);
        }
    }
    Ok(())
}

/// The job for the print room, packed.
fn printed(job: &Job, place: &Path) -> Result<PathBuf, Problem> {
    if !at_rest(job)? || !place.join(manifest::NAME).is_file() {
        return Err(Stop::new("only a finished run can be printed", "批次完成后才能打印")
            .coded(StopCode::Unfinished)
            .into());
    }
    let (folder, path) = (job.folder.join("print"), job.folder.join("print.zip"));
    if path.is_file() {
        return Ok(path);
    }
    if !folder.is_dir() {
        let from: Folder = Folder::to_read(place);
        let halt = AtomicBool::new(false);
        print(&from as &dyn Place, &folder, &PrintOptions::default(), &halt, &mut || Ok(()))?;
    }
    packed(job, "print.zip", &folder, true)
}

/// A file as an answer, read as fast as its client takes it.
pub(in crate::serve) async fn streamed(file: Fetched, inline: bool) -> Result<Response, Problem> {
    let opened = tokio::fs::File::open(&file.path).await;
    let opened = opened.map_err(|error| Problem::from(Stop::at(&file.name, &error)))?;
    let length = opened.metadata().await.map(|about| about.len());
    let parts = unfold(opened, |mut file| async move {
        let mut part = vec![0; 64 << 10];
        match file.read(&mut part).await {
            Ok(0) => None,
            Ok(length) => {
                part.truncate(length);
                Some((Ok::<_, io::Error>(Bytes::from(part)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let mut response = Response::new(Body::from_stream(parts));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    let how = if inline { "inline" } else { "attachment" };
    if let Ok(value) = HeaderValue::from_str(&format!("{how}; filename=\"{}\"", file.name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if let Ok(length) = length {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    if file.kind.starts_with("text/html") {
        // The report's style stands in its text; nothing else may be loaded or run.
        let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";
        headers.insert(HeaderName::from_static("content-security-policy"), HeaderValue::from_static(policy));
    }
    Ok(response)
}
