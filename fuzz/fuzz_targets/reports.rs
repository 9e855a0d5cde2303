//! Every format of a report is well-formed and shows no secret that the file is known to hold.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("reports", data));
