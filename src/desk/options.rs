//! Turn paths, or parts in memory, into what a desk is built from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;

use super::KindChoice;
use crate::error::Stop;
use crate::fill::{NO_FOLDER, TemplateSet};
use crate::fonts::Fonts;
use crate::message::Ways;
use crate::named_files::NamedFiles;
use crate::sign::{Password, SignOptions};

/// How long one document may take, unless something else is said.
pub const TIME_LIMIT: Duration = Duration::from_secs(60);

/// What a desk is built from where its parts stand in files.
#[derive(Debug, Clone)]
pub struct DeskOptions {
    /// The issuer file.
    pub issuer: PathBuf,
    /// A folder of templates over the built-in ones.
    pub templates: Option<PathBuf>,
    /// A folder of more fonts.
    pub fonts: Option<PathBuf>,
    /// Which kind of document accounts get.
    pub kind: KindChoice,
    /// The date on every document.
    pub issue_date: NaiveDate,
    /// The PDF standards every document keeps, such as `a-2b`; that one where none is named.
    pub standards: Vec<String>,
    /// Which ways documents go out: as letters, short messages, e-mails. Where nothing is said, as letters; of the course, by
    /// the way that each step is due by.
    pub ways: Option<Ways>,
    /// What signs the documents; `None` where none is to be signed, as for a check.
    pub sign: Option<SignOptions>,
    /// How long one document may take; nothing is no limit.
    pub time_limit: Duration,
    /// Whether documents are laid out the long way, one as if there were no other. Their bytes are the same.
    pub plain: bool,
}

/// What a desk is built from, all of it in memory.
#[derive(Clone)]
pub struct DeskParts {
    /// The issuer file's text (TOML).
    pub issuer: String,
    /// How messages call the issuer file.
    pub issuer_name: String,
    /// The files that the issuer file names: seal, logo, holidays, keys.
    pub files: NamedFiles,
    /// Templates over the built-in ones, by names such as `overdue-notice/letter.typ.jinja`.
    pub templates: BTreeMap<String, String>,
    /// How messages call the folder of these templates.
    pub templates_name: String,
    /// The faces; desks share those of [`Fonts::shared`].
    pub fonts: Arc<Fonts>,
    /// Which kind of document accounts get.
    pub kind: KindChoice,
    /// The date on every document.
    pub issue_date: NaiveDate,
    /// The PDF standards every document keeps, such as `a-2b`; that one where none is named.
    pub standards: Vec<String>,
    /// Which ways documents go out: as letters, short messages, e-mails. Where nothing is said, as letters; of the course, by
    /// the way that each step is due by.
    pub ways: Option<Ways>,
    /// What signs the documents; `None` where none is to be signed, as for a check.
    pub signing: Option<Signing>,
    /// How long one document may take; nothing is no limit.
    pub time_limit: Duration,
    /// Whether documents are laid out the long way, one as if there were no other. Their bytes are the same.
    pub plain: bool,
}

/// Names the texts and files only: the issuer's text holds the key that numbers are made with.
impl fmt::Debug for DeskParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issuer_name, files, templates, kind, issue_date, standards, signing, time_limit, .. } =
            self;
        f.debug_struct("DeskParts")
            .field("issuer", issuer_name)
            .field("files", files)
            .field("templates", &templates.keys())
            .field("kind", kind)
            .field("issue_date", issue_date)
            .field("standards", standards)
            .field("signing", signing)
            .field("time_limit", time_limit)
            .finish_non_exhaustive()
    }
}

/// How the documents of a desk are signed.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The signing file; without it the issuer file's own table counts, if it has one.
    pub config: Option<SigningFile>,
    /// Where a password comes from that no file gives.
    pub password: Password,
}

/// A signing file in memory.
#[derive(Clone)]
pub struct SigningFile {
    /// How messages call it.
    pub name: String,
    /// Its text (TOML).
    pub text: String,
    /// The files that it names.
    pub files: NamedFiles,
}

