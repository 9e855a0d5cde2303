//! The editor's door, from outside: a client talks to the server over its standard input and output.

#[path = "lsp/client.rs"]
mod client;

use client::{Client, plain};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

const GOOD: &str = "template: azure\nname: Entra\ndescription: For the tests\nconfig:\n  auth_type: Viewer\n  auth_mode: Confidential\n  tenant_id: 8d2f1c3a-7b4e-4f6a-9c1d-2e5b8a7f6c4d\n  client_id: 1f6a2b3c-4d5e-4a7b-8c9d-0e1f2a3b4c5d\n  client_secret: ${ENTRA_SECRET}\n  scopes: offline_access 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("it can be made");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    folder
}

/// What the command line finds below a folder, by file: line, column in code points, level, rule and message.
fn on_the_command_line(folder: &Path) -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_connectlint"))
        .args(["check", "--output-format", "json"])
        .current_dir(folder)
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let place = |span: &Value| {
        let at = |end: &str| {
            let number = |key: &str| span[end][key].as_u64().expect("it is a number") - 1;
            format!("{}:{}", number("line"), number("column"))
        };
        format!("{}-{}", at("start"), at("end"))
    };
    let mut found: Vec<(String, String)> = report["diagnostics"]
        .as_array()
        .expect("it is a list")
        .iter()
        .map(|it| {
            let help = it["help"].as_str().map(|help| format!("\n{help}")).unwrap_or_default();
            let related: Vec<String> = it["related"]
                .as_array()
                .expect("it is a list")
                .iter()
                .map(|it| format!("{} {} {}", it["path"], place(&it["span"]), it["message"]))
                .collect();
            let text = format!(
                "{} {} {} {}{help} {related:?} {}",
                place(&it["span"]),
                it["level"].as_str().expect("it has one"),
                it["rule"].as_str().expect("it has one"),
                it["message"].as_str().expect("it has one"),
                it["fingerprint"],
            );
            (it["path"].as_str().expect("it has one").to_owned(), text)
        })
        .collect();
    found.sort();
    found
}

/// The same as the editor's server pushes it, with columns in code points.
fn in_the_editor(folder: &Path) -> Vec<(String, String)> {
    let capabilities = json!({ "general": { "positionEncodings": ["utf-32"] } });
    let mut client = Client::start(folder, capabilities);
    // The walk is done when it has been heard of twice: a request is answered between.
    let expected = on_the_command_line(folder);
    let files: std::collections::BTreeSet<&String> = expected.iter().map(|(path, _)| path).collect();
    client.until("every file's findings", |it| it.pushed.len() >= files.len());
    let place = |range: &Value| {
        let at = |end: &str| format!("{}:{}", range[end]["line"], range[end]["character"]);
        format!("{}-{}", at("start"), at("end"))
    };
    let root = client.uri("");
    let below = |uri: &Value| {
        let path = url::Url::parse(uri.as_str().expect("it is one")).expect("it is one");
        let root = url::Url::parse(&root).expect("it is one").to_file_path().expect("it is a path");
        let path = path.to_file_path().expect("it is a path");
        path.strip_prefix(root).expect("it is below").display().to_string()
    };
    let levels = ["", "error", "warning", "info"];
    let mut found = Vec::new();
    for (uri, list) in &client.pushed {
        for it in list.as_array().expect("it is a list") {
            let related = it["relatedInformation"].as_array().cloned().unwrap_or_default();
            let related: Vec<String> = related
                .iter()
                .map(|it| {
                    let path = json!(below(&it["location"]["uri"]));
                    format!("{path} {} {}", place(&it["location"]["range"]), it["message"])
                })
                .collect();
            let text = format!(
                "{} {} {} {} {related:?} {}",
                place(&it["range"]),
                levels[usize::try_from(it["severity"].as_u64().expect("it has one")).expect("it is small")],
                it["code"].as_str().expect("it has one"),
                it["message"].as_str().expect("it has one"),
                it["data"]["fingerprint"],
            );
            found.push((below(&json!(uri)), text));
        }
    }
    found.sort();
    assert_eq!(client.stop(), Some(0));
    found
}

