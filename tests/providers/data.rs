//! The data files: readable, sourced, and true to their own examples.

use connectlint::provider::{EndpointUrl, Providers, Purpose, Role, Shape, credentials};
use serde_json::Value;
use std::path::Path;

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/providers");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let stem = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (stem(path), std::fs::read_to_string(path).unwrap())).collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn every_file_is_read_and_built_in() {
    let files = files();
    let pairs: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let read = Providers::from_yaml(&pairs).unwrap();
    let names: Vec<_> = read.iter().map(|provider| provider.name.as_str()).collect();
    let builtin: Vec<_> = Providers::builtin().iter().map(|provider| provider.name.as_str()).collect();
    assert_eq!(names, builtin);
    assert!(names.len() >= 37, "{names:?}");
    assert!(credentials::shapes().count() > 20);
    let shapes = read.iter().flat_map(|own| {
        let lists = [&own.client_id.shapes, &own.client_id.mistakes, &own.client_secret.shapes];
        lists.into_iter().chain([&own.client_secret.mistakes]).flatten()
    });
    for shape in shapes.chain(credentials::shapes().map(|shape| -> &Shape { shape })) {
        assert!(shape.regex.as_ref().is_none_or(|regex| regex.is_valid()), "{}", shape.name);
        let provider = shape.provider.as_deref();
        assert!(provider.is_none_or(|name| read.get(name).is_some()), "{}", shape.name);
    }
    for provider in read.iter() {
        for foreign in &provider.scopes.foreign {
            assert!(foreign.of.as_deref().is_none_or(|name| read.get(name).is_some()), "{foreign:?}");
        }
        for endpoint in &provider.endpoints {
            for host in &endpoint.hosts {
                assert!(provider.hosts.iter().any(|own| own.host == *host), "{}: {host}", provider.name);
            }
        }
    }
}

/// Every item of these lists states its source and how sure it is.
#[test]
fn every_fact_has_its_source() {
    for (name, text) in files() {
        let file = yaml(&text);
        for list in [
            "templates",
            "hosts",
            "endpoints",
            "wrong",
            "refresh",
            "rejected_scopes",
            "resources",
            "first_party",
            "authorization_parameters",
            "refused_parameters",
        ] {
            for item in file.get(list).and_then(Value::as_array).into_iter().flatten() {
                sourced(&name, item);
            }
        }
        for group in ["client_id", "client_secret"] {
            for list in ["shapes", "mistakes"] {
                let items = file.get(group).and_then(|group| group.get(list)).and_then(Value::as_array);
                items.into_iter().flatten().for_each(|item| sourced(&name, item));
            }
        }
        for group in ["scopes", "service_account", "auth_methods"] {
            file.get(group).into_iter().for_each(|item| sourced(&name, item));
        }
        assert!(!text.contains("shared/"), "{name}");
    }
}

fn sourced(name: &str, item: &Value) {
    let source = item.get("source").and_then(Value::as_str);
    assert!(source.is_some_and(|source| source.len() > 5), "{name}: {item}");
    let confidence = item.get("confidence").and_then(Value::as_str);
    assert!(matches!(confidence, Some("documented" | "observed" | "inferred")), "{name}: {item}");
}

/// An error rests on a documented fact or an observed refusal: what is only inferred feeds none.
#[test]
fn no_error_rests_on_an_inferred_fact() {
    let known = Providers::builtin();
    for (name, text) in files() {
        let file = yaml(&text);
        let items = |list: &str| file.pointer(list).and_then(Value::as_array).into_iter().flatten();
        let inferred = |item: &&Value| item["confidence"] == "inferred";
        let by_itself = |item: &&Value| item["level"] == "error";
        let lists = ["/rejected_scopes", "/scopes/foreign", "/first_party", "/client_id/mistakes"];
        let of_error = lists.into_iter().chain(["/client_secret/mistakes"]).flat_map(items);
        let refresh = items("/refresh").filter(by_itself);
        let found: Vec<_> = of_error.chain(refresh).filter(inferred).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
        // A path that is only inferred to be wrong is an error where the data name all endpoints there are.
        let all_known = !items("/endpoints").any(|item| inferred(&item)) && file["open_paths"] != true;
        for item in items("/wrong").chain(items("/endpoints")).filter(inferred) {
            for example in item["examples"].as_array().unwrap() {
                let found = known.recognise(&EndpointUrl::new(example.as_str().unwrap())).unwrap();
                let elsewhere = found.host.is_none();
                assert!(!found.sure || (all_known && !elsewhere), "{example}");
            }
        }
        for item in items("/hosts").filter(inferred) {
            let host = item["host"].as_str().unwrap().replace('*', "x");
            let url = format!("https://{host}/oauth2/token");
            let found = known.recognise(&EndpointUrl::new(&url)).unwrap();
            assert!(!found.sure || found.host.is_some_and(|host| !host.inferred), "{url}");
        }
    }
}

#[test]
fn every_example_is_recognised() {
    let known = Providers::builtin();
    for (name, text) in files() {
        let file = yaml(&text);
        for item in file.get("endpoints").and_then(Value::as_array).into_iter().flatten() {
            let role = match item["role"].as_str().unwrap() {
                "authorization" => Role::Authorization,
                _ => Role::Token,
            };
            let examples = item["examples"].as_array().unwrap();
            assert!(!examples.is_empty(), "{name}: {item}");
            for example in examples {
                let url = EndpointUrl::new(example.as_str().unwrap());
                let found = known.recognise(&url).unwrap_or_else(|| panic!("{name}: {example}"));
                assert_eq!(
                    (found.provider.name.as_str(), found.role),
                    (name.as_str(), Some(role)),
                    "{example}"
                );
                assert!(known.lookalike(&url).is_none(), "{example}");
                let console = found.host.is_some_and(|host| host.wrong.is_some());
                assert!(console || found.suggest(Purpose::Token).is_some(), "{example}");
            }
        }
        for item in file.get("wrong").and_then(Value::as_array).into_iter().flatten() {
            for example in item["examples"].as_array().unwrap() {
                let url = EndpointUrl::new(example.as_str().unwrap());
                let found = known.recognise(&url).unwrap_or_else(|| panic!("{name}: {example}"));
                assert_eq!(found.provider.name, name, "{example}");
                let wrong = matches!(found.role, Some(Role::Wrong(_)));
                assert!(
                    wrong && found.wrong.is_some_and(|wrong| wrong.path.text() == item["path"]),
                    "{example}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn every_scope_says_what_it_gives() {
    for provider in Providers::builtin().iter() {
        let scopes = &provider.scopes;
        let whole = |scope: &&String| {
            !scope.contains('*') && !matches!(scope.as_str(), "offline_access" | ".default")
        };
        let silent: Vec<_> =
            scopes.own.iter().filter(whole).filter(|scope| !scopes.gives.contains_key(*scope)).collect();
        assert!(silent.is_empty(), "{}: {silent:?}", provider.name);
        for (scope, gives) in &scopes.gives {
            let known = scopes.own.iter().any(|own| connectlint::provider::glob(own, scope));
            assert!(known, "{}: {scope} is no scope of its own", provider.name);
            assert!(gives.ends_with('.') && gives.len() < 100, "{}: {scope}: {gives}", provider.name);
        }
    }
}
