//! The mistakes that no single document shows: requests, associations, content, and what the server says.

use connectlint::config::Settings;
use connectlint::graph::{self, Language};
use connectlint::inventory::Inventory;
use connectlint::lint::{Report, lint};
use connectlint::project::{File, How, Project};
use connectlint::rule::Catalogue;
use connectlint::server_template::ServerTemplates;
use std::fmt::Write as _;
use std::sync::Arc;

fn file(path: &str, text: &str) -> File {
    File::read(path, text.as_bytes().to_vec(), How::default())
        .unwrap_or_else(|skipped| panic!("{path}: {}", skipped.reason()))
}

fn project(files: &[(&str, &str)]) -> Project {
    Project::new(files.iter().map(|(path, text)| file(path, text)).collect())
}

/// Only the rules that look across files, or at the server.
fn settings() -> Settings {
    let select =
        ["content", "requests", "project", "template-violation", "unknown-template", "invalid-auth-type"];
    Settings { select: select.map(str::to_owned).to_vec(), ..Settings::default() }
}

fn with_inventory(exports: &[&str]) -> Settings {
    let mut inventory = Inventory::default();
    for (number, text) in exports.iter().enumerate() {
        inventory.add(&format!("server{number}.json"), text).expect("it is an export");
    }
    Settings { inventory: Some(Arc::new(inventory)), ..settings() }
}

fn report<'p>(project: &'p Project, settings: &Settings) -> Report<'p> {
    lint(project, Catalogue::built_in(), settings).expect("the rules can be read")
}

/// `path:line rule`, one a line.
fn found(files: &[(&str, &str)], settings: &Settings) -> String {
    let project = project(files);
    let mut text = String::new();
    for finding in report(&project, settings).diagnostics {
        let source = project.file(&finding.path).expect("it was linted").source();
        let line = source.position(finding.place.span.start as usize).line;
        writeln!(text, "{}:{line} {}", finding.path, finding.rule).expect("a String takes it");
    }
    text
}

fn messages(files: &[(&str, &str)], settings: &Settings) -> Vec<String> {
    let project = project(files);
    report(&project, settings).diagnostics.into_iter().map(|finding| finding.message).collect()
}

const A: &str = "4f0c2b1e-6d3a-4c58-9b7e-2a1d5c8e7f30";
const B: &str = "b7d94e60-1c2f-4a8b-8e53-9f06a3d1c274";
const CONTENT: &str = "9a3e51c8-7f20-4d6b-b1a4-5e8c0d27f963";

fn databricks(name: &str, more: &str) -> String {
    format!(
        "template: databricks\nname: {name}\ndescription: Nightly jobs.\n{more}config:\n  auth_type: Viewer\n  \
         workspace_host: dbc-4f1a2b3c-9d8e.cloud.databricks.com\n  client_id: 5e0c3d2a-91b7-4c55-8f3e-2a7d9b6c1e44\n  \
         client_secret: ${{SECRET}}\n  scopes: all-apis offline_access\n"
    )
}

fn manifest(request: &str) -> String {
    format!(
        "{{\"version\": 1, \"metadata\": {{\"appmode\": \"python-shiny\"}}, \"integration_requests\": [\n{request}\n]}}"
    )
}