#[test]
fn the_editor_shows_what_the_command_line_finds_in_every_fixture() {
    let mut folders: Vec<_> = fs::read_dir("fixtures")
        .expect("it is there")
        .map(|entry| entry.expect("it is there").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut findings = 0;
    for folder in folders {
        let expected = on_the_command_line(&folder);
        assert_eq!(in_the_editor(&folder), expected, "{}", folder.display());
        findings += expected.len();
    }
    assert!(findings > 20, "the fixtures show something");
}

#[test]
fn findings_follow_every_keystroke() {
    let here = folder(&[]);
    let mut client = Client::start(here.path(), plain());
    assert_eq!(client.greeting["capabilities"]["positionEncoding"], "utf-16");
    client.open("new.yaml", GOOD);
    client.until_rules("new.yaml", &[]);
    // Behind an astral character and with CRLF: columns count UTF-16 units, and an edit hits where it is meant.
    let text = GOOD.replace("For the tests", "Für 𝒳 tests").replace('\n', "\r\n");
    client.change("new.yaml", 2, json!([{ "text": text }]));
    client.change(
        "new.yaml",
        3,
        json!([
            { "range": { "start": { "line": 2, "character": 17 }, "end": { "line": 2, "character": 19 } }, "text": "𝒵" },
            { "range": { "start": { "line": 5, "character": 13 }, "end": { "line": 5, "character": 25 } }, "text": "Public" },
        ]),
    );
    client.until_rules("new.yaml", &["public-client-secret"]);
    let pushed = &client.pushed[&client.uri("new.yaml")][0];
    assert_eq!(pushed["range"]["start"], json!({ "line": 8, "character": 17 }), "{pushed}");
    assert!(
        pushed["codeDescription"]["href"]
            .as_str()
            .is_some_and(|url| url.ends_with("public-client-secret.md"))
    );
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": client.uri("new.yaml") } }));
    client.until_rules("new.yaml", &[]);
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn columns_are_bytes_where_the_editor_wants_them() {
    let here = folder(&[]);
    let capabilities = json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } });
    let mut client = Client::start(here.path(), capabilities);
    assert_eq!(client.greeting["capabilities"]["positionEncoding"], "utf-8");
    let text = "{\"name\": \"𝒳\", \"template\": \"azuer\",\t\"config\": {\"tenant_id\": \"x\"}}";
    client.open("a.json", text);
    let uri = client.uri("a.json");
    client.until("findings", |it| it.rules("a.json").iter().any(|rule| rule == "misspelled-template"));
    let list = client.pushed[&uri].as_array().expect("it is a list").clone();
    let found = list.iter().find(|it| it["code"] == "misspelled-template").expect("it is there");
    assert_eq!(found["range"]["start"]["character"], text.find("\"azuer").expect("it is there"));
}

#[test]
fn a_buffer_that_is_not_saved_counts_for_other_files() {
    let here = folder(&[("a.yaml", GOOD), ("b.yaml", &GOOD.replace("name: Entra", "name: Other"))]);
    let mut client = Client::start(here.path(), plain());
    client.open("b.yaml", &GOOD.replace("name: Entra", "name: Other"));
    client.until_rules("b.yaml", &[]);
    client.change("b.yaml", 2, json!([{ "text": GOOD }]));
    // Of two equal ones the second is reported, with the first beside it.
    client.until("the other file", |it| it.rules("b.yaml") == ["duplicate-integration"]);
    let related = &client.pushed[&client.uri("b.yaml")][0]["relatedInformation"];
    assert_eq!(related[0]["location"]["uri"], client.uri("a.yaml"), "{related}");
    // The other way round: the file that is first changes, the finding is in the one that nobody touched.
    client.open("a.yaml", GOOD);
    let line = |it: &Client| {
        let found = &it.pushed[&it.uri("b.yaml")][0];
        found["relatedInformation"][0]["location"]["range"]["start"]["line"].as_u64()
    };
    let before = line(&client).expect("it is shown");
    client.change("a.yaml", 2, json!([{ "text": format!("# a comment\n{GOOD}") }]));
    client.until("the place beside the finding moves", |it| line(it) == Some(before + 1));
    client.change("a.yaml", 3, json!([{ "text": GOOD.replace("name: Entra", "name: Third") }]));
    client.until_rules("b.yaml", &[]);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": client.uri("a.yaml") } }));
    client.until_rules("b.yaml", &["duplicate-integration"]);
}

