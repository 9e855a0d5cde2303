//! The endpoints of an integration, and whose they are.

use super::field::Field;
use super::integration::Integration;
use crate::provider::{EndpointUrl, Provider, Providers, Purpose, Recognised};

/// `authorization_uri` or `token_uri`.
#[derive(Debug)]
pub struct Endpoint<'a> {
    /// The key and its value.
    pub field: Field<'a>,
    /// What it is meant to be.
    pub purpose: Purpose,
    /// The URL, piece by piece.
    pub url: EndpointUrl<'a>,
    /// Whose it is.
    pub recognised: Option<Recognised<'static, 'a>>,
}

/// The endpoints of an integration, and the provider behind it.
#[derive(Debug)]
pub struct Servers<'a> {
    /// `authorization_uri`, if it holds more than a placeholder.
    pub authorization: Option<Endpoint<'a>>,
    /// `token_uri`, if it holds more than a placeholder.
    pub token: Option<Endpoint<'a>>,
    /// The provider: of the template, else of the endpoints. `None` if it is not known, or if the two
    /// endpoints belong to different known ones.
    pub provider: Option<&'static Provider>,
    /// Whether the provider is certain enough for an error.
    pub sure: bool,
    /// Whether the two endpoints belong to different known providers.
    pub disputed: bool,
    by_template: bool,
}

/// Keys that only the templates of one provider have, and one of those templates: an update names none.
const TELLING_KEYS: [(&str, &str); 4] = [
    ("tenant_id", "azure"),
    ("workspace_host", "databricks"),
    ("account_url", "snowflake"),
    ("sf_host_domain", "salesforce"),
];

impl<'a> Servers<'a> {
    /// Looks at the endpoints of an integration.
    #[must_use]
    pub fn new(it: &Integration<'a>, providers: &'static Providers) -> Self {
        let read = |name: &'static str, purpose: Purpose| {
            let field = it.field(name);
            let url = EndpointUrl::new(field.pieces()?);
            let recognised = providers.recognise(&url);
            Some(Endpoint { field, purpose, url, recognised })
        };
        let authorization = read("authorization_uri", Purpose::Authorization);
        let token = read("token_uri", Purpose::Token);
        let fixed = match it.template() {
            Some(template) => Some(template.name).filter(|name| !matches!(*name, "custom" | "aws")),
            None if it.is_update() && authorization.is_none() && token.is_none() => {
                TELLING_KEYS.iter().find(|(key, _)| it.field(key).is_given()).map(|(_, template)| *template)
            }
            None => None,
        };
        if let Some(template) = fixed {
            let provider = providers.for_template(template);
            let sure = provider.is_some();
            return Self { authorization, token, provider, sure, disputed: false, by_template: true };
        }
        let known: Vec<&Recognised<'static, 'a>> = [&authorization, &token]
            .into_iter()
            .flatten()
            .filter_map(|endpoint| endpoint.recognised.as_ref())
            .collect();
        let disputed = known.len() == 2 && known[0].provider.name != known[1].provider.name;
        let provider = known.first().map(|first| first.provider).filter(|_| !disputed);
        let sure = provider.is_some() && known.iter().all(|found| found.sure);
        Self { authorization, token, provider, sure, disputed, by_template: false }
    }

    /// The endpoints that are there.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint<'a>> {
        self.authorization.iter().chain(&self.token)
    }

    /// The name of the provider in the data.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.provider.map(|provider| provider.name.as_str())
    }

    /// The version of the endpoints (`v1`, `v2`), where the provider has several. A template has the one that
    /// the data name first.
    #[must_use]
    pub fn version(&self) -> Option<&'static str> {
        if self.by_template {
            return self.provider?.endpoints.first()?.version.as_deref();
        }
        self.endpoints().find_map(|endpoint| endpoint.recognised.as_ref()?.version())
    }

    /// A named part of the path or host, such as the tenant, from the first endpoint that has it.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&'a str> {
        self.endpoints().find_map(|endpoint| {
            let found = endpoint.recognised.as_ref()?;
            (!found.is_opaque(name)).then(|| found.part(name))?
        })
    }
}