#[test]
fn requests_are_matched_as_connect_does_it() {
    let definition = databricks("Databricks prod", &format!("guid: {A}\n"));
    let fits = |request: &str| {
        let manifest = manifest(request);
        found(&[("a.yaml", &definition), ("app/manifest.json", &manifest)], &settings())
    };
    for request in [
        "{\"type\": \"databricks\"}",
        "{\"name\": \"bricks\"}",
        "{\"name\": \"^Databricks prod$\", \"auth_type\": \"Viewer\"}",
        "{\"name\": \"^Data.*(prod|test)$\"}",
        "{\"description\": \"Nightly\"}",
        "{\"guid\": \"4F0C2B1E-6D3A-4C58-9B7E-2A1D5C8E7F30\"}",
        "{\"config\": {\"workspace_host\": \"dbc-4f1a2b3c-9d8e.cloud.databricks.com\"}}",
        "{\"config\": {\"auth_type\": \"Viewer\", \"auth_mode\": \"Confidential\"}}",
        // What is not known here may fit.
        "{\"name\": \"${NAME}\"}",
        "{\"name\": \"Data(?=bricks)\"}",
        "{\"name\": \"${PREFIX} nothing\"}",
    ] {
        assert_eq!(fits(request), "", "{request}");
    }
    for request in [
        "{\"type\": \"azure\"}",
        "{\"name\": \"^bricks\"}",
        "{\"name\": \"databricks\"}",
        "{\"name\": \"prod\", \"auth_type\": \"Service Account\"}",
        "{\"description\": \"^jobs\"}",
        "{\"guid\": \"b7d94e60-1c2f-4a8b-8e53-9f06a3d1c274\"}",
        "{\"config\": {\"workspace_host\": \"dbc-4f1a2b3c\"}}",
        "{\"config\": {\"tenant_id\": \"x\"}}",
    ] {
        assert_eq!(fits(request), "app/manifest.json:2 unresolved-request\n", "{request}");
    }
    // Another rule has said what is wrong.
    for (request, rule) in [
        ("{\"name\": \"Azure (prod\"}", "invalid-request-pattern"),
        ("{\"name\": \"Databricks (prod)\"}", "unescaped-request-name"),
        ("{\"type\": \"google\"}", "unknown-template"),
        ("{\"type\": \"databricks\", \"auth_type\": \"oauth\"}", "invalid-auth-type"),
    ] {
        assert_eq!(fits(request), format!("app/manifest.json:2 {rule}\n"), "{request}");
    }
}

#[test]
fn the_nearest_definition_is_named_with_what_parts_it() {
    let (one, two) = (databricks("Databricks prod", ""), databricks("Databricks test", ""));
    let near = |request: &str| {
        let manifest = manifest(request);
        let files =
            [("a.yaml", one.as_str()), ("b.yaml", two.as_str()), ("manifest.json", manifest.as_str())];
        messages(&files, &settings()).pop().unwrap_or_default()
    };
    let said = near("{\"name\": \"^Databricks tests$\"}");
    assert!(said.contains("called `Databricks test`, the request wants `^Databricks tests$`"), "{said}");
    let said = near("{\"name\": \"^Databricks prod$\", \"auth_type\": \"Service Account\"}");
    assert!(
        said.contains("`Databricks prod` has auth_type Viewer, the request wants `Service Account`"),
        "{said}"
    );
    let said = near("{\"type\": \"databricks\", \"config\": {\"workspace_host\": \"x\"}}");
    assert!(said.contains("has another `workspace_host`"), "{said}");
}

#[test]
fn all_that_fit_are_shown_beside_an_ambiguous_request() {
    let (one, two) = (databricks("Databricks prod", ""), databricks("Databricks test", ""));
    let manifest = manifest("{\"type\": \"databricks\"}");
    let files =
        [("env/a.yaml", one.as_str()), ("env/b.yaml", two.as_str()), ("manifest.json", manifest.as_str())];
    let project = project(&files);
    let report = report(&project, &settings());
    let [finding] = &report.diagnostics[..] else { panic!("{:?}", report.diagnostics) };
    assert_eq!(finding.rule, "ambiguous-request");
    let places: Vec<&str> = finding.related.iter().map(|related| &*related.path).collect();
    assert_eq!(places, ["env/a.yaml", "env/b.yaml"]);
    // Two folders are two environments.
    let files =
        [("prod/a.yaml", one.as_str()), ("test/b.yaml", two.as_str()), ("manifest.json", manifest.as_str())];
    assert_eq!(found(&files, &settings()), "");
}

