//! The pages and tables of runtime errors: all examples of all of them against all of them.

use connectlint::diagnose::{Entry, Index, entry::names_code, look_up, table};
use connectlint::rule::Rule;
use std::collections::HashSet;

fn index() -> &'static Index {
    Index::built_in().expect("the index can be built")
}

#[test]
fn tables_can_be_read_and_are_whole() {
    let tables = table::read().expect("the tables fit their type");
    let mut wrong = Vec::new();
    let mut ids = HashSet::new();
    for table in &tables {
        assert!(!table.source.is_empty(), "{}: no source", table.id);
        for row in &table.errors {
            let id = format!("{}/{}", table.id, row.key());
            if !ids.insert(id.clone()) {
                wrong.push(format!("{id}: there twice"));
            }
            if row.key().is_empty() || row.meaning.is_empty() || row.cause.is_empty() || row.mend.is_empty() {
                wrong.push(format!("{id}: something is missing"));
            }
            if row.mend.len() != 1 && row.mend.len() != row.cause.len() {
                wrong.push(format!("{id}: {} causes, {} mends", row.cause.len(), row.mend.len()));
            }
            if row.examples.is_empty() || (!row.prefix && row.examples.len() < 2) {
                wrong.push(format!("{id}: fewer than two examples"));
            }
            let confidence = row.confidence.as_ref().unwrap_or(&table.confidence);
            if !["documented", "observed", "inferred"].contains(&confidence.as_str()) {
                wrong.push(format!("{id}: confidence {confidence}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_example_leads_to_its_own_page_and_to_no_other_as_strongly() {
    let index = index();
    let mut wrong = Vec::new();
    for entry in index.entries() {
        for example in entry.examples() {
            for strict in [false, true] {
                let found = index.matches(example.as_bytes(), strict);
                let name = |at: usize| found.get(at).map(|hit| index.entries()[hit.entry].id());
                match found.as_slice() {
                    [first, ..] if index.entries()[first.entry] != *entry => {
                        wrong.push(format!("{}: {example}\n    leads to {:?}", entry.id(), name(0)));
                    }
                    [first, second, ..] if first.strength() <= second.strength() => {
                        wrong.push(format!("{}: {example}\n    leads to {:?} as well", entry.id(), name(1)));
                    }
                    [] => {
                        wrong.push(format!("{}: {example}\n    leads nowhere (strict: {strict})", entry.id()))
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} examples\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_example_is_found_by_the_quick_search_too() {
    let index = index();
    for entry in index.entries() {
        for example in entry.examples() {
            assert!(index.first_anchor(example.as_bytes()).is_some(), "{}: {example}", entry.id());
        }
    }
}

#[test]
fn explain_answers_every_example() {
    for entry in index().entries() {
        for example in entry.examples() {
            let answer = look_up(example).expect("the index can be built");
            let found = answer.sure.map(|found| found.id());
            assert_eq!(found.as_deref(), Some(entry.id().as_str()), "{example}");
        }
    }
}

#[test]
fn every_code_of_connect_has_a_page_or_a_row() {
    let codes = (201..=221).chain(225..=230).chain([235, 236, 237, 238]).chain(240..=244).chain(248..=252);
    for code in codes.chain([256, 257, 258, 261, 262, 275, 276, 87, 109, 117, 118, 121]) {
        let answer = look_up(&code.to_string()).expect("the index can be built");
        let found = answer.sure.unwrap_or_else(|| panic!("{code} is not certain: {answer:?}"));
        let own = found.codes().iter().any(|own| *own == code.to_string());
        let named = matches!(found, Entry::Page(rule) if rule.prevents.iter().any(|text| names_code(text, &code.to_string())));
        assert!(own || named, "{code} leads to {}", found.id());
    }
}

#[test]
fn every_entry_of_connects_troubleshooting_guide_has_a_page() {
    let guide = [
        ("OAuth integration 4f0c2b1e does not support Viewer auth flows", "unsupported-auth-flow"),
        ("Invalid requested_token_type. Expected 'urn:posit:connect:api-key'", "wrong-requested-token-type"),
        ("No refresh token found in response", "withheld-refresh-token"),
        ("Connect API Error 215: Invalid subject_token", "stale-subject-token"),
        ("Connect API Error 219: Refresh token is invalid", "expired-refresh-token"),
        (
            "ClientError: No OAuth integrations have been associated with this content item.",
            "missing-association",
        ),
        ("ClientError: No OAuth session found. Log in", "missing-oauth-session"),
        ("The config key client_secret must not be provided", "connect/key-not-allowed"),
        (
            "io.jsonwebtoken.security.SignatureException: JWT signature does not match locally computed signature",
            "mismatched-jwt-signature",
        ),
        ("AADSTS7000215", "wrong-client-secret"),
        ("AADSTS500113", "unregistered-redirect-uri"),
        ("AADSTS50011", "unregistered-redirect-uri"),
        ("AADSTS7000222", "expired-client-secret"),
        (
            "The principal `x` lacks the required data action Microsoft.CognitiveServices/accounts/OpenAI/x",
            "missing-openai-role",
        ),
        ("There is a mismatch in the given redirect uri", "unregistered-redirect-uri"),
        ("251001", "missing-snowflake-account"),
        ("Invalid consent request.", "blocked-snowflake-login"),
        (
            "403 This API method requires billing to be enabled. Please enable billing on project",
            "disabled-google-billing",
        ),
        ("unauthorized_client: Invalid client or Invalid client credentials", "wrong-client-secret"),
        ("400 Bad Request: Invalid client or Invalid client credentials", "wrong-client-secret"),
    ];
    for (text, page) in guide {
        let answer = look_up(text).expect("the index can be built");
        assert_eq!(answer.sure.map(|found| found.id()).as_deref(), Some(page), "{text}");
    }
}

#[test]
fn codes_are_found_in_whatever_way_they_are_asked_for() {
    for (question, page) in [
        ("aadsts7000215", "wrong-client-secret"),
        ("7000215", "wrong-client-secret"),
        ("219", "expired-refresh-token"),
        ("228", "connect/228"),
        ("error 228", "connect/228"),
        ("OAuthTemplateConfig", "connect/228"),
        ("entra/AADSTS50194", "entra/AADSTS50194"),
        ("AADSTS700022", "entra/AADSTS28000"),
        ("pkce-disabled", "pkce-disabled"),
    ] {
        let Some(rule) = Rule::find(page) else {
            if !page.contains('/') {
                continue;
            }
            let answer = look_up(question).expect("the index can be built");
            assert_eq!(answer.sure.map(|found| found.id()).as_deref(), Some(page), "{question}");
            continue;
        };
        let answer = look_up(question).expect("the index can be built");
        assert_eq!(answer.sure.map(|found| found.id()).as_deref(), Some(rule.id), "{question}");
    }
    // Several services have this one: the best few, and none is certain.
    let answer = look_up("access_denied").expect("the index can be built");
    assert!(answer.sure.is_none() && answer.others.len() > 1, "{answer:?}");
}

#[test]
fn changed_wording_is_matched_by_its_distinctive_words() {
    for (text, page) in [
        ("there was no refresh token in the response of the provider", "withheld-refresh-token"),
        ("integrations associated with the content: none", "missing-association"),
    ] {
        let answer = look_up(text).expect("the index can be built");
        let offered: Vec<String> = answer.sure.iter().chain(&answer.others).map(Entry::id).collect();
        assert!(offered.iter().any(|id| id == page), "{text}: {offered:?}");
    }
    assert!(look_up("the quick brown fox jumps over it").expect("it is built").is_empty());
}

#[test]
fn rules_that_a_row_names_exist() {
    let mut unknown: Vec<String> = Vec::new();
    for entry in index().entries() {
        if let Entry::Row(_, row) = entry {
            unknown.extend(
                row.rules
                    .iter()
                    .filter(|id| Rule::find(id).is_none())
                    .map(|id| format!("{}: {id}", entry.id())),
            );
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}
