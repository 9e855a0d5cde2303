//! Words from fixed lists: templates, auth types, auth modes, and the releases they came with.

use super::super::{Context, Findings, quoted};
use crate::config::Release;
use crate::diagnostic::{Place, Safety};
use crate::fix::edit::{self, fix};
use crate::model::{Attachment, Attachments, Field, Integration, Owner, State, Subject};
use crate::provider::Providers;
use crate::template::{self, AuthMode, AuthType, Template, Usage, documents};

/// A template and an auth type that belong together: those of a definition or of a request.
struct Pair<'s, 'a> {
    template: Field<'a>,
    auth_type: Field<'a>,
    whose: Whose<'s, 'a>,
}

enum Whose<'s, 'a> {
    Integration(&'s Integration<'a>),
    Request(&'s Attachment<'a>),
}

impl<'a> Pair<'_, 'a> {
    fn at(&self, field: &Field<'a>) -> Place {
        match self.whose {
            Whose::Integration(it) => it.at(field),
            Whose::Request(request) => request.at(field),
        }
    }

    /// What becomes of a wrong word.
    fn outcome(&self) -> &'static str {
        match self.whose {
            Whose::Integration(_) => "Connect refuses the integration",
            Whose::Request(_) => "no integration matches and the deployment fails",
        }
    }

    fn known_template(&self) -> Option<&'static Template> {
        template::template(self.template.literal()?)
    }

    /// Whether the words of the auth type are known: for a template that is known in detail, or for none.
    fn knows_words(&self) -> bool {
        self.template.is_absent() || self.known_template().is_some_and(|template| template.detailed)
    }
}

fn pairs<'s, 'a>(subject: &'s Subject<'a>) -> impl Iterator<Item = Pair<'s, 'a>> {
    let requests = match subject {
        Subject::Attachments(list) => Some(list.requests().map(of_request)),
        _ => None,
    };
    let own = subject.integration().map(|it| Pair {
        template: it.top("template"),
        auth_type: it.field("auth_type"),
        whose: Whose::Integration(it),
    });
    own.into_iter().chain(requests.into_iter().flatten())
}

fn of_request<'s, 'a>(request: &'s Attachment<'a>) -> Pair<'s, 'a> {
    Pair {
        template: request.field("type"),
        auth_type: request.field("auth_type"),
        whose: Whose::Request(request),
    }
}

/// A text to be compared with a list of words: a stand-in is none of them, a placeholder may become one.
fn word<'a>(field: &Field<'a>) -> Option<&'a str> {
    match field.state() {
        State::Literal(text) | State::Dummy(text) => Some(text),
        _ => None,
    }
}

/// A template's name, but for case, separators or a letter.
pub(in crate::check) fn misspelled_template(subject: &Subject<'_>, out: &mut Findings<'_>) {
    for pair in pairs(subject) {
        let Some((text, node)) = word(&pair.template).zip(pair.template.node()) else { continue };
        let Some(near) = template::misspelled(text) else { continue };
        let safety = if near.letters == 0 { Safety::Safe } else { Safety::Unsafe };
        let title = format!("write `{}`", near.name);
        out.add(
            pair.at(&pair.template),
            format!("there is no template {}: {}", quoted(text), pair.outcome()),
        )
        .help(format!("did you mean `{}`?", near.name))
        .fix(edit::replace(node, near.name).and_then(|edits| fix(safety, title, edits)));
    }
}

/// A name that is no known template, and close to none.
pub(in crate::check) fn unknown_template(subject: &Subject<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    for pair in pairs(subject) {
        let Some(text) = word(&pair.template) else { continue };
        let whole_list = cx.settings.templates.as_ref().filter(|list| list.is_complete());
        if let Some(list) =
            whole_list.filter(|list| list.get(text).is_none() && template::misspelled(text).is_none())
        {
            // A server that lists its templates knows better than any table here.
            let names: Vec<&str> = list.ids().collect();
            out.add(
                pair.at(&pair.template),
                format!("the server has no template {}: {}", quoted(text), pair.outcome()),
            )
            .help(format!("the server has {}", names.join(", ")));
            continue;
        }
        if template::template(text).is_some() || template::misspelled(text).is_some() {
            continue;
        }
        let providers = cx.settings.providers.unwrap_or_else(Providers::builtin);
        let own = providers.iter().find(|provider| {
            !provider.templates.is_empty()
                && [&provider.name, &provider.label]
                    .iter()
                    .any(|name| template::fold(name) == template::fold(text))
        });
        let help = match own {
            Some(provider) => {
                let names: Vec<String> =
                    provider.templates.iter().map(|template| format!("`{}`", template.name)).collect();
                format!("the templates of {} are {}", provider.label, names.join(", "))
            }
            None => "use `custom` with the endpoints of the server; for a template that is newer than this \
                     tool give the server's list with `--templates`"
                .to_owned(),
        };
        let message = format!(
            "template {} is not known here; if the server does not know it, {}",
            quoted(text),
            pair.outcome()
        );
        out.add(pair.at(&pair.template), message).help(help);
    }
}