#[test]
fn what_is_deployed_is_silent_and_what_clashes_is_not() {
    let definition = databricks("Databricks prod", "");
    let entry = |guid: &str, template: &str, name: &str| {
        format!(
            "{{\"guid\": \"{guid}\", \"template\": \"{template}\", \"name\": \"{name}\", \"config\": {{}}}}"
        )
    };
    let files = [("a.yaml", definition.as_str())];
    let with = |entries: &[String]| with_inventory(&[&format!("[{}]", entries.join(","))]);
    assert_eq!(found(&files, &with(&[entry(A, "databricks", "Databricks prod ")])), "");
    let clash = entry(A, "azure", "Databricks prod");
    assert_eq!(found(&files, &with(std::slice::from_ref(&clash))), "a.yaml:2 duplicate-integration\n");
    // It is deployed already; the other one is not its fault.
    assert_eq!(found(&files, &with(&[clash, entry(B, "databricks", "Databricks prod")])), "");
    let export =
        databricks("Databricks prod", &format!("guid: {A}\ncreated_time: \"2025-09-03T08:12:44Z\"\n"));
    let files = [("a.yaml", export.as_str())];
    let settings = with(&[entry(A, "azure", "Lakehouse"), entry(B, "databricks", "Databricks prod")]);
    assert_eq!(found(&files, &settings), "a.yaml:4 duplicate-integration\n", "its GUID is another's");
}

#[test]
fn requests_know_the_server_and_count_what_is_deployed_once() {
    let definition = databricks("Databricks prod", "");
    let request = manifest("{\"name\": \"prod\"}");
    let files = [("a.yaml", definition.as_str()), ("manifest.json", request.as_str())];
    let deployed = "[{\"guid\": \"4f0c2b1e-6d3a-4c58-9b7e-2a1d5c8e7f30\", \"template\": \"databricks\", \
                     \"name\": \"Databricks prod\", \"config\": {}}]";
    assert_eq!(found(&files, &with_inventory(&[deployed])), "", "one integration, known twice");
    let other = deployed.replace("Databricks prod", "Production");
    let guid = manifest(&format!("{{\"guid\": \"{A}\"}}"));
    let files = [("a.yaml", definition.as_str()), ("manifest.json", guid.as_str())];
    assert_eq!(found(&files, &settings()), "manifest.json:2 unresolved-request\n");
    assert_eq!(found(&files, &with_inventory(&[&other])), "");
    let more = other.replace("Production", "prod 2");
    let files = [("a.yaml", definition.as_str()), ("manifest.json", request.as_str())];
    assert_eq!(found(&files, &with_inventory(&[&more])), "manifest.json:2 ambiguous-request\n");
}

#[test]
fn associations_know_contents_and_integrations_of_the_server() {
    let integrations = format!(
        "[{{\"guid\": \"{A}\", \"template\": \"databricks\", \"auth_type\": \"Viewer\", \"name\": \"D\", \"config\": {{}}}}]"
    );
    let associations =
        format!("[{{\"oauth_integration_guid\": \"{B}\", \"oauth_integration_auth_type\": \"Viewer\"}}]");
    let contents =
        format!("[{{\"guid\": \"{CONTENT}\", \"app_mode\": \"quarto-static\", \"access_type\": \"all\"}}]");
    let settings = with_inventory(&[&integrations, &associations, &contents]);
    let list = |guid: &str| {
        format!(
            "{{\"content_guid\": \"{CONTENT}\", \"associations\": [\n{{\"oauth_integration_guid\": \"{guid}\"}}]}}"
        )
    };
    let both = "a.json:2 viewer-on-public-content\na.json:2 viewer-on-rendered-content\n";
    assert_eq!(found(&[("a.json", &list(A))], &settings), both);
    assert_eq!(found(&[("a.json", &list(B))], &settings), both, "an export of associations says the type");
    assert_eq!(found(&[("a.json", &list(CONTENT))], &settings), "a.json:2 unresolved-association\n");
}