#[test]
fn an_editor_that_fetches_is_told_when_to_ask_again() {
    let here = folder(&[("a.yaml", GOOD), ("b.yaml", GOOD)]);
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    let mut client = Client::start(here.path(), capabilities);
    assert_eq!(client.greeting["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    client.until("a word of the walk", |it| it.asked.iter().any(|it| it == "workspace/diagnostic/refresh"));
    let whole = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let item = whole["items"].as_array().and_then(|items| items.first()).expect("there is one").clone();
    assert_eq!(item["items"][0]["code"], "duplicate-integration", "{whole}");
    let known = json!([{ "uri": item["uri"], "value": item["resultId"] }]);
    let again = client.request("workspace/diagnostic", json!({ "previousResultIds": known }));
    assert_eq!(again["items"][0]["kind"], "unchanged");
    client.open("b.yaml", &GOOD.replace("name: Entra", "name: Other"));
    let document = json!({ "textDocument": { "uri": client.uri("b.yaml") } });
    let one = client.request("textDocument/diagnostic", document);
    assert_eq!(one["items"], json!([]));
    assert!(client.pushed.is_empty(), "what is fetched is not pushed, too");
}

#[test]
fn the_configuration_is_read_again_when_it_changes() {
    let bad = GOOD.replace("Confidential", "Public");
    let here = folder(&[("a.yaml", &bad), ("connectlint.yaml", "ignore: [public-client-secret]\n")]);
    let mut client = Client::start(here.path(), plain());
    client.open("a.yaml", &bad);
    client.until_rules("a.yaml", &[]);
    fs::write(here.path().join("connectlint.yaml"), "ignore: []\n").expect("it can be written");
    let changes = json!({ "changes": [{ "uri": client.uri("connectlint.yaml"), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    client.until_rules("a.yaml", &["public-client-secret"]);
    // A mistake in it is shown while it is typed, and the rules before it stay.
    client.open("connectlint.yaml", "ignroe: []\n");
    client.until_rules("connectlint.yaml", &["configuration"]);
    client.change("connectlint.yaml", 2, json!([{ "text": "ignore: [credentials]\n" }]));
    client.until_rules("connectlint.yaml", &[]);
    fs::write(here.path().join("connectlint.yaml"), "ignore: [credentials]\n").expect("it can be written");
    client
        .notify("textDocument/didSave", json!({ "textDocument": { "uri": client.uri("connectlint.yaml") } }));
    client.until_rules("a.yaml", &[]);
}

fn actions(client: &mut Client, name: &str, only: &[&str]) -> Vec<Value> {
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let mut context = json!({ "diagnostics": [] });
    if !only.is_empty() {
        context["only"] = json!(only);
    }
    let document = json!({ "uri": client.uri(name) });
    let params = json!({ "textDocument": document, "range": range, "context": context });
    client.request("textDocument/codeAction", params).as_array().expect("it is a list").clone()
}

#[test]
fn fixes_are_offered_one_by_one_and_all_at_once() {
    let here = folder(&[]);
    let mut client = Client::start(here.path(), plain());
    let text = GOOD
        .replace("  client_id: ", "  client_id: \" ")
        .replace("5d\n  client_secret", "5d\"\n  client_secret");
    client.open("a.yaml", &text);
    client.until_rules("a.yaml", &["padded-value"]);
    let quick = actions(&mut client, "a.yaml", &["quickfix"]);
    let titles: Vec<&str> = quick.iter().filter_map(|it| it["title"].as_str()).collect();
    assert_eq!(quick[0]["isPreferred"], true, "{titles:?}");
    assert!(titles.contains(&"Ignore padded-value here, with a reason"), "{titles:?}");
    let ignore = quick.iter().find(|it| it["title"].as_str().is_some_and(|it| it.starts_with("Ignore")));
    let edit = &ignore.expect("it is there")["edit"]["changes"][client.uri("a.yaml")][0];
    assert_eq!(edit["newText"], "  # connectlint: ignore[padded-value] say why\n");
    assert_eq!(edit["range"]["start"], json!({ "line": 7, "character": 0 }));
    let all = actions(&mut client, "a.yaml", &["source.fixAll"]);
    assert_eq!(all.len(), 1);
    let edit = &all[0]["edit"]["changes"][client.uri("a.yaml")];
    assert_eq!(edit.as_array().map(Vec::len), Some(1), "one line differs: {edit}");
    assert_eq!(edit[0]["newText"], "", "only the blank goes: {edit}");
    // Trying the fixes out has changed nothing.
    client.change("a.yaml", 2, json!([]));
    client.until_rules("a.yaml", &["padded-value"]);
}

fn ask_at(client: &mut Client, method: &str, name: &str, line: u64, character: u64) -> Value {
    let document = json!({ "uri": client.uri(name) });
    let position = json!({ "line": line, "character": character });
    let context = json!({ "includeDeclaration": true });
    client.request(method, json!({ "textDocument": document, "position": position, "context": context }))
}

#[test]
fn the_pointer_over_a_key_or_a_finding_tells_what_it_is() {
    let here = folder(&[]);
    let mut client = Client::start(here.path(), plain());
    let secret = "Xq7mKpLw2Zr9Tn4Bv";
    let text = GOOD.replace("Confidential", "Public").replace("${ENTRA_SECRET}", secret);
    client.open("a.yaml", &text);
    let tenant = ask_at(&mut client, "textDocument/hover", "a.yaml", 6, 4)["contents"]["value"].to_string();
    assert!(tenant.contains("**`tenant_id`**: template `azure`, auth type Viewer"), "{tenant}");
    assert!(tenant.contains("required") && tenant.contains("source: "), "{tenant}");
    let mode = ask_at(&mut client, "textDocument/hover", "a.yaml", 5, 4)["contents"]["value"].to_string();
    assert!(mode.contains("one of `Confidential`, `Public`") && mode.contains("default: "), "{mode}");
    let finding = ask_at(&mut client, "textDocument/hover", "a.yaml", 8, 20)["contents"]["value"].to_string();
    assert!(finding.contains("# A Public client has a client secret"), "{finding}");
    let template =
        ask_at(&mut client, "textDocument/hover", "a.yaml", 0, 12)["contents"]["value"].to_string();
    assert!(template.contains("since Connect"), "{template}");
    for line in 0..11 {
        for character in [0, 4, 20] {
            let hover = ask_at(&mut client, "textDocument/hover", "a.yaml", line, character).to_string();
            assert!(!hover.contains(secret), "{hover}");
        }
    }
    let symbols = json!({ "textDocument": { "uri": client.uri("a.yaml") } });
    let symbols = client.request("textDocument/documentSymbol", symbols);
    assert_eq!(symbols[0]["name"], "Entra");
    assert_eq!(symbols[0]["detail"], "azure, Viewer");
    assert_eq!(symbols[0]["children"].as_array().map(Vec::len), Some(6));
    assert!(!symbols.to_string().contains(secret));
}

fn labels(items: &Value) -> Vec<String> {
    let list = items.as_array().expect("it is a list").iter();
    list.map(|it| it["label"].as_str().expect("it has one").to_owned()).collect()
}

#[test]
fn what_could_stand_at_the_cursor_is_offered() {
    let guid = "0f7c2d51-93ab-4e6f-8c1d-5b2a7e9d3c46";
    let export = GOOD.replace("name:", &format!("guid: {guid}\nname:"));
    let here = folder(&[("entra.yaml", &export)]);
    let snippets =
        json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } });
    let mut client = Client::start(here.path(), snippets);
    let mut offered = |name: &str, text: &str| {
        let at = text.find('|').expect("it is marked");
        let (line, start) = (text[..at].matches('\n').count(), text[..at].rfind('\n').map_or(0, |at| at + 1));
        client.open(name, &text.replacen('|', "", 1));
        let items = ask_at(&mut client, "textDocument/completion", name, line as u64, (at - start) as u64);
        (labels(&items), items)
    };
    let (templates, _) = offered("a.yaml", "template: |\nname: x\n");
    assert!(templates.contains(&"snowflake".to_owned()) && templates.len() > 10, "{templates:?}");
    let (types, _) = offered("a.yaml", "template: aws\nconfig:\n  auth_type: |\n");
    assert!(!types.is_empty() && types.iter().all(|it| it != "Visitor API Key"), "{types:?}");
    let (keys, items) = offered("a.yaml", "template: azure\nname: x\nconfig:\n  client_id: y\n  |\n");
    assert_eq!(keys[0], "tenant_id", "what is required comes first: {keys:?}");
    assert!(
        !keys.contains(&"client_id".to_owned()) && !keys.contains(&"workspace_host".to_owned()),
        "{keys:?}"
    );
    assert_eq!(items[0]["textEdit"]["newText"], "tenant_id: $0");
    let (keys, _) =
        offered("a.json", "{\"template\": \"azure\", \"config\": {\"auth_mode\": \"Public\", \"|\"}}");
    assert!(keys.contains(&"scopes".to_owned()) && !keys.contains(&"client_secret".to_owned()), "{keys:?}");
    let (scopes, items) = offered("a.yaml", "template: azure\nconfig:\n  scopes: openid off|\n");
    let at = scopes.iter().position(|it| it == "offline_access").expect("it is offered");
    let given = items[at]["documentation"]["value"].as_str().expect("it says what it gives");
    assert!(given.starts_with("A refresh token"), "{given}");
    assert_eq!(items[at]["textEdit"]["range"]["start"]["character"], 17, "only the word is replaced");
    let (scopes, items) = offered("a.yaml", "template: github\nconfig:\n  scopes: |\n");
    let at = scopes.iter().position(|it| it == "read:org").expect("it is offered");
    assert!(items[at]["documentation"]["value"].as_str().is_some_and(|it| it.contains("teams")), "{items}");
    let (values, _) = offered("b.yaml", "- oauth_integration_guid: |\n");
    assert_eq!(values, [format!("Entra ({guid})")]);
    let (new, items) = offered("c.yaml", "|");
    let at = new.iter().position(|it| it == "new azure integration").expect("it is offered");
    let text = items[at]["textEdit"]["newText"].as_str().expect("it is a text");
    assert!(text.contains("template: azure\n") && text.contains("client_secret: "), "{text}");
}

#[test]
fn what_is_inserted_reads_right_where_it_lands() {
    let named = GOOD.replace("name: Entra", "name: 'Entra: all (prod)'");
    let here = folder(&[("entra.yaml", &named)]);
    let snippets =
        json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } });
    let mut client = Client::start(here.path(), snippets);
    client.open("entra.yaml", &named);
    let mut inserted = |name: &str, text: &str, label: &str| {
        let at = text.find('|').expect("it is marked");
        let plain = text.replacen('|', "", 1);
        client.open(name, &plain);
        let items = ask_at(&mut client, "textDocument/completion", name, 0, at as u64);
        let at = labels(&items).iter().position(|it| it == label);
        let edit = &items[at.unwrap_or_else(|| panic!("{text}: {:?}", labels(&items)))]["textEdit"];
        let column = |end: &str| edit["range"][end]["character"].as_u64().expect("it is there") as usize;
        let new = edit["newText"].as_str().expect("it is a text");
        format!("{}{new}{}", &plain[..column("start")], &plain[column("end")..])
    };
    for (name, text, label, after) in [
        ("a.json", "{\"template\": \"aws\", \"co|\"}", "config", "{\"template\": \"aws\", \"config\": $0}"),
        ("a.json", "{\"template\": \"aws\", co|}", "config", "{\"template\": \"aws\", \"config\": $0}"),
        ("a.json", "{\"template\": \"aws\", \"na|\": 1}", "name", "{\"template\": \"aws\", \"name\": 1}"),
        ("a.yaml", "{template: aws, |}", "config", "{template: aws, config: $0}"),
        ("a.yaml", "{template: sn|, name: x}", "snowflake", "{template: snowflake, name: x}"),
        ("a.toml", "config = { au| }", "auth_type", "config = { auth_type = $0 }"),
        (
            "a.yaml",
            "integration_requests: [{name: |}]",
            "Entra: all (prod)",
            "integration_requests: [{name: \"Entra: all \\\\(prod\\\\)\"}]",
        ),
    ] {
        assert_eq!(inserted(name, text, label), after);
    }
    assert!(inserted("b.json", "|", "new azure integration").starts_with("{\n  \"template\": \"azure\","));
}

