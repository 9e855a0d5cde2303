//! Logging commands of Azure Pipelines: `##vso[task.logissue …]message`.

use super::view::{Entry, View};
use super::visible;
use crate::diagnostic::{Diagnostic, Level};
use std::io::{self, Write};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for entry in view.entries() {
        match entry {
            Entry::Finding(diagnostic) => {
                let mut message = visible(&diagnostic.message).into_owned();
                if let Some(help) = &diagnostic.help {
                    message.push_str("; help: ");
                    message.push_str(&visible(help));
                }
                issue(view, diagnostic, &message, out)?;
            }
            Entry::More(more) if more.of_rule => issue(view, more.first, &more.message(), out)?,
            Entry::More(more) => writeln!(out, "##vso[task.logissue type=warning]{}", data(&more.message()))?,
        }
    }
    Ok(())
}

fn issue(view: &View<'_>, at: &Diagnostic, message: &str, out: &mut dyn Write) -> io::Result<()> {
    let start = view.start(at);
    let kind = match at.level {
        Level::Error => "error",
        Level::Warning => "warning",
        // There is no third type: a hint is a line of the log and no issue.
        Level::Info | Level::Page => {
            let path = super::text::leading_path(&at.path);
            return writeln!(out, "{path}:{}:{}: info[{}] {message}", start.line, start.column, at.rule);
        }
    };
    let path = view.run.base.from_root(&at.path);
    writeln!(
        out,
        "##vso[task.logissue type={kind};sourcepath={};linenumber={};columnnumber={};code={}]{}",
        property(&visible(&path)),
        start.line,
        start.column,
        property(at.rule),
        data(message)
    )
}

/// A message as the agent decodes it.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property as the agent decodes it.
fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}
