//! Documents are linted and fixed: nothing panics, fixing ends, the text stays as valid as it was, and a second
//! time nothing changes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("fix", data));
