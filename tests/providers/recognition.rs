//! Whose endpoint is it, and what are its parts?

use connectlint::provider::{By, EndpointUrl, Likeness, Providers, Purpose, Reach, Role, What, scopes};

/// Provider, role and the parts that are asked for.
fn seen(text: &str) -> Option<(String, Option<Role>, bool)> {
    let url = EndpointUrl::new(text);
    let found = Providers::builtin().recognise(&url)?;
    Some((found.provider.name.clone(), found.role, found.sure))
}

fn part(text: &str, name: &str) -> Option<String> {
    let url = EndpointUrl::new(text);
    Providers::builtin().recognise(&url)?.part(name).map(str::to_owned)
}

fn suggested(text: &str, purpose: Purpose) -> Option<String> {
    let url = EndpointUrl::new(text);
    Providers::builtin().recognise(&url)?.suggest(purpose)
}

#[test]
fn parts_of_endpoints() {
    let entra = "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token";
    assert_eq!(part(entra, "tenant").as_deref(), Some("contoso.com"));
    assert_eq!(part("https://contoso.okta.com/oauth2/aus1/v1/token", "server").as_deref(), Some("aus1"));
    assert_eq!(part("https://contoso.okta.com/oauth2/aus1/v1/token", "account").as_deref(), Some("contoso"));
    assert_eq!(part("https://contoso.okta.com/oauth2/v1/token", "server"), None);
    let keycloak = "https://contoso.com/tools/auth/realms/my%20realm/protocol/openid-connect/auth";
    assert_eq!(part(keycloak, "realm").as_deref(), Some("my%20realm"));
    assert_eq!(part(keycloak, "prefix").as_deref(), Some("tools/auth"));
    assert_eq!(part("https://a-b.snowflakecomputing.com/oauth/authorize", "account").as_deref(), Some("a-b"));
    let cognito = "https://contoso.auth.us-east-1.amazoncognito.com/oauth2/token";
    assert_eq!(part(cognito, "account").as_deref(), Some("contoso"));
    let url = EndpointUrl::new("https://login.microsoftonline.us/x.com/oauth2/authorize");
    let found = Providers::builtin().recognise(&url).unwrap();
    assert_eq!((found.cloud(), found.version(), found.by), (Some("us-government"), Some("v1"), By::Host));
}

#[test]
fn placeholders_hide_their_own_part_only() {
    let text = "https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token";
    assert_eq!(seen(text), Some(("entra".into(), Some(Role::Token), true)));
    let url = EndpointUrl::new(text);
    let found = Providers::builtin().recognise(&url).unwrap();
    assert!(found.is_opaque("tenant") && found.part("tenant") == Some("${TENANT}"));
    assert_eq!(
        seen("https://${ORG}.okta.com/oauth2/v1/token"),
        Some(("okta".into(), Some(Role::Token), true))
    );
    assert_eq!(seen("https://login.microsoftonline.com/${REST}"), Some(("entra".into(), None, true)));
    assert_eq!(
        seen("https://login.microsoftonline.com/${TENANT}/${REST}"),
        Some(("entra".into(), None, true))
    );
    assert_eq!(
        seen("${BASE}/realms/x/protocol/openid-connect/auth").map(|seen| seen.0).as_deref(),
        Some("keycloak")
    );
    for hidden in ["${URL}", "{{ url }}", "https://${HOST}/token", "https://login.${ZONE}/x", "op://a/b/c"] {
        assert_eq!(seen(hidden), None, "{hidden}");
        assert!(!EndpointUrl::new(hidden).is_relative(), "{hidden}");
    }
}

