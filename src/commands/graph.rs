//! `connectlint graph`: content and integrations as a picture.

use super::{CLEAN, FAILED, Failure, given, request, say_unreadable, source};
use crate::cli::Graph;
use connectlint::config::{Config, Settings};
use connectlint::graph;
use connectlint::rule::Catalogue;
use connectlint::workspace::Workspace;
use std::io::Write;

/// Runs the command.
pub(super) fn run(arguments: &Graph, out: &mut dyn Write) -> Result<u8, Failure> {
    let release = arguments.server.connect_version;
    let adjust = |settings: &mut Settings, _: &Config, _: &Catalogue| {
        settings.connect_version = release.or(settings.connect_version);
        Ok(())
    };
    let paths = &arguments.paths;
    let workspace = Workspace::open(&request(paths), source(paths), &given(&arguments.server), &adjust)?;
    let report = workspace.lint()?;
    let indexes = workspace.indexes();
    let graph = graph::draw(&report, &|path| &indexes[workspace.choice_of(path)]);
    out.write_all(graph.in_language(arguments.output_format).as_bytes())?;
    out.flush()?;
    Ok(if say_unreadable(&workspace.found) { FAILED } else { CLEAN })
}
