//! What must hold for every input, whoever made it up: one function for each fuzz target.
//!
//! The fuzz targets look for inputs that break one of these; `tests/regressions.rs` runs them over the inputs
//! that once did.

mod config;
mod documents;
mod exports;
mod fix;
mod log;
mod lsp;
mod page;
mod reports;

use connectlint::config::Settings;
use connectlint::diagnostic::Diagnostic;
use connectlint::lint::{self, Linter, Profile};
use connectlint::project::{File, How, Project};
use connectlint::rule::Catalogue;
use connectlint::source::{Source, Span};
use std::sync::LazyLock;

/// A target's name and what it holds.
type Property = (&'static str, fn(&[u8]));

/// All targets.
pub(crate) const ALL: [Property; 10] = [
    ("config", config::config),
    ("exports", exports::exports),
    ("fix", fix::fix),
    ("json", documents::json),
    ("log", log::log),
    ("lsp", lsp::lsp),
    ("page", page::page),
    ("reports", reports::reports),
    ("toml", documents::toml),
    ("yaml", documents::yaml),
];

/// An invented secret, long enough to be no word of any message.
const SECRET: &str = "Xq7mKpLw2Zr9Tn4Bv";

/// A definition with several defects and the secret in it.
const SAMPLE: &str = "\
template: custom
name: Sample one
description: d
config:
  auth_mode: Public
  auth_type: Viewer
  client_id: sample-client
  client_secret: Xq7mKpLw2Zr9Tn4Bv
  authorization_uri: http://idp.acme.dev/authorize
  token_uri: https://idp.acme.dev/token
  scopes: openid  profile
  use_pkce: false
---
template: azure
name: Sample two
config:
  tenant_id: 3b9d1f5a-7c24-4e86-9a0b-d5f2c8e17a63
  client_id: e5f0c7a2-61b8-4d93-8f2e-0a7c9b4d1e85
  client_secret: Xq7mKpLw2Zr9Tn4Bv
  scopes: openid
";

/// The sample as a project.
static SAMPLES: LazyLock<Project> = LazyLock::new(|| Project::new(vec![sample()]));

fn sample() -> File {
    File::read("sample.yaml", SAMPLE.into(), How::default()).expect("it is a definition")
}

static NOTHING: LazyLock<Project> = LazyLock::new(Project::default);
static PROFILES: LazyLock<[Profile; 1]> =
    LazyLock::new(|| [Profile { catalogue: Catalogue::built_in().clone(), settings: Settings::default() }]);
/// The built-in rules, for files that stand alone.
static LINTER: LazyLock<Linter<'static, 'static>> =
    LazyLock::new(|| Linter::new(&NOTHING, &*PROFILES, &|_| 0).expect("the rules can be read"));

/// The findings on the sample under some settings; each has a place in it, and none shows the secret.
fn findings_on_sample(catalogue: &Catalogue, settings: &Settings) -> Result<Vec<Diagnostic>, String> {
    let report = lint::lint(&SAMPLES, catalogue, settings)?;
    assert_found(&SAMPLES.files()[0], &report.diagnostics);
    for found in &report.diagnostics {
        let related = found.related.iter().map(|related| related.message.as_str());
        for said in related.chain([found.message.as_str()]).chain(found.help.as_deref()) {
            assert!(!said.contains(SECRET), "{}: {said}", found.rule);
        }
    }
    Ok(report.diagnostics)
}

/// Every finding says something, and its places and edits lie in the text.
fn assert_found(file: &File, found: &[Diagnostic]) {
    let source = file.source();
    for one in found {
        assert_ne!(one.rule, "internal-error", "{}", one.message);
        assert!(!one.message.trim().is_empty(), "{} says nothing", one.rule);
        assert_inside(source, one.place.span, one.rule);
        for related in one.related.iter().filter(|related| related.path == *file.path()) {
            assert_inside(source, related.span, one.rule);
        }
        for edit in one.fix.iter().flat_map(|fix| &fix.edits) {
            assert_inside(source, edit.span, one.rule);
        }
    }
}

/// A range lies in a text and cuts no character.
fn assert_inside(source: &Source, span: Span, whose: &str) {
    assert!(span.start <= span.end, "{whose}: {span:?} ends before it begins");
    assert!(source.text().get(span.range()).is_some(), "{whose}: {span:?} is no range of the text");
}

/// The input as text; what is none is refused before anything reads it.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}
