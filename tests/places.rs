//! A finding underlines the guilty word, letter for letter.

use connectlint::config::Settings;
use connectlint::lint::lint;
use connectlint::project::{File, How, Project};
use connectlint::rule::Catalogue;

/// Lints a text in which «» stand around what a rule must underline.
#[track_caller]
fn underlines(rule: &str, path: &str, marked: &str) {
    let text = marked.replace(['«', '»'], "");
    let how = How { named: true, ..How::default() };
    let file = File::read(path, text.into_bytes(), how).expect("it is named");
    let project = Project::new(vec![file]);
    let report = lint(&project, Catalogue::built_in(), &Settings::default()).expect("the rules can be read");
    let source = project.files()[0].source();
    let place = report.diagnostics.iter().find(|found| found.rule == rule).map(|found| found.place.span);
    let place = place.unwrap_or_else(|| panic!("{rule} finds nothing in\n{marked}"));
    let (start, end) = (place.start as usize, place.end as usize);
    let text = source.text();
    assert_eq!(format!("{}«{}»{}", &text[..start], &text[start..end], &text[end..]), marked);
}

/// A definition with these lines in `config`.
fn custom(lines: &str) -> String {
    format!(
        "template: custom\nname: Reports\ndescription: Read the reports.\nconfig:\n  \
         authorization_uri: https://id.acme.dev/authorize\n  token_uri: https://id.acme.dev/token\n{lines}"
    )
}

const ENTRA: &str = "template: azure\nname: Storage\ndescription: Read storage as yourself.\nconfig:\n  \
                     tenant_id: 3f2a9c1e-7b4d-4e8a-9c55-0d1f6b7a2e90\n  \
                     client_id: 8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012\n  client_secret: ${S}\n";

#[test]
fn letters_and_words_in_a_value() {
    underlines("illegal-character", "a.yaml", &custom("  client_id: repo«ö»rts\n  client_secret: ${S}\n"));
    underlines(
        "illegal-character",
        "a.yaml",
        &custom("  client_id: \"repo«ö»rts\"\n  client_secret: ${S}\n"),
    );
    let words =
        |words: &str| custom(&format!("  client_id: reports\n  client_secret: ${{S}}\n  scopes: {words}\n"));
    underlines("malformed-scopes", "a.yaml", &words("openid offline_access«;»profile"));
    underlines("malformed-scopes", "a.yaml", &words("'openid offline_access«;»profile'"));
    for (before, word, behind) in [
        ("", "https://storage.azure.com.default", " offline_access\n"),
        ("offline_access ", "https://storage.azure.com.default", "\n"),
        ("\"offline_access  ", "https://storage.azure.com.default", "\"\n"),
    ] {
        let text = format!("{ENTRA}  scopes: {before}«{word}»{behind}");
        underlines("malformed-entra-scope", "a.yaml", &text);
    }
    // Where a text stands on several lines the key speaks for it.
    let block = format!("{ENTRA}  «scopes»: >-\n    offline_access\n    https://storage.azure.com.default\n");
    underlines("malformed-entra-scope", "a.yaml", &block);
}
