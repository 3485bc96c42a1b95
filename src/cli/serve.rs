//! `hanpress serve`: a desk in the browser and a service on the wire.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::args::Serve;
use super::console::Console;
use super::settings::{password, workers};
use super::{Ending, example, kinds, rules, schema, watch};
use crate::desk::{Desk, DeskOptions, KindChoice};
use crate::error::Stop;
use crate::fill::TemplateSet;
use crate::finding::Lang;
use crate::masked::Masked;
use crate::serve::{Catalogue, Limits, OpenDesk, ServeOptions, Tls, serve as run};
use crate::sign::SignOptions;

pub(crate) fn serve(typed: Serve, console: &mut Console) -> Result<Ending, Stop> {
    let watch = watch::listen(console)?;
    let options = options(typed, console)?;
    let is_sample = options.is_sample;
    // From now on a signal lets what is in hand be finished.
    watch.begin();
    let (lang, told) = (console.lang, &*console);
    run(options, &watch.halt, |address, is_tls| {
        let scheme = if is_tls { "https" } else { "http" };
        let shown = format!("{scheme}://{address}/");
        // Whoever reads events does not hold up the server by going away.
        let _ = told.event(&json!({ "event": "serving", "address": shown }));
        let sample = match (is_sample, lang) {
            (false, _) => "",
            (true, Lang::En) => "  (the example's issuer; give your own with `--issuer`)",
            (true, Lang::Zh) => "  （示例发行方；请用 `--issuer` 指定自己的发行方文件）",
        };
        told.tell(&match lang {
            Lang::En => format!("the desk is open at {shown}{sample}"),
            Lang::Zh => format!("已开始服务：{shown}{sample}"),
        });
    })?;
    console.close(Ending::Well, None, json!({}))?;
    Ok(Ending::Well)
}

fn options(typed: Serve, console: &Console) -> Result<ServeOptions, Stop> {
    let token = typed.token_file.as_deref().map(token).transpose()?;
    let mut trust = Vec::new();
    for path in &typed.trust {
        super::verify::trusting(std::slice::from_ref(path))?;
        trust.push(std::fs::read(path).map_err(|error| Stop::unreadable(path, &error))?);
    }
    Ok(ServeOptions {
        open: opener(&typed, typed.templates.clone()),
        approved: typed
            .templates
            .as_deref()
            .map(|folder| opener(&typed, Some(folder.join(super::approve::KEPT)))),
        catalogue: catalogue(typed.templates.as_ref())?,
        issue_date: typed.issue_date,
        is_sample: typed.issuer.is_none(),
        templates: typed.templates.clone(),
        edit: typed.edit,
        listen: typed.listen,
        hosts: typed.host,
        tls: typed.tls_cert.zip(typed.tls_key).map(|(certificate, key)| Tls { certificate, key }),
        behind_proxy: typed.behind_proxy,
        token,
        state: typed.state,
        inputs: typed.input_dir,
        outputs: typed.output_dir,
        trust,
        workers: workers(typed.workers),
        lang: console.lang,
        limits: Limits {
            file: usize::try_from(typed.longest_file).unwrap_or(usize::MAX >> 20).saturating_mul(1 << 20),
            ..Limits::default()
        },
        log: console.request_log(),
    })
}

/// The token that is a file's first line.
fn token(path: &std::path::Path) -> Result<Masked<String>, Stop> {
    let text = std::fs::read_to_string(path).map_err(|error| Stop::unreadable(path, &error))?;
    Ok(Masked::new(text.lines().next().unwrap_or_default().trim().to_string()))
}

/// Opens desks of the named issuer, or of the example's, with these templates over the program's own.
fn opener(typed: &Serve, templates: Option<PathBuf>) -> OpenDesk {
    let (issuer, fonts) = (typed.issuer.clone(), typed.font_dir.clone());
    let (standards, sign) = (typed.standard.clone(), typed.sign.clone());
    let time_limit = Duration::from_secs(typed.time_limit);
    Arc::new(move |kind: KindChoice, day| {
        let options = DeskOptions {
            templates: templates.clone(),
            fonts: fonts.clone(),
            kind,
            standards: standards.clone(),
            sign: Some(SignOptions { config: sign.clone(), password: password() }),
            time_limit,
            ..DeskOptions::new(issuer.clone().unwrap_or_default(), day)
        };
        if issuer.is_some() { Desk::open(options) } else { Desk::new(example::parts(options)?) }
    })
}

/// What the service tells of itself.
fn catalogue(templates: Option<&PathBuf>) -> Result<Catalogue, Stop> {
    let set = match templates {
        Some(folder) => TemplateSet::with_folder(folder)?,
        None => TemplateSet::built_in()?,
    };
    Ok(Catalogue { kinds: kinds::all_facts(&set), rules: rules::all_facts(), schemas: schema::all() })
}
