//! JUnit XML: a suite for each file, a case for each finding. Cases fail where the finding fails the run.

use super::view::{Entry, View};
use super::xml::escape;
use super::{closing_line, visible};
use crate::diagnostic::Diagnostic;
use std::io::{self, Write};

/// The cases of one file.
struct Suite<'v> {
    path: &'v str,
    cases: String,
    tests: usize,
    failures: usize,
    skipped: usize,
}

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(view);
    let clean = view.report.summary.files.saturating_sub(suites.len());
    // A report without a single case is taken for a run that went wrong.
    let clean_cases = usize::from(clean > 0 || suites.is_empty());
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"connectlint\" tests=\"{}\" failures=\"{}\" \
         errors=\"0\">",
        suites.iter().map(|suite| suite.tests).sum::<usize>() + clean_cases,
        suites.iter().map(|suite| suite.failures).sum::<usize>(),
    )?;
    for suite in &suites {
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  </testsuite>",
            escape(suite.path),
            suite.tests,
            suite.failures,
            suite.skipped,
            suite.cases,
        )?;
    }
    // The one case has the same name in every run, so that a history of results can follow it.
    let case = if clean_cases > 0 {
        "    <testcase classname=\"connectlint\" name=\"files without findings\"/>\n"
    } else {
        ""
    };
    writeln!(
        out,
        "  <testsuite name=\"connectlint\" tests=\"{clean_cases}\" failures=\"0\" errors=\"0\" skipped=\"0\">\n{case}    \
         <system-out>{}</system-out>\n  </testsuite>\n</testsuites>",
        escape(&closing_line(&view.report.summary))
    )
}

fn suites<'v>(view: &'v View<'_>) -> Vec<Suite<'v>> {
    let mut suites: Vec<Suite<'v>> = Vec::new();
    for entry in view.entries() {
        let (at, path, name, message) = match entry {
            Entry::Finding(diagnostic) => {
                let pointer = &diagnostic.place.pointer;
                let name = match pointer.as_str() {
                    "" => diagnostic.rule.to_owned(),
                    pointer => format!("{} at {pointer}", diagnostic.rule),
                };
                (diagnostic, &*diagnostic.path, name, diagnostic.message.clone())
            }
            Entry::More(more) => {
                (more.first, &*more.first.path, format!("{}: more findings", more.first.rule), more.message())
            }
        };
        if suites.last().is_none_or(|suite| suite.path != path) {
            suites.push(Suite { path, cases: String::new(), tests: 0, failures: 0, skipped: 0 });
        }
        if let Some(suite) = suites.last_mut() {
            suite.add(view, at, &name, &message);
        }
    }
    suites
}

impl Suite<'_> {
    fn add(&mut self, view: &View<'_>, at: &Diagnostic, name: &str, message: &str) {
        let fails = (view.run.fails)(at);
        let start = view.start(at);
        let mut text = format!("{}:{}:{}: {message}", visible(&at.path), start.line, start.column);
        if let Some(help) = &at.help {
            text.push_str("; help: ");
            text.push_str(help);
        }
        let outcome = if fails {
            format!(
                "<failure type=\"{}\" message=\"{}\">{}</failure>",
                at.level.name(),
                escape(message),
                escape(&text)
            )
        } else {
            format!("<skipped message=\"{}\"/>", escape(&format!("{}: {message}", at.level.name())))
        };
        self.tests += 1;
        self.failures += usize::from(fails);
        self.skipped += usize::from(!fails);
        self.cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\">{outcome}</testcase>\n",
            escape(self.path),
            escape(name),
            escape(self.path),
            start.line
        ));
    }
}
