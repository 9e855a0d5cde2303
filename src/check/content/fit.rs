//! Whether integrations and content go together.

use super::content_of;
use crate::check::{Context, Findings};
use crate::model::{Attachment, Attachments, Owner};
use crate::opaque;
use crate::project::resolve::Wanted;
use crate::project::{Id, Index};
use crate::provider::is_guid;
use crate::summary::{Content, guid};
use crate::template::documents::Execution;
use crate::template::{self, AuthType};
use std::collections::HashMap;

/// Rendered or static content, whose code runs when nobody is logged in.
pub(in crate::check) fn viewer_on_rendered_content(
    it: &Attachments<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
) {
    judge(it, cx, out, |content, auth_type| {
        let mode = content.mode.known().unwrap_or_default();
        let why = match content.execution? {
            Execution::Interactive => return None,
            Execution::Rendered => "it is rendered when nobody is logged in, so its code gets no credentials",
            Execution::Static => "no code of it runs, so nobody ever logs in",
        };
        Some((
            format!(
                "this content is `{mode}`, and {} integration needs a visitor: {why}",
                with_article(auth_type)
            ),
            "use an integration with auth type Service Account, or deploy an application instead of a document",
        ))
    });
}

/// Content for anybody, of whom Connect knows nothing.
pub(in crate::check) fn viewer_on_public_content(
    it: &Attachments<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
) {
    judge(it, cx, out, |content, auth_type| {
        (content.access.known()?.trim() == "all").then(|| {
            (
                format!(
                    "this content is open to anybody (`access_type` is all), and {} integration needs a visitor \
                     who is logged in: there is no OAuth session",
                    with_article(auth_type)
                ),
                "set `access_type` to logged_in or acl, or use an integration with auth type Service Account",
            )
        })
    });
}

fn with_article(auth_type: AuthType) -> String {
    format!("a {}", auth_type.name())
}