#[test]
fn the_only_content_beside_associations_is_theirs() {
    let files_of_app: String =
        (0..20_000).map(|n| format!("\"f{n}.py\": {{\"checksum\": \"{n}\"}}, ")).collect();
    let manifest = format!(
        "{{\"files\": {{{files_of_app} \"x\": {{}}}}, \"metadata\": {{\"appmode\": \"rmd-static\"}}}}"
    );
    let list = format!("- oauth_integration_guid: {A}\n  oauth_integration_auth_type: Viewer\n");
    let rule = "app/list.yaml:1 association-dump\n";
    let files = [("app/manifest.json", manifest.as_str()), ("app/list.yaml", list.as_str())];
    assert_eq!(found(&files, &settings()), format!("{rule}app/list.yaml:1 viewer-on-rendered-content\n"));
    let read = file("app/manifest.json", &manifest);
    assert!(read.source().text().is_empty() && !read.is_linted(), "its megabytes are not kept");
    // With a request in it the rest still costs little, and every place is true.
    let asking = manifest.replacen('{', "{\"integration_requests\":\n[{\"type\": \"connect\"}],", 1);
    assert_eq!(
        found(&[("manifest.json", &asking)], &settings()),
        "manifest.json:2 viewer-on-rendered-content\n"
    );
    assert!(file("manifest.json", &asking).source().text().contains("f19999.py"), "the text is whole");
    let second = "name: other\napp_mode: shiny\n";
    let files = [files[0], files[1], ("app/content.yaml", second)];
    assert_eq!(found(&files, &settings()), rule, "two contents: which one is not known");
    // A list for another content says nothing of this one.
    let named = format!("content_guid: {CONTENT}\nassociations:\n- oauth_integration_guid: {A}\n");
    let content = format!("guid: {B}\nname: x\napp_mode: rmd-static\n");
    let export = databricks("D", &format!("guid: {A}\ncreated_time: \"2025-09-03T08:12:44Z\"\n"));
    let files =
        [("list.yaml", named.as_str()), ("content.yaml", content.as_str()), ("d.yaml", export.as_str())];
    assert_eq!(found(&files, &settings()), "");
}

#[test]
fn the_associations_of_an_integration_are_no_duplicates() {
    let item =
        |content: &str| format!("{{\"content_guid\": \"{content}\", \"oauth_integration_guid\": \"{A}\"}}");
    let list = format!("[{}, {}]", item(CONTENT), item(B));
    let settings = Settings { select: vec!["duplicate-association".into()], ..Settings::default() };
    assert_eq!(found(&[("a.json", &list)], &settings), "");
    let list = format!("[{}, {}]", item(CONTENT), item(CONTENT));
    assert_eq!(found(&[("a.json", &list)], &settings), "a.json:1 duplicate-association\n");
}

#[test]
fn placeholders_are_given_the_benefit_of_the_doubt() {
    let definition = databricks("\"${ENV} Databricks\"", "guid: ${GUID}\n");
    let request = manifest("{\"name\": \"^prod Databricks$\"}");
    let list = format!("- oauth_integration_guid: {A}\n");
    let export = databricks("Other", &format!("guid: {B}\n"));
    let files = [
        ("a.yaml", definition.as_str()),
        ("b.yaml", export.as_str()),
        ("list.yaml", list.as_str()),
        ("manifest.json", request.as_str()),
    ];
    assert_eq!(found(&files, &settings()), "");
}

#[test]
fn drift_is_said_key_by_key_without_secrets() {
    let definition = databricks("D", "");
    let server = "[{\"template\": \"databricks\", \"name\": \"D\", \"config\": {\"auth_type\": \"Viewer\", \
                  \"workspace_host\": \"dbc-0.cloud.databricks.com\", \"scopes\": \"offline_access  all-apis\", \
                  \"client_secret\": \"other\", \"auth_mode\": \"Confidential\"}}]";
    let settings = with_inventory(&[server]);
    assert_eq!(found(&[("a.yaml", &definition)], &settings), "a.yaml:6 inventory-drift\n");
}

fn with_templates(text: &str) -> Settings {
    let templates = ServerTemplates::read("templates.json", text).expect("it is an export");
    Settings { templates: Some(Arc::new(templates)), ..Settings::default() }
}

