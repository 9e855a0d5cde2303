//! A page becomes a rule or is told why not; the rule finds places in a file, and its fixes keep the file valid.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("page", data));
