//! The language server answers every request and never fails; after all changes it finds what a fresh check finds.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| connectlint_fuzz::check("lsp", data));
