//! Findings that somebody decided to live with: ignore comments in the file, and a baseline beside it.

mod baseline;
mod by_name;
mod comment;

pub use baseline::Baseline;

use crate::config::Settings;
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Edit, Fix, Level, Place, Safety};
use crate::document::{Document, Format};
use crate::project::File;
use crate::rule::{Catalogue, Rule};
use crate::source::Span;
use crate::template;
use by_name::ByName;
use comment::{Directive, Reach, Until};
use std::collections::HashMap;
use std::sync::Arc;

/// Rules whose findings a comment in the same change cannot silence, unless the settings allow it: whoever commits
/// a secret could commit the comment with it.
pub const ABOUT_SECRETS: [&str; 3] = ["committed-secret", "leaked-credential", "credentials-in-endpoint"];

/// For how many unknown names in the comments of a file it is said what was meant.
const MOST_MEANT: usize = 50;

/// A finding that is silenced, and why.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The reason that the comment gives; empty if it gives none.
    pub reason: String,
    /// Whether a comment in the file silences it; else the baseline does.
    pub in_source: bool,
}

/// Takes the findings that comments silence out of the list, and adds those about the comments themselves.
///
/// `judged` tells whether a rule could have found anything in this run: of the others no comment is unused.
pub fn by_comments(
    file: &File,
    found: &mut Vec<Diagnostic>,
    settings: &Settings,
    catalogue: &Catalogue,
    judged: &dyn Fn(&str) -> bool,
) -> Vec<Suppressed> {
    let directives = comment::directives(file.document());
    if directives.is_empty() || settings.no_suppressions {
        return Vec::new();
    }
    let today = settings.today.unwrap_or_else(Date::today);
    let mut used: Vec<Vec<bool>> =
        directives.iter().map(|directive| vec![false; directive.rules.len()]).collect();
    let mut by_name = ByName::of(&directives, settings, today);
    let mut suppressed = Vec::new();
    found.retain(|diagnostic| {
        if !may_be_silenced(diagnostic, settings) {
            return true;
        }
        let line = file.source().line_index(diagnostic.place.span.start as usize);
        let group = catalogue.find(diagnostic.rule).map(|rule| rule.group);
        let names = [Some(diagnostic.rule), group];
        let Some(directive) = by_name.silencing(line, names, &mut used) else { return true };
        let reason = directives[directive].reason.clone();
        suppressed.push(Suppressed { diagnostic: diagnostic.clone(), reason, in_source: true });
        false
    });
    let mut about =
        About { file, settings, catalogue, today, judged, known: HashMap::new(), searches: 0, out: found };
    for (directive, used) in directives.iter().zip(&used) {
        about.directive(directive, used);
    }
    suppressed
}

/// Findings of group tool never may; those about secrets only where the settings allow it.
fn may_be_silenced(diagnostic: &Diagnostic, settings: &Settings) -> bool {
    let tool = Rule::find(diagnostic.rule).is_some_and(|rule| rule.group == "tool");
    !tool && (settings.allow_secret_suppressions || !ABOUT_SECRETS.contains(&diagnostic.rule))
}

/// Writes the findings about comments.
struct About<'a> {
    file: &'a File,
    settings: &'a Settings,
    catalogue: &'a Catalogue,
    today: Date,
    judged: &'a dyn Fn(&str) -> bool,
    /// Names of which it is known whether a rule could have found something.
    known: HashMap<String, bool>,
    /// For how many unknown names it was asked what was meant.
    searches: usize,
    out: &'a mut Vec<Diagnostic>,
}

