//! The faces in the binary: which there are, what each can print, and opening them when needed.

pub mod outline;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo, FontInstance};
use typst::utils::hash128;
use typst_kit::fonts::{FontSource, FontStore};

use crate::error::Stop;
use outline::StubFont;

/// A face in the binary.
struct Face {
    /// Its file under `fonts/`.
    file: &'static str,
    /// Its bytes, compressed where the name ends in `.zst`.
    bytes: &'static [u8],
}

macro_rules! faces {
    ($($file:literal),+ $(,)?) => {
        &[$(Face { file: $file, bytes: include_bytes!(concat!("../../fonts/", $file)) }),+]
    };
}

/// Every face, in the order of the book.
const FACES: &[Face] = faces![
    "HanpressLatin-Regular.ttf",
    "HanpressLatin-Bold.ttf",
    "NotoSerifSC-Regular.otf",
    "NotoSerifSC-Bold.otf",
    "NotoSansSC-Bold.otf",
    "ZhuqueFangsong-Regular.ttf",
    "HanpressSymbols-Regular.ttf",
    "BabelStoneHan-Rare.ttf.zst",
    "HanaMinB-Rest.ttf.zst",
];

/// How many of them, from the first on, the letters of the program are all set in.
const OF_EVERY_LETTER: usize = 5;

/// What each face is called and covers, made beforehand so that none has to be opened at the start.
const INDEX: &str = include_str!("../../fonts/faces.json");

/// The families that print data (names, addresses, amounts), in the order they are tried.
const DATA_STACK: &[&str] =
    &["Hanpress Latin", "Noto Serif SC", "BabelStone Han", "HanaMinB", "Hanpress Symbols"];

/// Opens a face of the binary the first time a character needs it.
impl FontSource for &'static Face {
    fn load(&self) -> Option<Font> {
        let bytes = if self.file.ends_with(".zst") {
            // The size is asked for first: a buffer that grows would keep what it does not need.
            let size = zstd::zstd_safe::get_frame_content_size(self.bytes).ok()??;
            Bytes::new(zstd::bulk::decompress(self.bytes, size.try_into().ok()?).ok()?)
        } else {
            Bytes::new(self.bytes)
        };
        Font::new(bytes, 0)
    }
}

/// All faces of a run, and which characters data may use.
pub struct Fonts {
    store: FontStore,
    printable: Vec<u64>,
    extra: Vec<Bytes>,
    /// The stubs of the faces in the binary, made when first needed.
    stubs: [OnceLock<Option<StubFont>>; FACES.len()],
    /// Whether somebody opens ahead what every letter needs.
    opened: AtomicBool,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fonts")
    }
}

impl Fonts {
    /// The faces in the binary.
    pub fn built_in() -> Result<Self, serde_json::Error> {
        let infos: Vec<FontInfo> = serde_json::from_str(INDEX)?;
        let mut printable = vec![0_u64; 0x11_0000 / 64];
        for info in infos.iter().filter(|info| DATA_STACK.contains(&info.family.as_str())) {
            for code in info.coverage.iter() {
                printable[code as usize / 64] |= 1 << (code % 64);
            }
        }
        let mut store = FontStore::new();
        store.extend(FACES.iter().zip(infos));
        Ok(Self {
            store,
            printable,
            extra: Vec::new(),
            stubs: Default::default(),
            opened: AtomicBool::new(false),
        })
    }

    /// The faces in the binary, opened once for all who share them.
    pub fn shared() -> Result<Arc<Self>, Stop> {
        static SHARED: OnceLock<Result<Arc<Fonts>, Stop>> = OnceLock::new();
        let opened = || Self::built_in().map(Arc::new).map_err(|error| Self::broken(&error));
        SHARED.get_or_init(opened).clone()
    }

    /// Why there are no faces.
    pub(crate) fn broken(error: &serde_json::Error) -> Stop {
        Stop::new(format!("the font index is broken: {error}"), "字体索引损坏")
    }

    /// Adds the `.ttf`, `.otf` and `.ttc` files of a folder, in order of name. They serve templates that
    /// name their families; data keeps to the built-in stack.
    pub fn add_folder(&mut self, folder: &Path) -> std::io::Result<usize> {
        let mut files: Vec<_> =
            folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        files.retain(|file| {
            let ending =
                file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
            matches!(ending.as_str(), "ttf" | "otf" | "ttc")
        });
        files.sort();
        let mut added = 0;
        for file in files {
            let bytes = Bytes::new(std::fs::read(&file)?);
            self.extra.push(bytes.clone());
            for font in Font::iter(bytes) {
                let info = font.info().clone();
                self.store.push((font, info));
                added += 1;
            }
        }
        Ok(added)
    }

    /// The book and its faces, as the typesetter asks for them.
    pub fn store(&self) -> &FontStore {
        &self.store
    }

    /// Opens what every letter needs, in the order in which the first letter, which may be set meanwhile, will ask for
    /// it. So a processor that has nothing to do yet shortens the start.
    pub fn open_ahead(&self) {
        if self.opened.swap(true, Ordering::Relaxed) {
            return;
        }
        let faces: Vec<_> = (0..OF_EVERY_LETTER).filter_map(|at| Some((at, self.store.font(at)?))).collect();
        for (_, face) in &faces {
            // A face keeps its hash, for which all its bytes are read.
            hash128(face);
        }
        for (at, face) in &faces {
            self.stubs[*at].get_or_init(|| StubFont::of(face));
        }
    }

    /// The stub of a face of the binary for the export; `None` where it has none.
    pub(crate) fn stub(&self, face: &FontInstance) -> Option<&StubFont> {
        let bytes = face.data().as_ptr();
        let index = FACES.iter().position(|known| known.bytes.as_ptr() == bytes)?;
        self.stubs[index].get_or_init(|| StubFont::of(face.font())).as_ref()
    }

    /// The stubs that were needed so far.
    pub fn stubs(&self) -> Vec<&StubFont> {
        self.stubs.iter().filter_map(|stub| stub.get()?.as_ref()).collect()
    }

    /// Whether a face of the stack for data has the character, in regular and in bold.
    pub fn prints(&self, c: char) -> bool {
        let code = u32::from(c) as usize;
        self.printable[code / 64] >> (code % 64) & 1 == 1
    }

    /// SHA-256 in hex over all faces, in order.
    pub fn hash(&self) -> String {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        // The checksums pin the faces (a test holds them to the files), so they stand for their bytes.
        hash.update(include_bytes!("../../fonts/SHA256SUMS"));
        hash.update(INDEX);
        for bytes in &self.extra {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        crate::digest::hex(&hash.finalize())
    }
}

/// The index of the built-in faces made anew from their files, as `fonts/faces.json` must hold it.
#[cfg(feature = "inner")]
pub fn index() -> Result<String, serde_json::Error> {
    let infos: Vec<FontInfo> =
        FACES.iter().filter_map(|face| face.load()).map(|font| font.info().clone()).collect();
    let lines: Vec<String> = infos.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    Ok(format!("[\n{}\n]\n", lines.join(",\n")))
}
