//! From a provider's YAML file to the compact JSON that is built in, and to what tells that it is wanted; used by
//! the build script too.

use serde_json::{Map, Value};

/// Keys for readers of the file, which the program does not need.
const FOR_READERS: [&str; 4] = ["source", "confidence", "note", "examples"];

/// Lists whose items carry errors of their own, so that it is kept which of them are only inferred.
const JUDGED: [&str; 5] = ["hosts", "endpoints", "wrong", "resources", "uris"];

/// What tells that a provider is wanted, so that the others need not be read.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// The name of its file.
    pub(crate) name: String,
    /// The Connect templates that reach it.
    pub(crate) templates: Vec<String>,
    /// Its hosts and patterns of hosts.
    pub(crate) hosts: Vec<String>,
    /// The paths that speak for it on any host.
    pub(crate) paths: Vec<String>,
    /// Prefix and suffix of its unmistakable client ids.
    pub(crate) client_ids: Vec<(String, String)>,
    /// The scopes that bring a refresh token.
    pub(crate) refresh_scopes: Vec<String>,
    /// Whether its client ids can be told from its client secrets.
    pub(crate) distinct_credentials: bool,
}

/// A host, or what follows the last star of a pattern of hosts; which provider's it is, and its place there.
pub(crate) type Host = (String, (usize, usize));

/// Reads a file and drops what is for readers only.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let value: Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    Ok(strip(value, false))
}

impl Index {
    /// Takes it out of a file.
    pub(crate) fn of(provider: &Value) -> Self {
        let list = |key: &str| provider.get(key).and_then(Value::as_array).into_iter().flatten();
        let text = |item: &Value, key: &str| {
            item.get(key).and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
        };
        let elsewhere = list("endpoints").chain(list("wrong")).filter(|item| item.get("elsewhere").is_some());
        let shapes = provider.pointer("/client_id/shapes").and_then(Value::as_array).into_iter().flatten();
        let distinctive = shapes.filter(|shape| shape.get("distinctive") == Some(&Value::Bool(true)));
        let refresh = list("refresh").filter_map(|item| item.get("scopes")?.as_array()).flatten();
        Self {
            name: text(provider, "name"),
            templates: list("templates").map(|item| text(item, "name")).collect(),
            hosts: list("hosts").map(|item| text(item, "host")).collect(),
            paths: elsewhere.map(|item| text(item, "path")).collect(),
            client_ids: distinctive.map(|shape| (text(shape, "prefix"), text(shape, "suffix"))).collect(),
            refresh_scopes: refresh.filter_map(Value::as_str).map(str::to_owned).collect(),
            distinct_credentials: provider.get("distinct_credentials") == Some(&Value::Bool(true)),
        }
    }
}

/// All hosts that are written out, sorted; and the ends of those with a star, the more exact pattern first.
pub(crate) fn hosts(providers: &[Index]) -> (Vec<Host>, Vec<Host>) {
    let (mut exact, mut wildcards) = (Vec::new(), Vec::new());
    for (index, provider) in providers.iter().enumerate() {
        for (at, host) in provider.hosts.iter().enumerate() {
            match host.rsplit_once('*') {
                Some((_, tail)) => wildcards.push((tail.to_owned(), (index, at))),
                None => exact.push((host.clone(), (index, at))),
            }
        }
    }
    let literal = |(_, (index, at)): &Host| {
        std::cmp::Reverse(providers[*index].hosts[*at].bytes().filter(|&byte| byte != b'*').count())
    };
    wildcards.sort_by_key(literal);
    exact.sort();
    // A host of several providers is the last one's.
    exact.reverse();
    exact.dedup_by(|one, other| one.0 == other.0);
    exact.reverse();
    (exact, wildcards)
}

fn strip(value: Value, judged: bool) -> Value {
    match value {
        Value::Object(map) => {
            let inferred = judged && map.get("confidence").is_some_and(|word| word == "inferred");
            let wanted = map.into_iter().filter(|(key, _)| !FOR_READERS.contains(&key.as_str()));
            let mark = inferred.then(|| ("inferred".to_owned(), Value::Bool(true)));
            let kept = wanted.map(|(key, value)| {
                let judged = JUDGED.contains(&key.as_str());
                (key, strip(value, judged))
            });
            Value::Object(kept.chain(mark).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| strip(item, judged)).collect()),
        other => other,
    }
}
