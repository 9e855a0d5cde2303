//! The tenant: in `tenant_id`, or in the endpoints.

use super::entra;
use crate::check::Findings;
use crate::check::scopes::reading::{applies, shown};
use crate::diagnostic::{Edit, Place, Safety};
use crate::fix::edit::fix;
use crate::model::{Endpoint, Field, Integration};
use crate::provider::{Provider, Purpose, is_guid};
use std::ops::Range;

/// A tenant that is written out, and where.
struct Tenant<'a> {
    text: &'a str,
    field: Field<'a>,
    range: Range<usize>,
    purpose: Option<Purpose>,
}

impl Tenant<'_> {
    fn place(&self, it: &Integration<'_>) -> Place {
        let pointer = format!("/config/{}", self.field.name());
        match self.field.part(self.range.clone()) {
            Some(span) => it.place(span, &pointer),
            None => it.at_start(),
        }
    }
}

/// The tenants of an integration: of `tenant_id`, then of the endpoints.
fn tenants<'a>(it: &Integration<'a>) -> Vec<Tenant<'a>> {
    let mut found = Vec::new();
    let field = it.field("tenant_id");
    if let Some(text) = field.literal().filter(|_| applies(it, "tenant_id")) {
        found.push(Tenant { text, field, range: 0..text.len(), purpose: None });
    }
    if applies(it, "token_uri") {
        found.extend(it.servers().endpoints().filter_map(of_endpoint));
    }
    found
}

fn of_endpoint<'a>(endpoint: &Endpoint<'a>) -> Option<Tenant<'a>> {
    let recognised = endpoint.recognised.as_ref()?;
    recognised.endpoint?;
    let range = recognised.range("tenant").filter(|_| !recognised.is_opaque("tenant"))?;
    let text = recognised.part("tenant")?;
    Some(Tenant { text, field: endpoint.field, range, purpose: Some(endpoint.purpose) })
}

/// The literal tenants, as `wrong-entra-client-id` compares them.
pub(super) fn tenant_texts<'a>(it: &Integration<'a>) -> impl Iterator<Item = &'a str> {
    tenants(it).into_iter().map(|tenant| tenant.text)
}

/// Neither GUID nor domain nor alias.
pub(in crate::check) fn malformed_tenant_id(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(provider) = entra(it) else { return };
    let mut said: Vec<&str> = Vec::new();
    for tenant in tenants(it).iter().filter(|tenant| !is_tenant(provider, tenant.text)) {
        // The same tenant in both endpoints is one mistake.
        if said.contains(&tenant.text) {
            continue;
        }
        said.push(tenant.text);
        let what = match tenant.text {
            text if text.contains("://") => "this is a URL",
            text if text.contains('@') => "this is an e-mail address",
            text if text.contains(['/', '\\']) => "this is a path",
            text if is_nearly_guid(text) => "this has the form of a GUID, but not all its characters",
            text if is_misspelt_guid(text) => "this has the form of a GUID, but not only hexadecimal digits",
            text if !text.contains('.') => "this is a name without a dot",
            _ => "this is neither",
        };
        let edits = guid_in(tenant.text).and_then(|guid| {
            let span = tenant.field.part(tenant.range.clone())?;
            // Only where the tenant itself is underlined can it be replaced.
            let whole = it.document().source().slice(span) == tenant.text;
            whole.then(|| vec![Edit { span, text: guid.to_owned() }])
        });
        out.add(
            tenant.place(it),
            format!("the tenant is a GUID or a verified domain; {what}, and Entra refuses every login"),
        )
        .help("write the Directory (tenant) ID of the app registration")
        .fix(edits.and_then(|edits| fix(Safety::Unsafe, "keep the GUID", edits)));
    }
}

/// A GUID, a DNS name with a top-level domain of letters, or an alias.
fn is_tenant(provider: &Provider, text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let domain = || {
        text.len() <= 253
            && text.split('.').count() > 1
            && text.split('.').all(label)
            && text.rsplit('.').next().is_some_and(|last| {
                last.len() > 1
                    && (last.bytes().all(|byte| byte.is_ascii_alphabetic()) || last.starts_with("xn--"))
            })
    };
    is_guid(text) || provider.is_tenant_alias(text) || domain()
}

/// A GUID that lost or gained a character: its groups are there, and nothing but hexadecimal digits.
fn is_nearly_guid(text: &str) -> bool {
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('-').count() == 5 && text.split('-').all(digits)
}

/// As long as a GUID, with its dashes, but with other letters in it.
fn is_misspelt_guid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The only GUID inside a text.
fn guid_in(text: &str) -> Option<&str> {
    const LENGTH: usize = 36;
    let starts =
        (0..=text.len().checked_sub(LENGTH)?).filter(|&at| text.get(at..at + LENGTH).is_some_and(is_guid));
    let mut found = starts.map(|at| &text[at..at + LENGTH]);
    found.next().filter(|_| found.next().is_none())
}

/// A Viewer integration over a name that stands for all tenants.
pub(in crate::check) fn shared_tenant_alias(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(provider) = entra(it).filter(|_| it.is_viewer()) else { return };
    let Some(tenant) = tenants(it).into_iter().find(|tenant| provider.is_tenant_alias(tenant.text)) else {
        return;
    };
    out.add(
        tenant.place(it),
        format!(
            "{} works for an application that serves several tenants only; others cannot log in",
            shown(tenant.text)
        ),
    )
    .help("name your tenant, by GUID or domain, unless the app registration is for several tenants");
}

/// A Service Account over such a name.
pub(in crate::check) fn tenantless_service_account(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(provider) = entra(it).filter(|_| it.is_service_account()) else { return };
    let asked = |tenant: &Tenant<'_>| tenant.purpose != Some(Purpose::Authorization);
    let mut all = tenants(it).into_iter().filter(asked);
    let Some(tenant) = all.find(|tenant| provider.is_tenant_alias(tenant.text)) else { return };
    out.add(
        tenant.place(it),
        format!(
            "client credentials need one tenant: Entra refuses a Service Account over {}",
            shown(tenant.text)
        ),
    )
    .help("write the tenant's GUID or one of its domains");
}
