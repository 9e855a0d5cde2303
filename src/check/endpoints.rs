//! Rules of the group endpoints: the addresses of the authorization server, and Connect's own.

mod belonging;
mod form;
mod mismatch;
mod query;
mod redirect;

pub(super) use belonging::{
    identical_endpoints, is_own_endpoint, lookalike_host, swapped_endpoints, wrong_endpoint,
};
pub(super) use form::{
    endpoint_fragment, insecure_endpoint, malformed_endpoint, missing_endpoint, relative_endpoint,
    stray_slash,
};
pub(super) use mismatch::endpoint_mismatch;
pub(super) use query::{credentials_in_endpoint, reserved_endpoint_parameter};
pub(super) use redirect::wrong_redirect_uri;

use super::Findings;
use super::credentials::is_inapplicable;
use crate::diagnostic::Edit;
use crate::fix::edit;
use crate::model::{Endpoint, Field, Integration};
use crate::provider::EndpointUrl;
use std::borrow::Cow;
use std::ops::Range;

/// The keys whose value is a URL or a host.
const HOST_KEYS: [&str; 5] =
    ["authorization_uri", "token_uri", "account_url", "sf_host_domain", "workspace_host"];

/// The endpoints that Connect reads.
fn endpoints<'i, 'a>(it: &'i Integration<'a>) -> impl Iterator<Item = &'i Endpoint<'a>> {
    it.servers().endpoints().filter(|endpoint| !is_inapplicable(it, &endpoint.field))
}

/// The keys with a URL or a host that Connect reads, each taken apart: the endpoints are so already.
fn addresses<'i, 'a>(it: &'i Integration<'a>) -> impl Iterator<Item = (Field<'a>, Cow<'i, EndpointUrl<'a>>)> {
    HOST_KEYS.into_iter().filter_map(|key| {
        let field = it.field(key);
        let endpoint = it.servers().endpoints().find(|endpoint| endpoint.field.name() == key);
        let url = match endpoint {
            Some(endpoint) => Cow::Borrowed(&endpoint.url),
            None => Cow::Owned(EndpointUrl::new(field.pieces()?)),
        };
        (!is_inapplicable(it, &field)).then_some((field, url))
    })
}

/// Puts a text in the place of a part of a value; the range counts bytes of the text that rules judge.
pub(super) fn replace_part(field: &Field<'_>, range: Range<usize>, text: &str) -> Option<Vec<Edit>> {
    edit::replace_part(field.node()?, field.in_value(range)?, text)
}

/// Puts another address in the place of scheme, host and path; the query stays.
fn replace_address(endpoint: &Endpoint<'_>, right: &str) -> Option<Vec<Edit>> {
    let url = &endpoint.url;
    let start = url.text().len() - url.text().trim_start().len();
    replace_part(&endpoint.field, start..url.path().end, right)
}
