//! References that fill a whole value: secret managers, SOPS, Ansible Vault, Terraform.

use super::Family;

/// The words before `:` or `://` that name a secret manager or a place where a secret lies.
const SCHEMES: [&str; 19] = [
    "akv",
    "aws-sm",
    "awssm",
    "azkv",
    "bws",
    "doppler",
    "env",
    "file",
    "gcpsm",
    "infisical",
    "keyring",
    "keyvault",
    "op",
    "pass",
    "secretref",
    "sm",
    "sops",
    "ssm",
    "vault",
];

/// The family of a trimmed text that is one reference.
pub(super) fn whole(text: &str, first: u8) -> Option<Family> {
    match first {
        b'$' => text.starts_with("$ANSIBLE_VAULT;").then_some(Family::AnsibleVault),
        b'!' => has_prefix(text, "!vault").then_some(Family::AnsibleVault),
        b'{' => is_cloud_formation(text).then_some(Family::CloudFormation),
        b'@' => has_prefix(text, "@Microsoft.KeyVault(").then_some(Family::SecretManager),
        _ if first.is_ascii_alphabetic() => named(text, first.to_ascii_lowercase()),
        _ => None,
    }
}

fn named(text: &str, first: u8) -> Option<Family> {
    let family = match first {
        b'e' if has_prefix(text, "enc[") => text.ends_with(']').then_some(Family::Sops),
        b'v' => is_terraform(text, "var.", 1).then_some(Family::Terraform),
        b'l' => is_terraform(text, "local.", 1).then_some(Family::Terraform),
        b'd' => is_terraform(text, "data.", 2).then_some(Family::Terraform),
        b'p' => is_google_secret(text).then_some(Family::SecretManager),
        b'r' => has_prefix(text, "ref+").then(|| text.find("://")).flatten().map(|_| Family::SecretManager),
        _ => None,
    };
    family.or_else(|| is_scheme(text, first).then_some(Family::SecretManager))
}

/// `op://a/b c`, `vault:path#key`. Without the slashes a blank ends the belief: `file:read user:read` is a
/// list of scopes.
fn is_scheme(text: &str, first: u8) -> bool {
    if !matches!(first, b'a' | b'b' | b'd' | b'e' | b'f' | b'g' | b'i' | b'k' | b'o' | b'p' | b's' | b'v') {
        return false;
    }
    let head = &text.as_bytes()[..text.len().min(12)];
    let Some(colon) = memchr::memchr(b':', head) else { return false };
    let (scheme, rest) = (&text[..colon], &text[colon + 1..]);
    if scheme.eq_ignore_ascii_case("arn") {
        return is_aws_secret(rest);
    }
    SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known))
        && match rest.strip_prefix("//") {
            Some(path) => !path.is_empty(),
            None => !rest.is_empty() && !rest.contains(char::is_whitespace),
        }
}

/// The rest of `arn:aws:secretsmanager:…` or of an `arn:aws:ssm:…:parameter/…`. A role's ARN is a literal.
fn is_aws_secret(rest: &str) -> bool {
    let service = rest.split(':').nth(1);
    service == Some("secretsmanager") || (service == Some("ssm") && rest.contains(":parameter/"))
}

/// `projects/<project>/secrets/<name>…`, Google's Secret Manager.
fn is_google_secret(text: &str) -> bool {
    let mut parts = text.split('/');
    parts.next() == Some("projects") && parts.nth(1) == Some("secrets") && parts.next().is_some()
}

/// `var.x`, `data.type.name`: names joined by dots, at least `dots` of them.
fn is_terraform(text: &str, prefix: &str, dots: usize) -> bool {
    let inner =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'[' | b']' | b'"');
    has_prefix(text, prefix)
        && text.len() > prefix.len()
        && text.bytes().all(inner)
        && text.bytes().filter(|&byte| byte == b'.').count() >= dots
        && !text.ends_with('.')
}

fn is_cloud_formation(text: &str) -> bool {
    let inner = text[1..].trim_start().trim_start_matches('"');
    inner.starts_with("Ref\":") || inner.starts_with("Ref:")
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}
