//! A report made by hand, with all that is hard to write: it stays the same whatever rules there are.

use connectlint::diagnostic::{About, Diagnostic, Edit, Fix, Level, Place, Related, Safety};
use connectlint::discover::Unreadable;
use connectlint::lint::{Report, Summary};
use connectlint::project::{File, How, Project};
use connectlint::report::{Base, Format, Look, Run, View};
use connectlint::rule::{Catalogue, Rule};
use connectlint::source::Span;
use connectlint::suppress::Suppressed;
use std::path::Path;
use std::sync::Arc;

/// Invented.
pub(crate) const SECRET: &str = "Xq7mKpLw2Zr9Tn4Bv";

const WIDE: &str = "\
# ünï 日本語
template: custom
name: 日本 <b>apps</b>\t@team
config:
  client_id: abc
  client_secret: Xq7mKpLw2Zr9Tn4Bv
  scopes: openid
";

const CRLF: &str = "\u{feff}template: custom\r\nname: Windows\r\nconfig:\r\n\tclient_id: x ##[add-mask]y\u{1b}[2J\r\n  scopes: a\r\n";

/// One line, longer than a terminal shows.
fn minified() -> String {
    let scopes = "scope ".repeat(80);
    format!("{{\"template\": \"custom\", \"config\": {{\"scopes\": \"{scopes}\", \"client_id\": \"x\"}}}}")
}

/// The message of somebody who wants to be more than text.
pub(crate) const HOSTILE: &str = "`client_id` is \"<script>\" & ']]>' | ]; 100%, a:b %0A ::error::x \
     ##vso[task.setvariable variable=x]y \u{1b}[31m\u{202e}, @team #77 www.evil.example `\r\n::stop-commands::z\u{0}\u{ffff}";

/// A path that wants more, too.
pub(crate) const ODD_PATH: &str = "deploy/::odd,name%;] <&>.json";

pub(crate) fn project() -> Project {
    let minified = minified();
    let files = [("deploy/apps.yaml", WIDE), ("deploy/crlf.yaml", CRLF), (ODD_PATH, minified.as_str())];
    let how = How { named: true, ..How::default() };
    let read = |(path, text): (&str, &str)| {
        File::read(path, text.as_bytes().to_vec(), how).unwrap_or_else(|_| panic!("{path} is read"))
    };
    Project::new(files.map(read).into())
}

pub(crate) fn catalogue() -> Catalogue {
    let folder = Path::new("tests/formats/rules/demo");
    let rules = ["odd-thing", "doubtful-thing", "small-thing"].map(|id| {
        let path = folder.join(format!("{id}.md"));
        let text = std::fs::read_to_string(&path).expect("the page is there");
        Rule::from_page(&path, &text).unwrap_or_else(|error| panic!("{id}: {error}"))
    });
    Catalogue::with(rules.into())
}

/// A finding of one of the rules above on the first place where a text stands.
pub(crate) fn finding(
    project: &Project,
    catalogue: &Catalogue,
    path: &str,
    rule: &str,
    text: &str,
) -> Diagnostic {
    let rule = catalogue.find(rule).expect("it is one of the demo's");
    let source = project.file(path).expect("it is one of the files").source();
    let at = source.text().find(text).expect("it stands there");
    Diagnostic {
        rule: rule.id,
        level: rule.level,
        message: format!("`{}` is a thing", text.split(':').next().unwrap_or(text)),
        help: None,
        path: Arc::clone(source.path()),
        place: Place { span: Span::new(at, at + text.len()), pointer: "/config/x".to_owned(), root: 0 },
        about: Arc::default(),
        related: Vec::new(),
        fix: None,
        silences: Vec::new(),
    }
}

