//! Read the rows of a table and do nothing with them: what the readers of each kind of file take, without what their
//! cells mean.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use hanpress::inner::clock::Watch;
use hanpress::inner::table::Table;
use hanpress::inner::table::parquet::{self, Opened};
use hanpress::inner::table::text::TextTable;
use hanpress::inner::table::workbook::{self, Workbook};

/// Reads all rows of a file by its ending, and tells how many cells they have and how long that took.
pub(crate) fn run(path: &Path) {
    let watch = Watch::start();
    let mut table = opened(path);
    let (mut rows, mut cells) = (0_u64, 0_u64);
    while let Some(row) = table.next_row().unwrap() {
        rows += 1;
        cells += row.cells.iter().filter(|cell| !cell.is_blank()).count() as u64;
    }
    println!("{rows} rows, {cells} cells, {:.3} s", watch.elapsed().as_secs_f64());
}

fn opened(path: &Path) -> Box<dyn Table> {
    let workbook = |kind| workbook::open(path, kind, None).unwrap();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => workbook(Workbook::Xlsx),
        Some("xls") => workbook(Workbook::Xls),
        Some("ods") => workbook(Workbook::Ods),
        Some("parquet") => {
            match parquet::open(parquet::Kept::Disk(Arc::new(File::open(path).unwrap())), Vec::new()).unwrap()
            {
                Opened::Flat(flat) => Box::new(flat),
                Opened::Nested(_) => panic!("its columns are nested"),
            }
        }
        _ => {
            let text = BufReader::with_capacity(1 << 15, File::open(path).unwrap());
            Box::new(TextTable::new(Box::new(text), Some(path.to_path_buf()), None))
        }
    }
}
