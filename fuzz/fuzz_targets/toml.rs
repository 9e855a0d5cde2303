//! TOML becomes a tree whose places lie in the text and in each other; a value read alone is the same value.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("toml", data));