/// A finding of every kind.
pub(crate) fn findings(project: &Project, catalogue: &Catalogue) -> Vec<Diagnostic> {
    let make = |path, rule, text| finding(project, catalogue, path, rule, text);
    let edit = |at: &Diagnostic, text: &str| Edit { span: at.place.span, text: text.to_owned() };

    let mut name = make("deploy/apps.yaml", "doubtful-thing", "<b>apps</b>\t@team");
    name.about = Arc::new(About {
        template: Some("custom".to_owned()),
        auth_type: Some("Viewer"),
        integration: Some("日本 <b>apps</b>".to_owned()),
        provider: None,
    });
    let elsewhere = make("deploy/crlf.yaml", "odd-thing", "scopes");
    name.related = vec![
        Related {
            path: Arc::clone(&elsewhere.path),
            span: elsewhere.place.span,
            message: HOSTILE.to_owned(),
        },
        Related { path: Arc::from("gone.yaml"), span: Span::new(3, 9), message: "it is gone".to_owned() },
    ];
    let mut secret = make("deploy/apps.yaml", "odd-thing", SECRET);
    secret.message = "this secret must not be here".to_owned();
    secret.help = Some("write it ".to_owned() + &"somewhere else, ".repeat(9) + "or ::add-mask:: nowhere");
    let text = format!("\"{SECRET}\"");
    secret.fix =
        Some(Fix { safety: Safety::Safe, title: "quote it".to_owned(), edits: vec![edit(&secret, &text)] });
    let mut lines = make("deploy/apps.yaml", "small-thing", "config:\n  client_id: abc\n  client_secret");
    lines.help = Some("make it larger".to_owned());
    let mut fixed = make("deploy/apps.yaml", "odd-thing", "scopes: openid");
    let after = Edit { span: Span::empty(fixed.place.span.end as usize), text: " offline_access".to_owned() };
    let key = Span::slice(fixed.place.span, 0..6);
    fixed.fix = Some(Fix {
        safety: Safety::Unsafe,
        title: "add `offline_access`".to_owned(),
        edits: vec![Edit { span: key, text: "scope".to_owned() }, after],
    });
    let mut hostile = make("deploy/crlf.yaml", "odd-thing", "x ##[add-mask]y\u{1b}[2J");
    hostile.message = HOSTILE.to_owned();
    hostile.help = Some(HOSTILE.to_owned());
    let mut first = make("deploy/crlf.yaml", "small-thing", "template");
    first.place.pointer = String::new();
    let long = make(ODD_PATH, "doubtful-thing", "\"client_id\"");
    vec![name, lines, secret, fixed, first, hostile, long]
}

/// Summary of a list of findings.
pub(crate) fn summary(diagnostics: &[Diagnostic]) -> Summary {
    let of = |level: Level| diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
    Summary {
        files: 4,
        documents: 4,
        integrations: 3,
        errors: of(Level::Error),
        warnings: of(Level::Warning),
        infos: of(Level::Info),
        ..Summary::default()
    }
}

pub(crate) fn report<'p>(project: &'p Project, mut diagnostics: Vec<Diagnostic>) -> Report<'p> {
    diagnostics.sort_by(|one, other| one.order().cmp(&other.order()));
    let summary = summary(&diagnostics);
    let mut report = Report::new(project, diagnostics, Vec::new());
    report.summary = summary;
    report
}

/// The report with everything in it.
pub(crate) fn whole<'p>(project: &'p Project, catalogue: &Catalogue) -> Report<'p> {
    let mut report = report(project, findings(project, catalogue));
    let silenced = finding(project, catalogue, "deploy/apps.yaml", "doubtful-thing", "template: custom");
    let in_source =
        Suppressed { diagnostic: silenced.clone(), reason: format!("agreed on {SECRET}"), in_source: true };
    let known = Suppressed { diagnostic: silenced, reason: String::new(), in_source: false };
    report.suppressed = vec![in_source, known];
    report.summary.suppressed = 2;
    report
}

/// A report in a format, as of a run in `connect/` of a repository, with a path that could not be read.
pub(crate) fn written(report: &Report<'_>, catalogue: &Catalogue, format: Format, look: Look) -> String {
    let unreadable = [Unreadable { path: "locked.yaml".to_owned(), error: "Permission denied".to_owned() }];
    let base = Base::at("/repository/connect", "/repository");
    let fails = |diagnostic: &Diagnostic| diagnostic.level >= Level::Warning;
    let run = Run { fails: &fails, exit: 2, unreadable: &unreadable, base };
    let mut out = Vec::new();
    View::new(report, catalogue, &run).write(format, look, &mut out).expect("memory takes it");
    String::from_utf8(out).expect("a report is UTF-8")
}