#[test]
fn associations_and_requests_lead_to_their_definition_and_back() {
    let guid = "0f7c2d51-93ab-4e6f-8c1d-5b2a7e9d3c46";
    let export = GOOD.replace("name:", &format!("guid: {guid}\nname:"));
    let list = format!("- oauth_integration_guid: {guid}\n");
    let manifest = "{\"version\": 1, \"metadata\": {\"appmode\": \"python-shiny\"}, \"integration_requests\": [{\"name\": \"Entra\", \"type\": \"azure\"}]}";
    let here = folder(&[
        ("entra.yaml", &export),
        ("content/associations.yaml", &list),
        ("app/manifest.json", manifest),
    ]);
    let mut client = Client::start(here.path(), plain());
    client.open("content/associations.yaml", &list);
    let target = client.uri("entra.yaml");
    let mut found = Value::Null;
    for _ in 0..200 {
        found = ask_at(&mut client, "textDocument/definition", "content/associations.yaml", 0, 30);
        if found[0]["uri"] == target {
            break;
        }
        // The walk is not done yet.
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(found[0]["uri"], target, "{found}");
    assert_eq!(found[0]["range"]["start"], json!({ "line": 2, "character": 6 }), "{found}");
    client.open("app/manifest.json", manifest);
    let column = manifest.find("Entra").expect("it is there") as u64;
    let found = ask_at(&mut client, "textDocument/definition", "app/manifest.json", 0, column);
    assert_eq!(found[0]["uri"], target, "{found}");
    client.open("entra.yaml", &export);
    let found = ask_at(&mut client, "textDocument/references", "entra.yaml", 2, 8);
    let mut uris: Vec<&str> =
        found.as_array().expect("it is a list").iter().filter_map(|it| it["uri"].as_str()).collect();
    uris.sort_unstable();
    let mut expected =
        vec![client.uri("app/manifest.json"), client.uri("content/associations.yaml"), target.clone()];
    expected.sort();
    assert_eq!(uris, expected);
}

#[test]
fn goodbye_is_said_in_due_form() {
    let here = folder(&[]);
    let mut client = Client::start(here.path(), plain());
    assert_eq!(client.answer("no/such", json!({}))["error"]["code"], -32601);
    client.request("shutdown", Value::Null);
    assert_eq!(client.answer("textDocument/hover", json!({}))["error"]["code"], -32600);
    client.notify("exit", Value::Null);
}
