//! What a server is said to have answered is an export or is told why not; the findings it leads to show no secret.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("exports", data));