/// The rules that fire on a definition of `template`, with the server's word on it.
fn on_server(template: &str, config: &str) -> Vec<&'static str> {
    let settings = with_templates(
        r#"[{"id": "custom", "fields": [{"name": "client_id"}], "options": []},
            {"id": "bigquery",
             "options": [
               {"name": "auth_type", "type": "select", "values": ["Viewer", "Service Account", "Workload"], "default": "Viewer"},
               {"name": "fast", "type": "bool", "default": true}],
             "fields": [
               {"name": "client_id", "validation": "^\\d+-[a-z0-9]{32}\\.apps\\.googleusercontent\\.com$",
                "validation_description": "Give the client ID of a web application."},
               {"name": "client_secret", "secret": true,
                "visibility_expression": {"name": "auth_type", "value": "Viewer"}},
               {"name": "credentials_json", "secret": true,
                "visibility_expression": {"operator": "or", "operands": [
                  {"name": "auth_type", "value": "Service Account"}, {"name": "auth_type", "value": "Workload"}]}},
               {"name": "scopes", "default": "https://www.googleapis.com/auth/bigquery"}]}]"#,
    );
    let text = format!(
        "template: {template}\nname: B\ndescription: Query the warehouse as yourself.\nconfig:\n{config}"
    );
    let mut file = file("a.yaml", &text);
    let templates = settings.templates.clone().expect("they are given");
    file.hide_keys(&|key| templates.is_secret(key));
    let project = Project::new(vec![file]);
    let report = report(&project, &settings);
    report
        .diagnostics
        .iter()
        .for_each(|finding| assert!(!finding.message.contains("hunter2"), "{finding:?}"));
    report.diagnostics.into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn the_server_has_the_last_word_on_its_templates() {
    let id = "  client_id: 418273645091-k3v9q2m7x1c8b5n0d4f6h2j9l1p3r7t5.apps.googleusercontent.com\n";
    let secret = "  client_secret: ${SECRET}\n";
    let scopes = "  scopes: https://www.googleapis.com/auth/bigquery\n";
    let none: [&str; 0] = [];
    let good = format!("{id}{secret}{scopes}");
    assert_eq!(on_server("bigquery", &good), none);
    let service = format!("  auth_type: Service Account\n{id}  credentials_json: ${{KEY}}\n{scopes}");
    assert_eq!(on_server("bigquery", &service), none, "an auth type and a key that only the server knows");
    assert_eq!(on_server("bigquery", &format!("{good}  fast: false\n")), none);
    assert_eq!(on_server("bigquery", &format!("{good}  fast: \"no\"\n")), ["template-violation"]);
    let hidden = format!("  auth_type: Service Account\n{id}{secret}{scopes}");
    assert_eq!(on_server("bigquery", &hidden), ["template-violation"]);
    let unsure = format!("  auth_type: ${{TYPE}}\n{id}{secret}{scopes}");
    assert_eq!(on_server("bigquery", &unsure), none, "nothing is certain");
    let literal = format!("  auth_type: Workload\n{id}  credentials_json: hunter2hunter2\n{scopes}");
    assert_eq!(on_server("bigquery", &literal), ["committed-secret"]);
    assert_eq!(on_server("snowflake", &good)[0], "unknown-template", "the whole list has none");
}

#[test]
fn a_changed_file_has_few_dependents() {
    let (one, two) = (databricks("One", &format!("guid: {A}\n")), databricks("Two", ""));
    let request = manifest("{\"type\": \"databricks\"}");
    let list = format!("- oauth_integration_guid: {A}\n");
    let registration = "redirect_urls: [https://connect.acme.dev/__oauth__/integrations/callback]\n";
    let mut project = project(&[
        ("a/one.yaml", &one),
        ("a/two.yaml", &two),
        ("b/two.yaml", &two),
        ("list.yaml", &list),
        ("manifest.json", &request),
        ("registration.yaml", registration),
    ]);
    let mut change = |path: &str, text: &str| -> Vec<String> {
        let again = project.replace(path, Some(file(path, text)));
        again.iter().map(ToString::to_string).collect()
    };
    assert_eq!(change("a/one.yaml", &one), Vec::<String>::new(), "nothing changed");
    let secret = one.replace("${SECRET}", "${OTHER}");
    assert_eq!(change("a/one.yaml", &secret), Vec::<String>::new(), "nobody else sees a secret");
    let moved = format!("# a comment\n{one}");
    assert_eq!(change("a/one.yaml", &moved), Vec::<String>::new(), "all of it stands elsewhere");
    let renamed = one.replace("One", "Two");
    assert_eq!(change("a/one.yaml", &renamed), ["a/two.yaml", "list.yaml", "manifest.json"]);
    let content = "name: x\napp_mode: shiny\n";
    assert_eq!(change("content.yaml", content), ["list.yaml"]);
    assert_eq!(change("b/content.yaml", content), Vec::<String>::new());
}

