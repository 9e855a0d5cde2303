//! Finds the Posit Connect OAuth login or deployment that would fail, from the files alone.
//!
//! A path becomes a [`source::Source`], a source a [`document::Document`], a document typed views by its
//! [`kind::Kind`]; all of them make a [`project::Project`]. [`lint::lint`] runs the rules and gives a report,
//! which [`report`] writes. The command line, the editor and the tests all come through that door.

pub mod check;
pub mod config;
pub mod cores;
pub mod date;
pub mod diagnose;
pub mod diagnostic;
pub mod discover;
pub mod document;
pub mod fix;
pub mod gate;
pub mod graph;
pub mod init;
pub mod inventory;
pub mod kind;
pub mod lint;
pub mod lsp;
pub mod model;
pub mod opaque;
pub mod path;
pub mod pattern;
pub mod project;
pub mod provider;
pub mod receipt;
pub mod report;
pub mod rule;
pub mod schema;
pub mod secret;
pub mod server_template;
pub mod since;
pub mod source;
pub mod summary;
pub mod suppress;
pub mod template;
pub mod trial;
pub mod workspace;