#[test]
fn custom_domains_and_self_hosted_servers() {
    for (text, name, sure) in [
        ("https://id.contoso.com/oauth2/default/v1/authorize", "okta", true),
        ("https://id.contoso.com/oauth2/v1/authorize", "okta", false),
        ("https://keycloak:8443/realms/r/protocol/openid-connect/token", "keycloak", true),
        ("https://ghe.contoso.com/login/oauth/authorize", "github", true),
        ("https://sub.ghe.com/login/oauth/access_token", "github", true),
        ("https://fs.contoso.com/adfs/oauth2/token/", "adfs", true),
        ("https://fed.contoso.com:9031/as/token.oauth2", "pingfederate", true),
        ("https://oidc.us-east-1.amazonaws.com/token", "iam-identity-center", false),
    ] {
        let (provider, _, belief) = seen(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((provider.as_str(), belief), (name, sure), "{text}");
    }
    // A path that many servers share says nothing about an unknown host.
    for text in [
        "https://git.contoso.com/oauth/authorize",
        "https://login.contoso.com/oauth/token",
        "https://login.contoso.com/authorize",
        "https://api.contoso.com/",
        "https://contoso.com",
        "https://contoso.com/token",
    ] {
        assert_eq!(seen(text), None, "{text}");
    }
}

#[test]
fn wrong_urls_and_the_right_ones() {
    let wrong = |text: &str| match seen(text) {
        Some((_, Some(Role::Wrong(what)), _)) => what,
        other => panic!("{text}: {other:?}"),
    };
    for (text, what) in [
        ("https://portal.azure.com/", What::Console),
        ("https://entra.microsoft.com", What::Console),
        ("https://manage.auth0.com/dashboard", What::Console),
        ("https://console.cloud.google.com/apis", What::Console),
        ("https://app.snowflake.com/myorg/account1", What::Console),
        ("https://api.github.com/login/oauth/authorize", What::Api),
        ("https://contoso-admin.okta.com/oauth2/v1/token", What::Console),
        ("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x", What::Issuer),
        ("https://login.microsoftonline.de/common/oauth2/v2.0/token", What::Dead),
        ("https://login.microsoftonline.com/te/a/b/oauth2/v2.0/authorize", What::Dead),
        ("https://openid-connect.onelogin.com/oidc/token", What::Dead),
        ("https://contoso.okta.com/oauth2/default/authorize", What::Unknown),
        ("https://github.com/contoso/repo", What::Unknown),
        ("https://contoso.lightning.force.com/services/oauth2/token", What::Interface),
        ("https://accounts.cloud.databricks.com/", What::AccountConsole),
    ] {
        assert_eq!(wrong(text), what, "{text}");
    }
    for (text, right) in [
        (
            "https://login.microsoftonline.com/c.com/v2.0/.well-known/openid-configuration",
            "https://login.microsoftonline.com/c.com/oauth2/v2.0/token",
        ),
        (
            "https://login.microsoftonline.com/c.com/oauth2/authorize",
            "https://login.microsoftonline.com/c.com/oauth2/token",
        ),
        ("https://sts.windows.net/c.com/", "https://login.microsoftonline.com/c.com/oauth2/v2.0/token"),
        ("https://contoso.okta.com/oauth2/default", "https://contoso.okta.com/oauth2/default/v1/token"),
        ("https://contoso-admin.okta.com/", "https://contoso.okta.com/oauth2/v1/token"),
        ("http://kc:8080/auth/realms/r", "http://kc:8080/auth/realms/r/protocol/openid-connect/token"),
        (
            "https://accounts.google.com/.well-known/openid-configuration",
            "https://oauth2.googleapis.com/token",
        ),
        (
            "https://app.snowflake.com/myorg/account1/",
            "https://myorg-account1.snowflakecomputing.com/oauth/token-request",
        ),
        (
            "https://app.snowflake.com/us-east-2/xy12345",
            "https://xy12345.us-east-2.snowflakecomputing.com/oauth/token-request",
        ),
        ("https://a.lightning.force.com/", "https://a.my.salesforce.com/services/oauth2/token"),
        (
            "https://login.microsoftonline.com/${T}/v2.0",
            "https://login.microsoftonline.com/${T}/oauth2/v2.0/token",
        ),
    ] {
        assert_eq!(suggested(text, Purpose::Token).as_deref(), Some(right), "{text}");
    }
    assert_eq!(suggested("https://portal.azure.com/x", Purpose::Token), None);
    assert!(seen("https://cognito-idp..amazonaws.com/us-east-1_x").is_none(), "a star stands for something");
    assert_eq!(seen("https://www.dropbox.com/other").map(|seen| seen.1), Some(None));
}

#[test]
fn pieces_of_a_url() {
    let url = EndpointUrl::new(" https://u:p@Login.Contoso.com:8443/a//b/?x=1&resource=${R}&y#frag ");
    let text = |range: Option<std::ops::Range<usize>>| range.map(|range| url.slice(range));
    assert_eq!(text(url.scheme()), Some("https"));
    assert_eq!(text(url.userinfo()), Some("u:p"));
    assert_eq!(url.host_text(), Some("Login.Contoso.com"));
    assert_eq!(text(url.port()), Some("8443"));
    assert_eq!(url.slice(url.path()), "/a//b/");
    assert_eq!(url.segments().len(), 4);
    assert!(url.has_trailing_slash() && text(url.double_slash()) == Some("//"));
    assert_eq!(text(url.query()), Some("x=1&resource=${R}&y"));
    assert_eq!(
        (url.parameter("resource"), url.parameter("y"), url.parameter("z")),
        (Some("${R}"), Some(""), None)
    );
    assert_eq!(text(url.fragment()), Some("frag"));
    assert!(url.flaw().is_none() && url.has_opaque() && !url.is_relative());
    for relative in
        ["/oauth2/token", "login.contoso.com/token", "token", "", "https:/x.com/y", "oauth2/v2.0/token"]
    {
        assert!(EndpointUrl::new(relative).is_relative(), "{relative}");
    }
    assert_eq!(EndpointUrl::new("login.okta.com/x").host_text(), Some("login.okta.com"));
    assert!(!EndpointUrl::new("https://contoso.com").has_trailing_slash());
    assert!(!EndpointUrl::new("https://contoso.com/").has_trailing_slash());
    assert!(EndpointUrl::new("https://c.com/realms/x/.well-known/openid-configuration").is_metadata());
    // Nothing breaks, whatever the text is.
    for odd in [
        "://",
        "#",
        "?",
        "@",
        ":",
        "https://",
        "https://@:/",
        "é://ü/ß",
        "https://[::1",
        "\\\\x",
        "a:b@c.d",
        "?#",
        "//",
    ] {
        let url = EndpointUrl::new(odd);
        let _ = (url.flaw(), url.reach(), url.pairs().count(), url.double_slash());
        let _ = (Providers::builtin().recognise(&url), Providers::builtin().lookalike(&url));
    }
}

#[test]
fn public_and_private_hosts() {
    for (host, reach) in [
        ("keycloak:8080", Reach::Private),
        ("localhost", Reach::Private),
        ("127.0.0.1", Reach::Private),
        ("[::1]:80", Reach::Private),
        ("10.1.2.3", Reach::Private),
        ("172.20.0.1", Reach::Private),
        ("192.168.1.1", Reach::Private),
        ("host.docker.internal", Reach::Private),
        ("a.svc.cluster.local", Reach::Private),
        ("a.ns.svc", Reach::Private),
        ("a.test", Reach::Private),
        ("a.home.arpa", Reach::Private),
        ("${HOST}.local", Reach::Private),
        ("169.254.169.254", Reach::Private),
        ("0.0.0.0", Reach::Private),
        ("100.64.0.1", Reach::Private),
        ("[::]", Reach::Private),
        ("[fd00::1]", Reach::Private),
        ("[fe80::1%25eth0]", Reach::Private),
        ("[::ffff:10.0.0.1]", Reach::Private),
        ("[2606:4700::1111]", Reach::Public),
        ("[::ffff:8.8.8.8]", Reach::Public),
        ("100.63.0.1", Reach::Public),
        ("101.64.0.1", Reach::Public),
        ("172.32.0.1", Reach::Public),
        ("8.8.8.8", Reach::Public),
        ("login.contoso.com", Reach::Public),
        ("${TENANT}.okta.com", Reach::Public),
        ("login.example.com", Reach::Example),
        ("${HOST}", Reach::Unknown),
    ] {
        assert_eq!(EndpointUrl::new(&format!("http://{host}/x")).reach(), reach, "{host}");
    }
}

#[test]
fn a_placeholder_takes_its_own_bytes_and_no_more() {
    for text in ["${ENDPOINT}", " ${ENDPOINT}", "${ENDPOINT} ", "  ${ENDPOINT}  "] {
        let url = EndpointUrl::new(text);
        assert!(url.has_opaque() && url.path().end <= text.len(), "{text:?}");
    }
}

#[test]
fn hosts_that_look_like_known_ones() {
    let like = |host: &str| {
        let text = format!("https://{host}/x");
        let url = EndpointUrl::new(&text);
        Providers::builtin().lookalike(&url).map(|found| (found.likeness, found.meant))
    };
    for (host, likeness, meant) in [
        ("login.microsoftonlne.com", Likeness::Typo, "login.microsoftonline.com"),
        ("login.microsoftonline.co", Likeness::Typo, "login.microsoftonline.com"),
        ("login.microsftonlne.com", Likeness::Typo, "login.microsoftonline.com"),
        ("lokin.microsovtonline.com", Likeness::Typo, "login.microsoftonline.com"),
        ("gihtub.com", Likeness::Typo, "github.com"),
        ("login.zicrosoftonqine.com", Likeness::Typo, "login.microsoftonline.com"),
        ("accoqxts.google.com", Likeness::Typo, "accounts.google.com"),
        ("contoso.okat.com", Likeness::Typo, "contoso.okta.com"),
        ("contoso.my.salesfroce.com", Likeness::Typo, "contoso.my.salesforce.com"),
        ("login.rnicrosoftonline.com", Likeness::Letters, "login.microsoftonline.com"),
        ("g1thub.com", Likeness::Letters, "github.com"),
        ("gіthub.com", Likeness::Letters, "github.com"),
        ("xn--gthub-n2e.com", Likeness::Letters, "github.com"),
        ("login.microsoftonline.com.evil.net", Likeness::Beginning, "login.microsoftonline.com"),
        ("contoso.okta.com.evil.net", Likeness::Beginning, "contoso.okta.com"),
    ] {
        assert_eq!(like(host), Some((likeness, meant.to_owned())), "{host}");
    }
    for host in [
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
        "contoso.okta.com",
        "contoso.okta-gov.com",
        "contoso.okta.mil",
        "idp.contoso.com",
        "gitlab.contoso.com",
        "keycloak",
        "x.org",
        "z.com",
        "zoom.com",
        "na1.salesforce.com",
        "gitea.com",
        "github.contoso.com",
        "auth.contoso.com",
        "sso.corp",
        "mycorp.cloud.databricks.us",
        "a.us.salesforce.com",
        "${X}.okat.com",
        "notokta.com.evil.net",
        "okta.com.evil.net",
    ] {
        assert_eq!(like(host), None, "{host}");
    }
}

#[test]
fn words_of_scopes() {
    let words = |text: &'static str| -> Vec<(String, &'static str, bool)> {
        let split = scopes::split(text);
        split.into_iter().map(|word| (word.text.into_owned(), &text[word.range], word.opaque)).collect()
    };
    let plain = |text: &'static str| words(text).into_iter().map(|word| word.0).collect::<Vec<_>>();
    assert_eq!(plain(" a  b,c%20d\te\n"), ["a", "b", "c", "d", "e"]);
    assert_eq!(
        plain("session%3Arole%3aX https:%2F%2Fa.b%2f.default"),
        ["session:role:X", "https://a.b/.default"]
    );
    assert_eq!(plain("session:role:MY%25ROLE a+b;c"), ["session:role:MY%25ROLE", "a+b;c"]);
    assert_eq!(words("x%20y%2Fz"), [("x".into(), "x", false), ("y/z".into(), "y%2Fz", false)]);
    assert_eq!(
        words("${A:-x y} {{ a, b }}"),
        [("${A:-x y}".into(), "${A:-x y}", true), ("{{ a, b }}".into(), "{{ a, b }}", true)]
    );
    assert_eq!(
        words("api://${ID}/.default"),
        [("api://${ID}/.default".into(), "api://${ID}/.default", false)]
    );
    assert_eq!(words(" op://my vault/x "), [("op://my vault/x".into(), "op://my vault/x", true)]);
    assert_eq!(words("   op://my vault/x "), [("op://my vault/x".into(), "op://my vault/x", true)]);
    assert_eq!(words(""), []);
    let split = scopes::split("OpenID ${X}/offline_access");
    assert!(scopes::has(&split, "openid") && !scopes::has(&split, "offline_access"));
    assert!(split[0].is_literal() && !split[1].is_literal());
}

