//! Finds the Posit Connect OAuth login or deployment that would fail, from the files alone.
pub mod document;
pub mod source;
