//! Read the accounts of a file and do nothing with them: what reading alone takes.

use std::path::Path;

use hanpress::Input;
use hanpress::inner::clock::Watch;
use hanpress::parts::read;

use crate::letters;

/// Reads a file as the example's issuer wants it read, and tells how long that took.
pub(crate) fn run(file: &Path) {
    let reading = letters::desk().reading();
    let watch = Watch::start();
    let entries = read(vec![Input::File(file.to_path_buf())], reading).unwrap();
    let (mut sound, mut refused) = (0_u64, 0_u64);
    for entry in entries {
        match entry.account {
            Ok(_) => sound += 1,
            Err(_) => refused += 1,
        }
    }
    let seconds = watch.elapsed().as_secs_f64();
    println!(
        "{sound} accounts, {refused} refused, {seconds:.2} s, {:.0} rows a second",
        (sound + refused) as f64 / seconds
    );
}