#[test]
fn facts_of_providers() {
    let known = Providers::builtin();
    let for_template = |name: &str| known.for_template(name).map(|provider| provider.name.as_str());
    for (template, name) in [
        ("azure", Some("entra")),
        ("azure-openai", Some("entra")),
        ("msgraph", Some("entra")),
        ("sharepoint", Some("entra")),
        ("databricks", Some("databricks")),
        ("snowflake", Some("snowflake")),
        ("bigquery", Some("google")),
        ("sheets", Some("google")),
        ("github", Some("github")),
        ("salesforce", Some("salesforce")),
        ("custom", None),
        ("aws", None),
        ("connect", None),
    ] {
        assert_eq!(for_template(template), name, "{template}");
    }
    let rejects = |name: &str, scope: &str| known.get(name).unwrap().rejects(scope, None).is_some();
    for name in ["google", "snowflake", "gitlab", "cognito"] {
        assert!(rejects(name, "offline_access"), "{name}");
    }
    for name in ["entra", "databricks", "google", "okta", "keycloak", "gitlab", "cognito"] {
        assert!(rejects(name, "refresh_token"), "{name}");
    }
    for (name, scope) in [
        ("salesforce", "offline_access"),
        ("salesforce", "refresh_token"),
        ("github", "offline_access"),
        ("keycloak", "offline_access"),
        ("snowflake", "refresh_token"),
        ("entra", "offline_access"),
    ] {
        assert!(!rejects(name, scope), "{name} {scope}");
    }
    let entra = known.get("entra").unwrap();
    assert!(entra.rejects("refresh_token", Some("v1")).is_none());
    let resource = |text: &str| {
        entra
            .resource(text)
            .map(|(resource, uri)| (resource.name.as_str(), uri.and_then(|uri| uri.cloud.as_deref())))
    };
    assert_eq!(resource("https://graph.microsoft.com/"), Some(("graph", Some("global"))));
    assert_eq!(resource("HTTPS://GRAPH.microsoft.us"), Some(("graph", Some("us-government"))));
    assert_eq!(resource("00000003-0000-0000-C000-000000000000"), Some(("graph", None)));
    assert_eq!(resource("https://contoso.sharepoint.com"), Some(("sharepoint", Some("global"))));
    assert_eq!(resource("https://contoso.com/x.sharepoint.com"), None);
    assert_eq!(resource("api://me"), None);
    assert!(entra.own_application("04b07795-8ddb-461a-bbee-02f9e1bf7b46").is_some());
    assert!(entra.is_tenant_alias("Common") && !entra.is_tenant_alias("contoso.com"));
    assert!(entra.scopes.foreign("ALL-APIS").is_some() && entra.scopes.foreign("api://x/all-apis").is_none());
    let snowflake = known.get("snowflake").unwrap();
    assert!(snowflake.is_blocked_role("\"AccountAdmin\"") && !snowflake.is_blocked_role("ANALYST"));
    let x = &known.get("x").unwrap().scopes;
    assert!(x.knows("offline.access") && !x.knows("offline_access"));
    let google = &known.get("google").unwrap().scopes;
    assert_eq!(google.whole_form("bigquery"), Some("https://www.googleapis.com/auth/bigquery"));
    assert!(google.broad("https://www.googleapis.com/auth/drive").is_some());
    assert!(google.broad("https://www.googleapis.com/auth/drive.readonly").is_none());
}

#[test]
fn a_new_provider_is_a_new_file() {
    let text = "name: acme\nlabel: Acme\nhosts: [{host: '*.acme-id.com', account: true, source: Acme}]\n\
        endpoints: [{role: token, path: '/{tenant}/grant', elsewhere: sure, confidence: documented}]\n";
    let known = Providers::from_yaml(&[("acme", text)]).unwrap();
    let url = EndpointUrl::new("https://corp.acme-id.com/t1/grant");
    let found = known.recognise(&url).unwrap();
    assert_eq!((found.provider.label.as_str(), found.role), ("Acme", Some(Role::Token)));
    assert_eq!((found.part("account"), found.part("tenant")), (Some("corp"), Some("t1")));
    let elsewhere = EndpointUrl::new("https://id.corp.net/t1/grant");
    assert_eq!(known.recognise(&elsewhere).map(|found| found.by), Some(By::Path));
    for (name, text) in [
        ("acme", "name: other\nlabel: x"),
        ("acme", "name: acme"),
        ("acme", "name: acme\nlabel: x\nhots: []"),
        ("acme", "]"),
    ] {
        assert!(Providers::from_yaml(&[(name, text)]).is_err(), "{text}");
    }
}
