//! Adding a provider is adding one file: one that nobody has is read by the same loader, and the rules know it.

use connectlint::config::Settings;
use connectlint::lint::lint;
use connectlint::project::{File, How, Project};
use connectlint::provider::Providers;
use connectlint::rule::Catalogue;

const PROVIDER: &str = "
name: quietid
label: QuietID
hosts:
  - {host: '*.quietid.dev', source: invented for this test, confidence: documented}
endpoints:
  - {role: authorization, path: '/login/authorize', source: invented for this test, confidence: documented}
  - {role: token, path: '/login/token', source: invented for this test, confidence: documented}
wrong:
  - {path: '/login/keys', what: keys, source: invented for this test, confidence: documented}
refresh:
  - {need: required, scopes: [stay], level: error, source: invented for this test, confidence: documented}
rejected_scopes:
  - {scope: offline_access, instead: stay, source: invented for this test, confidence: documented}
scopes:
  comma: rejected
  own: [read, stay]
";

fn found(definition: &str) -> Vec<(&'static str, String)> {
    found_by(PROVIDER, definition)
}

fn found_by(provider: &str, definition: &str) -> Vec<(&'static str, String)> {
    let providers = Providers::from_yaml(&[("quietid", provider)]).expect("the file is a provider");
    let settings = Settings { providers: Some(Box::leak(Box::new(providers))), ..Settings::default() };
    let how = How { named: true, ..How::default() };
    let file = File::read("quiet.yaml", definition.as_bytes().to_vec(), how).expect("it is a definition");
    let project = Project::new(vec![file]);
    let report = lint(&project, Catalogue::built_in(), &settings).expect("the rules can be read");
    report.diagnostics.into_iter().map(|finding| (finding.rule, finding.message)).collect()
}

fn definition(token: &str, scopes: &str) -> String {
    format!(
        "template: custom\nname: Quiet\ndescription: Quiet as the visitor.\nconfig:\n  auth_type: Viewer\n  client_id: connect\n  \
         client_secret: ${{QUIET_SECRET}}\n  authorization_uri: https://acme.quietid.dev/login/authorize\n  \
         token_uri: https://acme.quietid.dev{token}\n  scopes: {scopes}\n"
    )
}

#[test]
fn a_sound_definition_is_silent() {
    assert_eq!(found(&definition("/login/token", "read stay")), []);
}

#[test]
fn the_rules_read_its_file() {
    for (token, scopes, rules) in [
        ("/login/token", "read", &["missing-refresh-scope"][..]),
        ("/login/token", "read stay offline_access", &["rejected-refresh-scope"]),
        ("/login/token", "read,stay", &["comma-separated-scopes"]),
        ("/login/keys", "read stay", &["wrong-endpoint"]),
    ] {
        let found = found(&definition(token, scopes));
        assert_eq!(found.iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), rules, "{token} {scopes}");
        assert!(found[0].1.contains("QuietID"), "{}", found[0].1);
    }
}

#[test]
fn an_inferred_fact_carries_no_error() {
    let inferred = |fact: &str| {
        let line = PROVIDER.lines().find(|line| line.contains(fact)).expect("the fact is there");
        PROVIDER.replace(line, &line.replace("confidence: documented", "confidence: inferred"))
    };
    let scopes = definition("/login/token", "read");
    assert_eq!(found_by(&inferred("*.quietid.dev"), &scopes), []);
    assert_eq!(found_by(&inferred("role: token"), &scopes), []);
    let keys = definition("/login/keys", "read stay");
    assert_eq!(found_by(&inferred("*.quietid.dev"), &keys), []);
    assert_eq!(found_by(&inferred("what: keys"), &keys)[0].0, "wrong-endpoint", "all endpoints are known");
    let open = inferred("what: keys").replace("label: QuietID", "label: QuietID\nopen_paths: true");
    assert_eq!(found_by(&open, &keys), []);
}

#[test]
fn a_file_that_is_no_provider_says_why() {
    let wrong = Providers::from_yaml(&[("quietid", "name: quietid\nlabel: Q\nhots: []\n")]);
    let error = wrong.expect_err("`hots` is no key");
    assert!(error.contains("quietid") && error.contains("hots"), "{error}");
}
