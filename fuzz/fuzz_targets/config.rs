//! A text is taken for a configuration or is shown its mistakes, each at a place in it; what it switches is switched.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("config", data));
