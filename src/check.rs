//! Runs the rules over one file: every rule is a function from a part of the file to findings on it.

mod aws;
mod connect;
mod content;
mod credentials;
mod custom;
mod databricks;
mod endpoints;
mod entra;
mod github;
mod google;
mod host;
mod keycloak;
mod okta;
mod project;
mod requests;
mod salesforce;
mod scopes;
mod server;
mod snowflake;
mod structure;
mod words;

#[cfg(test)]
mod tests;

use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::model::{Attachments, Integration, Registration, Subject};
use crate::project::{File, Index, Project};
use crate::rule::{Applies, Catalogue, Rule};
use crate::summary::Summary;
use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What a rule may look at besides its own part.
pub struct Context<'a> {
    /// What the user switched.
    pub settings: &'a Settings,
    /// All files of the run.
    pub project: &'a Project,
    /// What is known across them and, with an inventory, of the server.
    pub index: &'a Index,
}

/// The findings of one rule on one file.
pub struct Findings<'r> {
    rule: &'r Rule,
    level: Level,
    path: &'r Arc<str>,
    list: &'r mut Vec<Diagnostic>,
}

impl Findings<'_> {
    /// Adds a finding: what is wrong and what will happen, as a sentence without a full stop.
    pub fn add(&mut self, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        self.list.push(Diagnostic {
            rule: self.rule.id,
            level: self.level,
            message: message.into(),
            help: None,
            path: Arc::clone(self.path),
            place,
            about: Arc::default(),
            related: Vec::new(),
            fix: None,
            silences: Vec::new(),
        });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

/// A word of the file as a message has it: in backticks, on one line and cut if it is long. Only for what is
/// no secret.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if shown.chars().count() > LONGEST {
        shown = shown.chars().take(LONGEST).collect::<String>() + "…";
    }
    format!("`{}`", shown.replace('`', "'"))
}

