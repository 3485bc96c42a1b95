//! Make the grey of an exported file the printer's own.
//!
//! For an archive's file the exporter writes grey as a colour measured by a profile (ICC), which a print shop's
//! programs may turn into a mixture of four inks: black words whose edges are coloured where the inks are a hair
//! apart. `DeviceGray` is black ink alone, on a press as in an office, and PDF/A allows it where the file has an output
//! intent (ISO 19005-1, 6.2.3.3; 19005-2, 6.2.4.3), which the exporter writes.

use memchr::memmem;

/// How the exporter writes a colour space that is a profile, and the number of colours in that profile's dictionary.
const SPACE: &[u8] = b" 0 obj\n[/ICCBased ";
const END: &[u8] = b" 0 R]";
const GREY: &[u8] = b"/N 1/";

/// What stands in its place.
const DEVICE: &[u8] = b"/DeviceGray";

/// Writes `DeviceGray` over each colour space that is a profile of grey, byte for byte, so that everything stays where
/// it is. A file that is written otherwise stays as it is.
pub fn black_alone(pdf: &mut [u8]) {
    let found: Vec<usize> = memmem::find_iter(pdf, SPACE).collect();
    for at in found {
        let number = at + SPACE.len();
        let digits = pdf[number..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (end, start) = (number + digits, at + b" 0 obj\n".len());
        if pdf[end..].starts_with(END) && is_grey(pdf, &pdf[number..end]) {
            let space = &mut pdf[start..end + END.len()];
            space.fill(b' ');
            space[..DEVICE.len()].copy_from_slice(DEVICE);
        }
    }
}

/// Whether the object of this number is a profile of one colour.
fn is_grey(pdf: &[u8], number: &[u8]) -> bool {
    let start = [b"\n", number, b" 0 obj\n<<"].concat();
    let Some(at) = memmem::find(pdf, &start) else { return false };
    let rest = &pdf[at..];
    let dictionary = &rest[..memmem::find(rest, b">>").unwrap_or(0)];
    memmem::find(dictionary, GREY).is_some()
}