/// Asks about each entry that acts as the visitor, with the content that it is for.
fn judge(
    it: &Attachments<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
    wrong: impl Fn(&Content, AuthType) -> Option<(String, &'static str)>,
) {
    let own = own_content(it, cx.index);
    for item in it.items() {
        let content = own.clone().or_else(|| named_content(it, item, cx.index));
        let Some(content) = content else { continue };
        let Some(auth_type) = auth_type_of(item, cx.index) else { continue };
        if auth_type == AuthType::ServiceAccount {
            continue;
        }
        if let Some((message, help)) = wrong(&content, auth_type) {
            let said = item.field("auth_type");
            let place = if !item.is_association && said.is_given() { item.at(&said) } else { item.start() };
            out.add(place, message).help(help);
        }
    }
}

/// The content that a list stands in.
fn own_content(it: &Attachments<'_>, index: &Index) -> Option<Content> {
    let (owner, node) = it.content()?;
    let mut content = Content::of(owner, node);
    // A content in a file may say less than the server knows of it.
    let known =
        content.guid.known().and_then(|guid| index.content_with_guid(guid)).map(|id| index.content(id));
    if let Some(known) = known.filter(|known| known.node != content.node) {
        content.execution = content.execution.or(known.execution.filter(|_| content.mode.known().is_none()));
    }
    Some(content)
}

/// The content that an association names, or else the only one beside it.
fn named_content(it: &Attachments<'_>, item: &Attachment<'_>, index: &Index) -> Option<Content> {
    let named = content_of(item);
    let around = it.content_guid().map(|entry| guid(entry.value.text()).into_owned()).unwrap_or_default();
    let named = if named.is_empty() { around } else { named };
    if let Some(id) = index.content_with_guid(&named) {
        return Some(index.content(id).clone());
    }
    let content = index.content(index.only_content(it.document().source().path())?).clone();
    // Two GUIDs that differ are two contents.
    let other =
        !named.is_empty() && (content.guid.known().is_some() || opaque::classify(&named).family().is_some());
    (!other).then_some(content)
}

/// The auth type of an association or a request, where it is certain.
fn auth_type_of(item: &Attachment<'_>, index: &Index) -> Option<AuthType> {
    let word = item.field(if item.is_association { "oauth_integration_auth_type" } else { "auth_type" });
    if word.is_given() {
        return word.literal().and_then(AuthType::parse);
    }
    if item.is_association {
        return associated(item, index).and_then(|found| match found {
            Known::Definition(id) => index.definition(id).auth_type,
            Known::Mention(guid) => index.mention(&guid)?.auth_type,
        });
    }
    match index.resolve(&Wanted::new(item)).only() {
        Some(only) => index.definition(only).auth_type,
        None => (item.field("type").literal() == Some("connect")).then_some(AuthType::VisitorApiKey),
    }
}

/// What an association leads to.
enum Known {
    Definition(Id),
    Mention(String),
}

fn associated(item: &Attachment<'_>, index: &Index) -> Option<Known> {
    let text = item.field("oauth_integration_guid").literal().filter(|text| is_guid(text))?;
    let found = index.with_guid(text).next().map(Known::Definition);
    found.or_else(|| index.mention(text).map(|_| Known::Mention(text.to_owned())))
}

/// Two integrations that the content's code cannot tell apart.
pub(in crate::check) fn conflicting_associations(
    it: &Attachments<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
) {
    let mut seen: HashMap<(String, String), (Option<Id>, &Attachment<'_>)> = HashMap::new();
    let mut reported = Vec::new();
    for item in it.items() {
        let Some((template, which)) = template_of(item, cx.index) else { continue };
        let Some(single) = template::template(&template).filter(|known| known.single) else { continue };
        let key = (content_of(item), template);
        let Some((first, at)) = seen.get(&key) else {
            seen.insert(key, (which, item));
            continue;
        };
        let same = match (which, first) {
            (Some(one), Some(other)) => one == *other,
            _ => item.is_association && same_guid(item, at),
        };
        if same || reported.contains(&key) {
            continue;
        }
        let span = at.start().span;
        out.add(
            item.start(),
            format!(
                "this is the second integration of template `{}` for one content, which can use only one of them: {}",
                single.name,
                if single.family == "environment" {
                    "one replaces the other without a word"
                } else {
                    "a credential request that names none is refused"
                }
            ),
        )
        .help("keep one of the two")
        .here(span, "the first one");
        reported.push(key);
    }
}

fn same_guid(one: &Attachment<'_>, other: &Attachment<'_>) -> bool {
    let text = |item: &Attachment<'_>| {
        item.field("oauth_integration_guid").literal().map(|text| guid(text).into_owned())
    };
    text(one).is_some() && text(one) == text(other)
}

/// The template of what an entry leads to, and the definition where it is known.
fn template_of(item: &Attachment<'_>, index: &Index) -> Option<(String, Option<Id>)> {
    let of = |id: Id| index.definition(id).template().known().map(|text| text.trim().to_owned());
    if item.is_association {
        if let Some(text) = item.field("oauth_integration_template").literal() {
            return Some((text.to_owned(), None));
        }
        return match associated(item, index)? {
            Known::Definition(id) => Some((of(id)?, Some(id))),
            Known::Mention(guid) => Some((index.mention(&guid)?.template.known()?.to_owned(), None)),
        };
    }
    let only = index.resolve(&Wanted::new(item)).only();
    match item.field("type").literal() {
        Some(template) => Some((template.to_owned(), only)),
        None => only.and_then(|id| Some((of(id)?, Some(id)))),
    }
}

impl Attachments<'_> {
    /// The content item, manifest or deployment file that the list stands in.
    pub(super) fn content(&self) -> Option<(Owner, crate::document::Node<'_>)> {
        self.owner().filter(|(owner, _)| matches!(owner, Owner::Content | Owner::Manifest | Owner::Publisher))
    }
}
