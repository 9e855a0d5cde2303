//! Which values are placeholders, references or stand-ins, so that no rule judges their form.
//!
//! Sources: the allow lists and stop words of gitleaks and detect-secrets, the reference syntaxes of the
//! secret managers, RFC 2606 for the example hosts.

use std::ops::Range;

mod dummy;
mod placeholder;
mod reference;

pub use dummy::{is_dummy, is_example_host};
pub use placeholder::{Piece, pieces, placeholders};

/// What stands in a value instead of the value itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// `${VAR}`, `${VAR:-x}`, `$VAR`; Terraform's `${module.x}` reads the same.
    Variable,
    /// `%VAR%`
    WindowsVariable,
    /// `$(command)`
    Command,
    /// `${{ secrets.X }}`
    Actions,
    /// `{{ x }}`, `{% x %}`: Jinja, Ansible, Helm and their like.
    Template,
    /// `<%= x %>`
    Erb,
    /// `<client-id>`
    Angle,
    /// `{tenant}`
    Brace,
    /// `[TENANT]`
    Bracket,
    /// `@TOKEN@`
    At,
    /// `#{Name}#`
    Hash,
    /// `__TENANT__`
    Underscore,
    /// `$ANSIBLE_VAULT;1.1;AES256…`, `!vault …`
    AnsibleVault,
    /// `op://vault/item/field`, `vault:path#key`, `{{resolve:secretsmanager:…}}` and their like.
    SecretManager,
    /// `ENC[AES256_GCM,data:…]`
    Sops,
    /// `var.x`, `local.x`, `data.a.b`
    Terraform,
    /// `{"Ref": "Name"}` written as text
    CloudFormation,
}

impl Family {
    /// Whether a template step should have filled it in before the file is used. The others are resolved by
    /// a later tool (a secret manager, SOPS, Terraform).
    #[must_use]
    pub fn template(self) -> bool {
        !matches!(
            self,
            Self::AnsibleVault | Self::SecretManager | Self::Sops | Self::Terraform | Self::CloudFormation
        )
    }

    /// What a message calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Variable | Self::WindowsVariable => "an environment variable",
            Self::Command => "a shell command",
            Self::Actions => "a GitHub Actions expression",
            Self::Template => "a template expression",
            Self::Erb => "an ERB expression",
            Self::Angle | Self::Brace | Self::Bracket | Self::At | Self::Hash | Self::Underscore => {
                "a placeholder"
            }
            Self::AnsibleVault => "an Ansible Vault value",
            Self::SecretManager => "a reference to a secret manager",
            Self::Sops => "a value encrypted by SOPS",
            Self::Terraform => "a Terraform reference",
            Self::CloudFormation => "a CloudFormation reference",
        }
    }

    /// Whether its marks are rare enough in real secrets to be believed in the middle of other text. `$word`
    /// or `@a@` inside a password is most likely a part of the password.
    fn unmistakable(self, text: &str) -> bool {
        match self {
            Self::Variable => text.starts_with("${"),
            Self::WindowsVariable | Self::At | Self::Bracket | Self::Underscore => false,
            _ => true,
        }
    }
}

/// How much of a value a reader can judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opacity {
    /// The value itself: its form may be judged.
    Literal,
    /// Literal text with a placeholder in it: `https://${HOST}/token`. Only the literal parts may be judged,
    /// see [`pieces`].
    Mixed(Family),
    /// A placeholder or a reference as a whole: its form is never judged.
    Opaque(Family),
    /// A literal that stands for the real value: `your-client-id`, `changeme`, the nil GUID, `example.com`.
    Dummy,
}

impl Opacity {
    /// Whether nothing of the value is known.
    #[must_use]
    pub fn is_opaque(self) -> bool {
        matches!(self, Self::Opaque(_))
    }

    /// The kind of placeholder, of which a mixed value has at least one.
    #[must_use]
    pub fn family(self) -> Option<Family> {
        match self {
            Self::Opaque(family) | Self::Mixed(family) => Some(family),
            Self::Literal | Self::Dummy => None,
        }
    }
}

/// Judges a whole value; blanks around it do not count.
///
/// A value under a custom YAML tag (`!vault`, `!ENV`, …) is opaque too: callers know the tag, this does not.
#[must_use]
pub fn classify(text: &str) -> Opacity {
    let text = trim(text);
    if let Some(family) = whole(text) {
        return Opacity::Opaque(family);
    }
    if is_dummy(text) {
        return Opacity::Dummy;
    }
    if memchr::memchr3(b'$', b'{', b'<', text.as_bytes()).is_none() {
        return Opacity::Literal;
    }
    let believed = |(range, family): &(Range<usize>, Family)| family.unmistakable(&text[range.clone()]);
    match placeholders(text).find(believed) {
        Some((_, family)) => Opacity::Mixed(family),
        None => Opacity::Literal,
    }
}

/// A text without the blanks around it, of which most have none.
pub(crate) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// The family of a value that is opaque as a whole, without asking what a literal one is.
pub(crate) fn whole(text: &str) -> Option<Family> {
    let text = trim(text);
    let first = *text.as_bytes().first()?;
    reference::whole(text, first).or_else(|| placeholder::whole(text))
}