/// Names it only: what is in it may be secret.
impl fmt::Debug for SigningFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the signing file `{}` with {:?}", self.name, self.files)
    }
}

impl DeskOptions {
    /// Documents of an issuer on a day: built-in templates, each account's own kind, PDF/A-2b, signed where the
    /// issuer file says so.
    pub fn new(issuer: impl Into<PathBuf>, issue_date: NaiveDate) -> Self {
        Self {
            issuer: issuer.into(),
            templates: None,
            fonts: None,
            kind: KindChoice::Own,
            issue_date,
            standards: Vec::new(),
            ways: None,
            sign: Some(SignOptions { config: None, password: Password::none() }),
            time_limit: TIME_LIMIT,
            plain: false,
        }
    }

    /// Reads all that paths lead to.
    pub(super) fn read(self) -> Result<DeskParts, Stop> {
        let issuer = text(&self.issuer)?;
        Ok(DeskParts { issuer, ..self.read_all_but_issuer()? })
    }

    /// The same without the issuer file's text.
    pub(crate) fn read_all_but_issuer(self) -> Result<DeskParts, Stop> {
        let templates = self.templates.as_deref().map(TemplateSet::read_folder).transpose();
        let signing = match self.sign {
            Some(SignOptions { config, password }) => {
                Some(Signing { config: config.as_deref().map(signing_file).transpose()?, password })
            }
            None => None,
        };
        let fonts = match &self.fonts {
            Some(folder) => {
                let mut fonts = Fonts::built_in().map_err(|error| Fonts::broken(&error))?;
                fonts.add_folder(folder).map_err(|error| Stop::unreadable(folder, &error))?;
                Arc::new(fonts)
            }
            None => Fonts::shared()?,
        };
        Ok(DeskParts {
            issuer: String::new(),
            issuer_name: self.issuer.display().to_string(),
            files: NamedFiles::beside(&self.issuer),
            templates: templates?.unwrap_or_default(),
            templates_name: self
                .templates
                .map_or_else(|| NO_FOLDER.into(), |path| path.display().to_string()),
            fonts,
            kind: self.kind,
            issue_date: self.issue_date,
            standards: self.standards,
            ways: self.ways,
            signing,
            time_limit: self.time_limit,
            plain: self.plain,
        })
    }
}

impl DeskParts {
    /// Documents of an issuer on a day: built-in templates, each account's own kind, PDF/A-2b, signed where the
    /// issuer file says so with the key among the files.
    pub fn new(issuer: impl Into<String>, issue_date: NaiveDate) -> Result<Self, Stop> {
        Ok(Self {
            issuer: issuer.into(),
            issuer_name: "issuer.toml".to_string(),
            files: NamedFiles::memory(BTreeMap::new()),
            templates: BTreeMap::new(),
            templates_name: NO_FOLDER.to_string(),
            fonts: Fonts::shared()?,
            kind: KindChoice::Own,
            issue_date,
            standards: Vec::new(),
            ways: None,
            signing: Some(Signing { config: None, password: Password::none() }),
            time_limit: TIME_LIMIT,
            plain: false,
        })
    }

    /// Hands in a file that the issuer file names, in memory.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.put(name.into(), bytes.into());
        self
    }

    /// Hands in a template over the built-in ones, by a name such as `overdue-notice/letter.typ.jinja`.
    #[must_use]
    pub fn template(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.templates.insert(name.into(), text.into());
        self
    }

    /// The password of the key that signs, where no file gives it.
    #[must_use]
    pub fn key_password(mut self, password: impl Into<String>) -> Self {
        let config = self.signing.and_then(|signing| signing.config);
        self.signing = Some(Signing { config, password: Password::given(password) });
        self
    }
}

fn signing_file(path: &Path) -> Result<SigningFile, Stop> {
    Ok(SigningFile { name: path.display().to_string(), text: text(path)?, files: NamedFiles::beside(path) })
}

fn text(path: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(path).map_err(|error| Stop::unreadable(path, &error))
}
