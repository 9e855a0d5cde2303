//! Puts a rule on trial: the examples in its page are linted, and must show what the page says.

use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Safety};
use crate::fix;
use crate::lint;
use crate::project::{File, How, Project};
use crate::rule::example::{Companion, Example, Verdict, examples};
use crate::rule::{Catalogue, Fixable, Rule};
use crate::server_template::ServerTemplates;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a page's examples showed.
#[derive(Debug, Default)]
pub struct Trial {
    /// How many examples there are.
    pub examples: usize,
    /// What was not as the page says, a text for each.
    pub failures: Vec<String>,
}

/// Runs all examples of a rule's page under all rules of the catalogue.
#[must_use]
pub fn try_rule(rule: &Rule, catalogue: &Catalogue) -> Trial {
    let all = match examples(rule.page, rule.id) {
        Ok(all) => all,
        Err(error) => return Trial { examples: 0, failures: vec![error] },
    };
    let mut trial = Trial { examples: all.len(), failures: Vec::new() };
    for (index, example) in all.iter().enumerate() {
        let next = all[index + 1..].iter().find(|next| next.verdict == Verdict::Good);
        if let Err(failure) = try_example(rule, example, next, catalogue) {
            trial.failures.push(format!("the example in line {} of the page: {failure}", example.line));
        }
    }
    trial
}

fn try_example(
    rule: &Rule,
    example: &Example,
    next: Option<&Example>,
    catalogue: &Catalogue,
) -> Result<(), String> {
    let settings = settings(example)?;
    let project = Project::new(files(example)?);
    let report = lint::lint(&project, catalogue, &settings)?;
    let file = project.file(&example.path).ok_or("it is not read at all")?;
    let line = |diagnostic: &Diagnostic| file.source().position(diagnostic.place.span.start as usize).line;
    let own: Vec<&Diagnostic> =
        report.diagnostics.iter().filter(|diagnostic| *diagnostic.path == *example.path).collect();
    let found: BTreeSet<(usize, String)> =
        own.iter().map(|diagnostic| (line(diagnostic), diagnostic.rule.to_owned())).collect();
    if found != example.marks {
        let list = |set: &BTreeSet<(usize, String)>, other: &BTreeSet<(usize, String)>| {
            let texts: Vec<String> =
                set.difference(other).map(|(line, rule)| format!("{rule} in line {line}")).collect();
            if texts.is_empty() { "nothing".to_owned() } else { texts.join(", ") }
        };
        return Err(format!(
            "missing: {}; too much: {}",
            list(&example.marks, &found),
            list(&found, &example.marks)
        ));
    }
    for diagnostic in report.diagnostics.iter().filter(|diagnostic| *diagnostic.path != *example.path) {
        if example.verdict == Verdict::Good {
            return Err(format!("{} in the file beside it, {}", diagnostic.rule, diagnostic.path));
        }
    }
    if example.verdict == Verdict::Bad && rule.fix != Fixable::None {
        return try_fix(rule, example, next, file, &own);
    }
    Ok(())
}

/// Every finding of a rule with fixes has one, unless the example says otherwise, and they lead to the next good text.
fn try_fix(
    rule: &Rule,
    example: &Example,
    next: Option<&Example>,
    file: &File,
    found: &[&Diagnostic],
) -> Result<(), String> {
    let mine = || found.iter().copied().filter(|diagnostic| diagnostic.rule == rule.id);
    let fixed = mine().filter(|diagnostic| diagnostic.fix.is_some()).count();
    if example.unfixable {
        return if fixed == 0 {
            Ok(())
        } else {
            Err("it is marked unfixable, and a fix is offered".to_owned())
        };
    }
    if fixed != mine().count() {
        return Err(format!("{fixed} of {} findings offer a fix", mine().count()));
    }
    let promised = |diagnostic: &Diagnostic| {
        let safety = diagnostic.fix.as_ref().map(|fix| fix.safety);
        match rule.fix {
            Fixable::Safe => safety == Some(Safety::Safe),
            Fixable::Unsafe => safety == Some(Safety::Unsafe),
            _ => true,
        }
    };
    if !mine().all(promised) {
        return Err("a fix is not as safe as the head says".to_owned());
    }
    let next = next.ok_or("there is no good example behind it that its fix could lead to")?;
    let new = fix::apply(file.source().text(), mine(), Safety::Unsafe).text;
    if new == next.text {
        Ok(())
    } else {
        Err(format!("the fix does not lead to the next good example, but to:\n{new}"))
    }
}

fn files(example: &Example) -> Result<Vec<File>, String> {
    let how = How { named: true, forced: None, format: None };
    let mut files = vec![
        File::read(example.path.as_str(), example.text.clone().into_bytes(), how)
            .map_err(|skipped| format!("it is skipped: {}", skipped.reason()))?,
    ];
    for companion in example.companions.iter().filter(|companion| companion.role == "with") {
        let file = File::read(companion.path.as_str(), companion.text.clone().into_bytes(), how);
        files.push(file.map_err(|skipped| format!("{} is skipped: {}", companion.path, skipped.reason()))?);
    }
    Ok(files)
}

/// The settings that an example is linted under.
///
/// # Errors
/// The word that is no setting.
pub fn settings(example: &Example) -> Result<Settings, String> {
    let mut settings = Settings::default();
    for setting in &example.settings {
        match setting.split_once(':').unwrap_or((setting, "")) {
            ("deploy", _) => settings.deploy = true,
            ("secrets", "injected") => settings.secrets_injected = true,
            ("connect-version", release) => settings.connect_version = Some(release.parse()?),
            _ => return Err(format!("there is no setting `{setting}`")),
        }
    }
    for Companion { role, path, text } in &example.companions {
        let wrong = |error| format!("{path}: {error}");
        match role.as_str() {
            "inventory" => {
                let inventory = Arc::make_mut(settings.inventory.get_or_insert_default());
                inventory.add(path, text).map_err(wrong)?;
            }
            "templates" => {
                settings.templates = Some(Arc::new(ServerTemplates::read(path, text).map_err(wrong)?));
            }
            _ => {}
        }
    }
    Ok(settings)
}