impl About<'_> {
    fn directive(&mut self, directive: &Directive, used: &[bool]) {
        if directive.rules.is_empty() {
            let message = "this ignore comment names no rule, so it silences nothing";
            self.add("unknown-suppression", directive.span, message)
                .map(|finding| finding.help("write `# connectlint: ignore[rule] reason`"));
            return;
        }
        let mut unknown = false;
        for name in &directive.rules {
            if !self.catalogue.knows(&name.text) {
                unknown = true;
                self.unknown(&name.text, name.span);
            }
        }
        if directive.is_expired(self.today) {
            self.expired(directive);
            return;
        }
        if directive.reach == Reach::TooLate {
            self.add(
                "unused-suppression",
                directive.span,
                "this comment is meant for the whole file, but does not stand at its top, so it silences nothing",
            )
            .map(|finding| finding.help("move it above the first key, or write `ignore[...]` for this line"));
            return;
        }
        if self.settings.require_reason && directive.reason.is_empty() {
            self.add(
                "unused-suppression",
                directive.span,
                "this ignore comment gives no reason, so it silences nothing",
            )
            .map(|finding| finding.help("write the reason behind the brackets"));
            return;
        }
        if !unknown {
            self.unused(directive, used);
        }
    }

    fn expired(&mut self, directive: &Directive) {
        let (message, help) = match directive.until {
            Some(Until::Unreadable) => (
                "behind `until=` stands no date, so this ignore silences nothing".to_owned(),
                "write the last day like `until=2027-01-31`",
            ),
            Some(Until::Day(day)) => (
                format!("this ignore ended on {day} and silences nothing any more"),
                "mend the cause, or set a new date",
            ),
            None => return,
        };
        self.add("expired-suppression", directive.span, message).map(|finding| finding.help(help));
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let words = self.catalogue.rules().flat_map(|rule| [rule.id, rule.group]);
        // Nobody reads more of them, and each is compared with every rule there is.
        self.searches += 1;
        let near = Some(words).filter(|_| self.searches <= MOST_MEANT);
        let near = near
            .and_then(|words| template::nearest(name, words, 3.min(name.len() / 3)))
            .map(|near| near.name.to_owned());
        let message = format!("there is no rule or group `{name}`, so the comment silences nothing");
        let help = match &near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`connectlint rules` lists them".to_owned(),
        };
        let fix = near.map(|near| Fix {
            safety: Safety::Unsafe,
            title: format!("write `{near}`"),
            edits: vec![Edit { span, text: near }],
        });
        self.add("unknown-suppression", span, message).map(|finding| finding.help(help).fix(fix));
    }

    fn unused(&mut self, directive: &Directive, used: &[bool]) {
        let names = directive.rules.iter().zip(used);
        let idle: Vec<&str> = names
            .filter(|(name, used)| !**used && self.is_judged(&name.text))
            .map(|(name, _)| name.text.as_str())
            .collect();
        if idle.is_empty() {
            return;
        }
        let list = idle.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let secret =
            idle.iter().any(|name| ABOUT_SECRETS.contains(name)) && !self.settings.allow_secret_suppressions;
        let fix = (idle.len() == directive.rules.len()).then(|| removal(self.file.document(), directive));
        if secret {
            self.add("unused-suppression", directive.span, format!("a comment cannot silence {list}"))
                .map(|finding| finding.help("revoke the secret and take it out of the file; only the configuration can allow such comments"));
        } else {
            self.add(
                "unused-suppression",
                directive.span,
                format!("nothing here breaks {list}, so the comment silences nothing"),
            )
            .map(|finding| finding.help("remove the comment").fix(fix));
        }
    }

    /// Whether the rule, or some rule of the group, could have found something in this run.
    fn is_judged(&mut self, name: &str) -> bool {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let means = |rule: &Rule| rule.id == name || rule.group == name;
        let judged = self.catalogue.rules().any(|rule| means(rule) && (self.judged)(rule.id));
        self.known.insert(name.to_owned(), judged);
        judged
    }

    /// Adds a finding of group tool, unless its rule is switched off.
    fn add(&mut self, rule: &'static str, span: Span, message: impl Into<String>) -> Option<&mut Diagnostic> {
        let level = self.settings.level_of(Rule::find(rule)?)?;
        self.out.push(tool_finding(rule, level, self.file.path(), span, message.into()));
        self.out.last_mut()
    }
}

fn tool_finding(
    rule: &'static str,
    level: Level,
    path: &Arc<str>,
    span: Span,
    message: String,
) -> Diagnostic {
    Diagnostic {
        rule,
        level,
        message,
        help: None,
        path: Arc::clone(path),
        place: Place { span, pointer: String::new(), root: 0 },
        about: Arc::default(),
        related: Vec::new(),
        fix: None,
        silences: Vec::new(),
    }
}

/// A comment on a line of its own goes with its line, one at the end of a line with the blanks before it.
fn removal(document: &Document, directive: &Directive) -> Fix {
    let source = document.source();
    let line = source.line_span(source.line_index(directive.span.start as usize));
    let before = source.slice(Span { start: line.start, end: directive.span.start });
    let span = match directive.reach {
        Reach::Line(_) => {
            let blanks = before.len() - before.trim_end().len();
            Span { start: directive.span.start - u32::try_from(blanks).unwrap_or(0), end: directive.span.end }
        }
        // A byte order mark stays the first of all.
        _ if before.starts_with('\u{feff}') => {
            Span::new(line.start as usize + '\u{feff}'.len_utf8(), line.end as usize)
        }
        _ => line,
    };
    Fix {
        safety: Safety::Safe,
        title: "remove the comment".to_owned(),
        edits: vec![Edit { span, text: String::new() }],
    }
}

/// The edits that silence findings by comments above their lines, and how many findings cannot be silenced so
/// (JSON has no comments; secrets are never silenced).
#[must_use]
pub fn comments_for(
    file: &File,
    found: &[Diagnostic],
    reason: &str,
    settings: &Settings,
) -> (Vec<Edit>, usize) {
    let mut lines: std::collections::BTreeMap<usize, Vec<&str>> = std::collections::BTreeMap::new();
    let mut left = 0;
    for diagnostic in found {
        if file.document().format() == Format::Json
            || !may_be_silenced(diagnostic, settings)
            || !file.document().problems().is_empty()
        {
            left += 1;
            continue;
        }
        let rules = lines.entry(file.source().line_index(diagnostic.place.span.start as usize)).or_default();
        if !rules.contains(&diagnostic.rule) {
            rules.push(diagnostic.rule);
        }
    }
    let text = file.source().text();
    let end = crate::fix::line_break(text);
    let edits = lines.into_iter().map(|(line, rules)| {
        let span = file.source().line_span(line);
        // A byte order mark stays the first of all.
        let mark = if span.start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let start = span.start as usize + mark;
        let rest = &text[start..span.end as usize];
        let indent = &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()];
        let text = format!("{indent}# connectlint: ignore[{}] {reason}{end}", rules.join(", "));
        Edit { span: Span::empty(start), text }
    });
    (edits.collect(), left)
}