#[test]
fn a_picture_shows_what_belongs_together_and_keeps_its_form() {
    let definition = databricks("'A \"quoted\" < b #1 \\ name'", "");
    let request = manifest("{\"type\": \"databricks\"}, {\"type\": \"azure\"}");
    let list = format!("- oauth_integration_guid: {A}\n");
    let files = [("a.yaml", definition.as_str()), ("app/manifest.json", &request), ("c/list.yaml", &list)];
    let project = project(&files);
    let report = report(&project, &settings());
    let graph = graph::draw(&report, &|_| project.index());
    let dot = graph.in_language(Language::Dot);
    assert!(dot.contains(r##"label="A \"quoted\" < b #1 \\ name\ndatabricks, Viewer\na.yaml""##), "{dot}");
    assert!(dot.contains("n1 -> n0 [style=\"dashed\"];"), "{dot}");
    assert!(dot.contains("label=\"unresolved-request\", color=\"orange\""), "{dot}");
    let mermaid = graph.in_language(Language::Mermaid);
    assert!(
        mermaid.contains("A #quot;quoted#quot; #lt; b #35;1 #92; name<br/>databricks, Viewer"),
        "{mermaid}"
    );
    assert!(mermaid.contains("n1 -.-> n0"), "{mermaid}");
    for line in dot.lines().filter(|line| line.contains("label=")) {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "{line}");
    }
}

/// Runs the program; gives its exit code, standard output and standard error.
fn run(folder: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_connectlint"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn exports_are_given_on_the_command_line_and_not_linted() {
    let folder = tempfile::tempdir().expect("there is room");
    let write =
        |path: &str, text: &str| std::fs::write(folder.path().join(path), text).expect("there is room");
    write("a.yaml", &databricks("Databricks prod", ""));
    let entry = |name: &str, template: &str| {
        format!(
            "{{\"guid\": \"{A}\", \"created_time\": \"x\", \"template\": \"{template}\", \"name\": \"{name}\", \"config\": {{}}}}"
        )
    };
    write(
        "server.json",
        &format!("[{}, {}]", entry("Databricks prod", "databricks"), entry("Vertex", "vertex-ai")),
    );
    let check =
        |more: &[&str]| run(folder.path(), &[&["check", "--output-format", "concise"], more].concat());
    let (code, out, _) = check(&["--select", "duplicate-integration"]);
    assert_eq!(
        (code, out.matches("duplicate-integration").count()),
        (Some(1), 2),
        "they are in one folder: {out}"
    );
    let (code, out, error) = check(&["--select", "project", "--inventory", "server.json"]);
    assert_eq!(code, Some(0), "{out}{error}");
    assert!(error.contains("only on the server: `Vertex`"), "{error}");
    let (_, out, _) = run(folder.path(), &["files"]);
    assert!(out.contains("server.json: export"), "{out}");
    for (arguments, word) in [
        (["--inventory", "none.json"], "none.json: No such file"),
        (["--templates", "server.json"], "with --inventory"),
        (["--connect-version", "soon"], "write it like 2025.07.0"),
    ] {
        let (code, _, error) = check(&arguments);
        assert_eq!(code, Some(2), "{error}");
        assert!(error.contains(word), "{error}");
    }
    let (code, out, _) =
        run(folder.path(), &["graph", "--output-format", "mermaid", "--inventory", "server.json"]);
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with("flowchart LR\n")
            && out.contains("Vertex<br/>vertex-ai, Viewer<br/>on the server only"),
        "{out}"
    );
}

#[test]
fn a_configuration_names_the_exports_of_its_own_server() {
    let folder = tempfile::tempdir().expect("there is room");
    for (environment, template) in [("prod", "azure"), ("test", "databricks")] {
        let write = |path: &str, text: &str| {
            let path = folder.path().join(environment).join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("there is room");
            std::fs::write(path, text).expect("there is room");
        };
        write("connectlint.yaml", "inventory: [server.json]\nconnect: 2025.07.0\n");
        write(
            "server.json",
            &format!("[{{\"template\": \"{template}\", \"name\": \"D\", \"config\": {{}}}}]"),
        );
        write("d.yaml", &databricks("D", ""));
    }
    let (code, out, error) =
        run(folder.path(), &["check", "--output-format", "concise", "--select", "project"]);
    assert_eq!((code, out.lines().count()), (Some(1), 2), "{out}{error}");
    assert!(out.starts_with("prod/d.yaml:2:") && out.contains("duplicate-integration"), "{out}");
}
