//! Placeholders, references and stand-ins.

use connectlint::opaque::{Family, Opacity, classify, is_dummy, pieces};

#[test]
fn placeholders_and_references_are_opaque() {
    use Family as F;
    for (text, family) in [
        ("${VAR}", F::Variable),
        ("${VAR:-x}", F::Variable),
        ("${A:-${B}}", F::Variable),
        ("${module.x}", F::Variable),
        ("${A}${B}", F::Variable),
        ("$VAR", F::Variable),
        ("%VAR%", F::WindowsVariable),
        ("$(pass show x)", F::Command),
        ("${{ secrets.X }}", F::Actions),
        ("{{ x }}", F::Template),
        ("{{x}}-{{y}}", F::Template),
        ("{% if a %}b{% endif %}", F::Template),
        ("<%= ENV['A'] %>", F::Erb),
        ("<client-id>", F::Angle),
        ("{tenant}", F::Brace),
        ("{tenant id}", F::Brace),
        ("[TENANT]", F::Bracket),
        ("@TOKEN@", F::At),
        ("#{Name}#", F::Hash),
        ("#{Name}", F::Hash),
        ("__TENANT__", F::Underscore),
        ("__tenant_id__", F::Underscore),
        ("$ANSIBLE_VAULT;1.1;AES256\n6138", F::AnsibleVault),
        ("!vault |", F::AnsibleVault),
        ("op://vault/item/field", F::SecretManager),
        ("op://My Vault/an item/field", F::SecretManager),
        ("vault:path#key", F::SecretManager),
        ("ref+vault://a/b", F::SecretManager),
        ("awssm:x", F::SecretManager),
        ("ssm:/a/b", F::SecretManager),
        ("gcpsm:x", F::SecretManager),
        ("sm://x", F::SecretManager),
        ("akv://x/y", F::SecretManager),
        ("keyvault:x", F::SecretManager),
        ("bws:x", F::SecretManager),
        ("doppler:X", F::SecretManager),
        ("infisical:x", F::SecretManager),
        ("env:X", F::SecretManager),
        ("file:/run/secrets/x", F::SecretManager),
        ("{{resolve:secretsmanager:a:SecretString:b}}", F::SecretManager),
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:x", F::SecretManager),
        ("projects/p/secrets/s/versions/1", F::SecretManager),
        ("ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]", F::Sops),
        ("var.client_id", F::Terraform),
        ("local.x", F::Terraform),
        ("data.a.b", F::Terraform),
        ("data.azurerm_client_config.current.tenant_id", F::Terraform),
        ("{\"Ref\": \"Secret\"}", F::CloudFormation),
        (" ${PADDED}\n", F::Variable),
    ] {
        assert_eq!(classify(text), Opacity::Opaque(family), "{text}");
    }
}

#[test]
fn literals_are_literal() {
    for text in [
        "",
        "   ",
        "session:role:ANALYST",
        "session:role-any",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "/__oauth__/integrations/callback",
        "__oauth__",
        "__api__",
        "https://connect.contoso.com/__oauth__/integrations/callback",
        "data.read",
        "local",
        "var.",
        "https://www.googleapis.com/auth/drive",
        "api://abc/.default",
        "file:read files:write",
        "env read",
        "vault",
        "Pa$$w%rd@home",
        "pa$word",
        "%C3%A9t%C3%A9",
        "$5",
        "${}",
        "{}",
        "[::1]",
        "<>",
        "a < b",
        "arn:aws:iam::123456789012:role/ssm",
        "openid profile email offline_access",
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default",
        "pass",
        "__",
        "____",
    ] {
        assert_eq!(classify(text), Opacity::Literal, "{text}");
    }
}

#[test]
fn only_families_of_a_template_step_want_filling_in() {
    for (text, template) in [
        ("${X}", true),
        ("<x>", true),
        ("{{ x }}", true),
        ("__X__", true),
        ("op://a/b", false),
        ("ENC[x]", false),
        ("{{resolve:ssm:x}}", false),
        ("ref+vault://x", false),
        ("var.x", false),
        ("$ANSIBLE_VAULT;1.1", false),
    ] {
        assert_eq!(classify(text).family().map(Family::template), Some(template), "{text}");
    }
}

#[test]
fn placeholders_inside_text() {
    let cut = |text: &'static str| -> Vec<(&'static str, bool)> {
        pieces(text).into_iter().map(|piece| (&text[piece.range], piece.family.is_some())).collect()
    };
    assert_eq!(
        cut("https://login.microsoftonline.com/${TENANT}/oauth2"),
        [("https://login.microsoftonline.com/", false), ("${TENANT}", true), ("/oauth2", false)]
    );
    assert_eq!(cut("https://<sub>.okta.com"), [("https://", false), ("<sub>", true), (".okta.com", false)]);
    assert_eq!(cut("a%20b%C3%A9/%TENANT%"), [("a%20b%C3%A9/", false), ("%TENANT%", true)]);
    assert_eq!(cut("/__oauth__/x/__HOST__"), [("/__oauth__/x/", false), ("__HOST__", true)]);
    assert_eq!(cut("a__B__c"), [("a__B__c", false)]);
    assert_eq!(cut("http://[fe80::1]/x"), [("http://[fe80::1]/x", false)]);
    assert_eq!(cut(""), []);
    assert_eq!(cut("$"), [("$", false)]);
    assert_eq!(classify("https://${HOST}/token"), Opacity::Mixed(Family::Variable));
    assert_eq!(classify("prefix-{{ x }}"), Opacity::Mixed(Family::Template));
}

#[test]
fn stand_ins() {
    for text in [
        "your-client-id",
        "YOUR_SECRET",
        "changeme",
        "change-me!",
        "xxxxx",
        "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX",
        "****",
        "...",
        "•••",
        "REDACTED",
        "client_secret",
        "client-id",
        "client_id_value",
        "clientSecret1",
        "00000000-0000-0000-0000-000000000000",
        "11111111-1111-1111-1111-111111111111",
        "replace-with-secret",
        "REPLACE_ME",
        "insert-here",
        "todo",
        "to-do: fill",
        "TBD",
        "fixme",
        "null",
        "none",
        "n/a",
        "example-app",
        "dummy",
        "secret",
        "password",
        "0123456789abcdef0123",
        "1234567890abcdef",
        "my-client-id",
        "my_tenant",
        "https://login.example.com/oauth/authorize",
        "example.com",
        "dbc-1.example.org",
        "host.invalid",
        "https://idp.example/token",
        "https://idp.example.com:8443/x",
        " changeme ",
        "client_secret_template1",
    ] {
        assert!(is_dummy(text), "{text}");
        assert_eq!(classify(text), Opacity::Dummy, "{text}");
    }
    for text in [
        "",
        "x",
        "xx",
        "..",
        "myclient",
        "mycorp",
        "yourcorp",
        "example2.test".trim_start_matches("example2."),
        "idp.test",
        "app.localhost",
        "contoso.com",
        "https://idp.corp/example.com",
        "client",
        "client_idp",
        "secretary",
        "passwords",
        "changelog",
        "exampl",
        "today",
        "tomorrow",
        "replacement",
        "inserted",
        "nulls",
        "00000003-0000-0000-c000-000000000000",
        "notexample.com",
        "myexample.org",
        "éxample",
        "€uro",
    ] {
        assert!(!is_dummy(text), "{text}");
    }
}