/// An auth type that is none of the three words.
pub(in crate::check) fn invalid_auth_type(subject: &Subject<'_>, out: &mut Findings<'_>) {
    for pair in pairs(subject).filter(Pair::knows_words) {
        let Some((text, node)) = word(&pair.auth_type).zip(pair.auth_type.node()) else { continue };
        // Workload identity exists; how it is spelled is not published.
        if AuthType::parse(text).is_some() || text.to_ascii_lowercase().contains("workload") {
            continue;
        }
        let near = template::nearest(text, AuthType::ALL.map(AuthType::name), 2);
        let finding = out.add(
            pair.at(&pair.auth_type),
            format!("{} is not an auth type: {}", quoted(text), pair.outcome()),
        );
        finding.help(match near {
            Some(near) => format!("did you mean `{}`?", near.name),
            None => "write Viewer, Service Account or Visitor API Key".to_owned(),
        });
        finding.fix(near.filter(|near| near.letters == 0).and_then(|near| {
            fix(Safety::Safe, format!("write `{}`", near.name), edit::replace(node, near.name)?)
        }));
    }
}

/// A right word that the template is not known to have.
pub(in crate::check) fn unsupported_auth_type(subject: &Subject<'_>, out: &mut Findings<'_>) {
    for pair in pairs(subject) {
        let known = pair.known_template().filter(|template| template.detailed);
        let auth_type = pair.auth_type.literal().and_then(AuthType::parse);
        let Some((template, auth_type)) = known.zip(auth_type) else { continue };
        if template.shape(auth_type).is_some() {
            continue;
        }
        let has: Vec<&str> = template.auth_types().map(AuthType::name).collect();
        out.add(
            pair.at(&pair.auth_type),
            format!(
                "`{}` is not known to have auth type {}; if the server does not know it, {}",
                template.name,
                auth_type.name(),
                pair.outcome()
            ),
        )
        .help(format!("`{}` has {}", template.name, has.join(" and ")));
    }
}

/// An auth mode that is neither of the two words.
pub(in crate::check) fn invalid_auth_mode(it: &Integration<'_>, out: &mut Findings<'_>) {
    let field = it.field("auth_mode");
    let known = match it.template() {
        // Where the key must not be there at all, its word is no matter.
        Some(template) => {
            let usage = it.auth_type().map(|auth_type| template.usage(auth_type, "auth_mode"));
            template.detailed && usage != Some(Usage::Inapplicable)
        }
        None => !it.top("template").is_given(),
    };
    let Some((text, node)) = word(&field).zip(field.node()).filter(|_| known) else { return };
    if AuthMode::parse(text).is_some() {
        return;
    }
    let near = AuthMode::ALL.map(AuthMode::name).into_iter().find(|name| name.eq_ignore_ascii_case(text));
    let finding = out
        .add(it.at(&field), format!("{} is not an auth mode: Connect refuses the integration", quoted(text)));
    finding.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write Confidential if the application has a secret, Public if it has none".to_owned(),
    });
    finding
        .fix(near.and_then(|near| fix(Safety::Safe, format!("write `{near}`"), edit::replace(node, near)?)));
}

/// Something that came with a later release than the declared one.
pub(in crate::check) fn feature_newer_than_server(
    subject: &Subject<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
) {
    let Some(release) = cx.settings.connect_version else { return };
    match subject {
        Subject::Integration(it) => in_definition(it, release, out),
        Subject::Attachments(list) => in_attachments(list, release, out),
        _ => {}
    }
}

fn in_definition(it: &Integration<'_>, release: Release, out: &mut Findings<'_>) {
    let field = it.top("template");
    let newer = it.template().and_then(|template| newer_pair(template, it.auth_type(), release));
    let newer = newer.or_else(|| {
        let since = documents::document("create")?.key("permissions")?.since?;
        (it.top("permissions").is_given() && is_later(since, release))
            .then(|| ("`permissions`".to_owned(), since))
    });
    if let Some((what, since)) = newer {
        say(it.at(&field), &what, since, release, "Connect refuses the integration", out);
    }
}

fn in_attachments(list: &Attachments<'_>, release: Release, out: &mut Findings<'_>) {
    let kind = match list.owner() {
        Some((Owner::Manifest, _)) => Some("manifest"),
        Some((Owner::Publisher, _)) => Some("publisher"),
        _ => None,
    };
    let since = kind
        .and_then(documents::document)
        .and_then(|shape| shape.key("integration_requests")?.since)
        .filter(|since| is_later(since, release));
    if let Some(since) = since {
        let outcome = "they are not honoured, and the content has no integration";
        return say(list.start(), "`integration_requests`", since, release, outcome, out);
    }
    for pair in list.requests().map(of_request) {
        let auth_type = pair.auth_type.literal().and_then(AuthType::parse);
        let newer = pair.known_template().and_then(|template| newer_pair(template, auth_type, release));
        if let Some((what, since)) = newer {
            say(pair.at(&pair.template), &what, since, release, pair.outcome(), out);
        }
    }
}

/// The template, or its auth type, if it is younger than the release.
fn newer_pair(
    template: &'static Template,
    auth_type: Option<AuthType>,
    release: Release,
) -> Option<(String, &'static str)> {
    if is_later(template.since, release) {
        return Some((format!("`{}`", template.name), template.since));
    }
    let shape = auth_type.and_then(|auth_type| template.shape(auth_type))?;
    let what = || format!("auth type {} of `{}`", shape.auth_type.name(), template.name);
    is_later(shape.since, release).then(|| (what(), shape.since))
}

fn is_later(since: &str, release: Release) -> bool {
    since.parse::<Release>().is_ok_and(|since| since > release)
}

fn say(place: Place, what: &str, since: &str, release: Release, outcome: &str, out: &mut Findings<'_>) {
    let verb = if what == "`permissions`" || what == "`integration_requests`" { "are" } else { "is" };
    out.add(
        place,
        format!("{what} {verb} known since Connect {since}, the declared release is {release}: {outcome}"),
    )
    .help("upgrade the server, or declare the release that it has");
}