/// The logic of a rule, by what it looks at.
#[expect(
    clippy::type_complexity,
    reason = "an alias could not name the lifetimes that each function is given"
)]
enum Judge {
    Integration(Box<dyn Fn(&Integration<'_>, &Context<'_>, &mut Findings<'_>) + Send + Sync>),
    Attachments(Box<dyn Fn(&Attachments<'_>, &Context<'_>, &mut Findings<'_>) + Send + Sync>),
    Registration(Box<dyn Fn(&Registration<'_>, &mut Findings<'_>) + Send + Sync>),
    Subject(Box<dyn Fn(&Subject<'_>, &Context<'_>, &mut Findings<'_>) + Send + Sync>),
    File(Box<dyn Fn(&File, &Context<'_>, &mut Findings<'_>) + Send + Sync>),
    Words(Box<words::Check>),
}

/// Lets a rule take just the arguments that it needs.
trait IntoJudge<Arguments> {
    fn into_judge(self) -> Judge;
}

/// Stands for a list of argument types, so that each shape of function has an implementation.
struct Takes<T>(PhantomData<T>);

macro_rules! judges {
    ($($part:ty, ($($context:ty)?), $variant:ident, |$f:ident| $wrap:expr;)*) => {$(
        impl<F> IntoJudge<Takes<($part, $($context)?)>> for F
        where
            F: Fn(&$part, $(&$context,)? &mut Findings<'_>) + Send + Sync + 'static,
        {
            fn into_judge(self) -> Judge {
                let $f = self;
                Judge::$variant(Box::new($wrap))
            }
        }
    )*};
}

judges! {
    Integration<'_>, (), Integration, |f| move |it, _, out| f(it, out);
    Integration<'_>, (Context<'_>), Integration, |f| move |it, cx, out| f(it, cx, out);
    Attachments<'_>, (), Attachments, |f| move |it, _, out| f(it, out);
    Attachments<'_>, (Context<'_>), Attachments, |f| move |it, cx, out| f(it, cx, out);
    Registration<'_>, (), Registration, |f| f;
    Subject<'_>, (), Subject, |f| move |subject, _, out| f(subject, out);
    Subject<'_>, (Context<'_>), Subject, |f| f;
    File, (), File, |f| move |file, _, out| f(file, out);
    File, (Context<'_>), File, |f| f;
}

fn judge<Arguments>(function: impl IntoJudge<Arguments>) -> Judge {
    function.into_judge()
}

/// The function that is the check of a built-in rule: the one that bears its name in its group's module.
fn function_of(id: &str) -> Option<Judge> {
    include!(concat!(env!("OUT_DIR"), "/judges.rs"))
}

/// A rule that is switched on, with the level it has in this run. All of them are passed by for each part, so that what
/// only findings need stands elsewhere.
struct Active {
    judge: Judge,
    applies: Applies,
    level: Level,
    /// Whether a create that bears a `guid` is left alone: perhaps it is meant as an update, which may leave things out.
    spares_updates: bool,
    rule: Box<Rule>,
}

impl Active {
    fn new(rule: Rule, level: Level, judge: Judge) -> Self {
        let spares_updates = rule.applies == Applies::CREATE && rule.id.starts_with("missing-");
        Self { judge, applies: rule.applies, level, spares_updates, rule: Box::new(rule) }
    }

    /// Whether it has nothing to say of an integration.
    fn spares(&self, it: &Integration<'_>) -> bool {
        self.spares_updates && it.may_be_update()
    }
}

/// Whether the check of a page can be read.
///
/// # Errors
/// A sentence that says which word is wrong.
pub fn understand(rule: &Rule) -> Result<(), String> {
    words::Check::new(rule)?.verify()
}

/// The rules of a run, sorted by what they look at.
pub struct Checker {
    active: Vec<Active>,
    /// What each rule silences on its own key, of those that silence something.
    silences: HashMap<&'static str, &'static [&'static str]>,
}

impl Checker {
    /// The rules that the settings switch on.
    ///
    /// # Errors
    /// A sentence that says which page's check cannot be read.
    pub fn new(catalogue: &Catalogue, settings: &Settings) -> Result<Self, String> {
        let mut active = Vec::new();
        for rule in catalogue.rules() {
            let Some(level) = settings.level_of(rule) else { continue };
            let judge = match rule.check {
                Some(_) => {
                    let named = |error| format!("{}: {error}", rule.id);
                    let check = words::Check::new(rule).map_err(named)?;
                    if catalogue.own().iter().any(|own| own.id == rule.id) {
                        check.verify().map_err(named)?;
                    }
                    Some(check.judge())
                }
                None => function_of(rule.id),
            };
            active.extend(judge.map(|judge| Active::new(rule.clone(), level, judge)));
        }
        let rules = active.iter().map(|active| &active.rule).filter(|rule| !rule.silences.is_empty());
        let silences = rules.map(|rule| (rule.id, rule.silences)).collect();
        Ok(Self { active, silences })
    }

    /// Whether a rule could find anything in this run: it is switched on, and what it compares with was given.
    #[must_use]
    pub fn judges(&self, rule: &str, settings: &Settings) -> bool {
        let given = match rule {
            "feature-newer-than-server" | "too-many-associations" => settings.connect_version.is_some(),
            "inventory-drift" => settings.inventory.is_some(),
            "template-violation" => settings.templates.is_some(),
            "unresolved-placeholder" => settings.deploy,
            _ => true,
        };
        given && self.active.iter().any(|active| active.rule.id == rule)
    }

    /// Runs every rule on one file. The findings are sorted, and of several about one cause only
    /// the one that names it is kept.
    #[must_use]
    pub fn check(&self, file: &File, cx: &Context<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let unread = file.document().problems().iter().any(crate::document::Problem::hides_everything);
        let rules = self.active.iter().filter(|active| {
            matches!(active.judge, Judge::File(_))
                && (!unread || matches!(active.rule.id, "unreadable-text" | "too-deep"))
        });
        let judge = |active: &Active, out: &mut Findings<'_>| {
            if let Judge::File(judge) = &active.judge {
                judge(file, cx, out);
            }
        };
        run(rules, file.path(), &|| file.start(), &mut found, &judge);
        if !unread {
            // Each part is read once, for its rules and for the other files.
            let mut summary = file.is_unsummarised().then(|| Summary::empty(Arc::clone(file.path())));
            for part in file.parts() {
                let subject = Subject::new(file.document(), part, cx.settings.providers)
                    .on(cx.settings.templates.as_deref());
                summary.iter_mut().for_each(|summary| summary.add(&subject));
                let from = found.len();
                self.part(&subject, file, cx, &mut found);
                server::overrule(&mut found, from, &subject, cx);
                settle(&mut found, from, &self.silences);
            }
            if let Some(summary) = summary {
                file.summarise(summary.finish(file.document(), file.labels()));
            }
        }
        settle(&mut found, 0, &self.silences);
        server::settle(&mut found);
        found.sort_by(|one, other| one.order().cmp(&other.order()));
        found
    }

    fn part(&self, subject: &Subject<'_>, file: &File, cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
        let applies = subject.applies();
        let from = found.len();
        let rules = self
            .active
            .iter()
            .filter(|active| active.applies.meets(applies) || active.applies.meets(Applies::ANY));
        let judge = |active: &Active, out: &mut Findings<'_>| match (&active.judge, subject) {
            (Judge::Integration(judge), Subject::Integration(it)) if !active.spares(it) => {
                judge(it, cx, out);
            }
            (Judge::Attachments(judge), Subject::Attachments(it)) => judge(it, cx, out),
            (Judge::Registration(judge), Subject::Registration(it)) => judge(it, out),
            (Judge::Subject(judge), subject) => judge(subject, cx, out),
            (Judge::Words(check), subject) if !subject.integration().is_some_and(|it| active.spares(it)) => {
                check.run(subject, out);
            }
            _ => {}
        };
        run(rules, file.path(), &|| subject.start(), found, &judge);
        // Most definitions are sound: what reports say of one is put together only where there is a report. What a
        // rule could not read may fail here, too, and must not cost the run.
        if found.len() > from {
            let about = catch_unwind(AssertUnwindSafe(|| subject.about())).unwrap_or_default();
            for finding in &mut found[from..] {
                finding.about = Arc::clone(&about);
            }
        }
    }
}

/// Runs rules, each with what it finds added to the list. A panic in one of them costs one finding, which bears no
/// text of the file, not the run.
fn run<'c>(
    rules: impl Iterator<Item = &'c Active> + Clone,
    path: &Arc<str>,
    start: &dyn Fn() -> Place,
    found: &mut Vec<Diagnostic>,
    judge: &dyn Fn(&Active, &mut Findings<'_>),
) {
    let from = found.len();
    // Together first: to be ready for a panic costs something, and hardly ever is there one.
    if guarded(rules.clone(), path, found, judge) {
        return;
    }
    found.truncate(from);
    for active in rules {
        let from = found.len();
        if guarded(std::iter::once(active), path, found, judge) {
            continue;
        }
        found.truncate(from);
        let mut out = Findings { rule: &active.rule, level: active.level, path, list: found };
        let id = active.rule.id;
        let message =
            format!("the rule `{id}` failed on this document, which is therefore not fully checked");
        let finding = out.add(start(), message);
        finding.rule = "internal-error";
        finding.level = Level::Error;
        finding.help("please report it, with the definition if you can share it");
    }
}

/// Runs rules up to the first panic, and says whether there was none.
fn guarded<'c>(
    rules: impl Iterator<Item = &'c Active>,
    path: &Arc<str>,
    found: &mut Vec<Diagnostic>,
    judge: &dyn Fn(&Active, &mut Findings<'_>),
) -> bool {
    let all = || {
        for active in rules {
            judge(active, &mut Findings { rule: &active.rule, level: active.level, path, list: found });
        }
    };
    catch_unwind(AssertUnwindSafe(all)).is_ok()
}

/// One cause, one finding: of equal rules on one key the first, and nothing from a rule that another one,
/// which has spoken about the same key, silences.
fn settle(found: &mut Vec<Diagnostic>, from: usize, silences: &HashMap<&str, &[&'static str]>) {
    let new = &found[from..];
    if new.is_empty() {
        return;
    }
    let (mut keys, mut spans) = (HashSet::with_capacity(new.len()), HashSet::with_capacity(new.len()));
    let is_first = new.iter().map(|diagnostic| {
        let Place { span, pointer, root } = &diagnostic.place;
        let new_key = pointer.is_empty() || keys.insert((diagnostic.rule, *root, pointer.as_str()));
        spans.insert((diagnostic.rule, *span)) && new_key
    });
    let unique: Vec<bool> = is_first.collect();
    let mut silent: HashSet<(&str, usize, &str)> = HashSet::new();
    for (diagnostic, _) in new.iter().zip(&unique).filter(|(_, unique)| **unique) {
        let Place { root, pointer, .. } = &diagnostic.place;
        let by_rule = silences.get(diagnostic.rule).copied().unwrap_or_default();
        silent.extend(by_rule.iter().map(|silenced| (*silenced, *root, pointer.as_str())));
        silent.extend(diagnostic.silences.iter().map(|(rule, pointer)| (*rule, *root, pointer.as_str())));
    }
    let is_silent = |diagnostic: &Diagnostic| {
        let Place { root, pointer, .. } = &diagnostic.place;
        !silent.is_empty() && silent.contains(&(diagnostic.rule, *root, pointer.as_str()))
    };
    let goes: Vec<bool> =
        new.iter().zip(unique).map(|(diagnostic, unique)| !unique || is_silent(diagnostic)).collect();
    let mut goes = goes.into_iter();
    // Those before are another part's, and there may be thousands of parts.
    found.extract_if(from.., |_| goes.next() == Some(true)).for_each(drop);
}
