//! JSON becomes a tree whose places lie in the text and in each other, and is what another reader says it is.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("json", data));
