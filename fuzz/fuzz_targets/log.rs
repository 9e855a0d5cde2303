//! A log is read to its end, little of it is kept, and neither a secret of the repository nor a token is shown.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("log", data));
