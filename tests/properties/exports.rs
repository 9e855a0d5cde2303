//! What a server is said to have answered is an export or is told why not, without a secret of it; its rules and
//! what it holds can be compared with a definition.

use super::{SECRET, findings_on_sample, text};
use connectlint::config::Settings;
use connectlint::inventory::Inventory;
use connectlint::rule::Catalogue;
use connectlint::server_template::ServerTemplates;
use std::sync::Arc;

pub(crate) fn exports(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let path = if text.trim_start().starts_with(['{', '[']) { "export.json" } else { "export.yaml" };
    let settings = Settings {
        templates: read(ServerTemplates::read(path, text)),
        inventory: {
            let mut inventory = Inventory::default();
            let added = inventory.add(path, text);
            read(added.map(|()| inventory))
        },
        ..Settings::default()
    };
    if let Some(templates) = &settings.templates {
        for key in templates.ids().filter_map(|id| templates.get(id)).flat_map(|template| &template.keys) {
            assert!(!key.secret || templates.is_secret(&key.name));
            let visible = key.visible.iter();
            visible.for_each(|condition| assert!(!condition.in_words().is_empty()));
        }
    }
    if settings.templates.is_some() || settings.inventory.is_some() {
        findings_on_sample(Catalogue::built_in(), &settings).expect("the built-in rules can be read");
    }
}

fn read<T>(read: Result<T, String>) -> Option<Arc<T>> {
    if let Err(why) = &read {
        assert!(!why.trim().is_empty() && !why.contains(SECRET), "{why}");
    }
    read.ok().map(Arc::new)
}
