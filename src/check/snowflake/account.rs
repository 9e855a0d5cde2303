//! `account_url`: the address of the account.

use crate::check::host::{Address, recognised, right_host};
use crate::check::{Context, Findings};
use crate::diagnostic::Safety;
use crate::model::Integration;
use crate::provider::What;

const KEY: &str = "account_url";
const ZONE: &str = ".snowflakecomputing.com";
const CHINA: &str = ".snowflakecomputing.cn";

/// Anything but `https://<account>.snowflakecomputing.com`.
pub(in crate::check) fn malformed_account_url(
    it: &Integration<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
) {
    let Some(address) = Address::of(it, KEY) else { return };
    let url = &address.url;
    if console(cx, &address) {
        return;
    }
    let scheme = url.scheme().map_or("https", |scheme| url.slice(scheme));
    let host = url.host_text();
    let (what, safety, right) = if let Some(identifier) = identifier(&address) {
        let zone = if in_china(identifier) { CHINA } else { ZONE };
        ("is an account identifier", Safety::Unsafe, Some(format!("{scheme}://{identifier}{zone}")))
    } else if let Some(account) =
        host.and_then(|host| host.strip_suffix(ZONE)).filter(|account| in_china(account))
    {
        ("names a region in China under `.com`", Safety::Unsafe, Some(format!("{scheme}://{account}{CHINA}")))
    } else if let Some(flaw) = address.flaw(false) {
        flaw
    } else {
        return;
    };
    out.add(
        it.at(&address.field),
        format!("`account_url` {what}; Connect wants the account's URL and nothing else, and may find no login there"),
    )
    .help("write `https://<account>.snowflakecomputing.com`")
    .fix(right.and_then(|right| address.write(safety, &right)));
}

/// An account identifier in the place of the URL: one label, or a locator with its region and cloud.
fn identifier<'a>(address: &Address<'a>) -> Option<&'a str> {
    let url = &address.url;
    if url.has_opaque() || url.port().is_some() || url.userinfo().is_some() || address.surplus().is_some() {
        return None;
    }
    let text = url.slice(url.host().unwrap_or_else(|| url.path())).trim_end_matches('/');
    let last = text.rsplit('.').next()?;
    let region = last.split('-').count() > 2 && last.ends_with(|c: char| c.is_ascii_digit());
    let short = !text.contains('.') || region || matches!(last, "aws" | "azure" | "gcp" | "privatelink");
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (short && !text.is_empty() && text.chars().all(name) && text != "localhost").then_some(text)
}

/// Whether one of the labels is a region in China.
fn in_china(account: &str) -> bool {
    account.split('.').skip(1).any(|label| label.starts_with("cn-"))
}

/// Whether the host is documented as the web console.
fn console(cx: &Context<'_>, address: &Address<'_>) -> bool {
    recognised(cx, &address.url).is_some_and(|(found, host)| {
        found.provider.name == "snowflake" && host.wrong == Some(What::Console) && !host.inferred
    })
}

/// The address of Snowsight, the web console.
pub(in crate::check) fn snowsight_url(it: &Integration<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let Some(address) = Address::of(it, KEY).filter(|address| console(cx, address)) else { return };
    let right = recognised(cx, &address.url)
        .and_then(|(found, _)| right_host(&found))
        // Underscores of an account's name are dashes in its host name.
        .map(|host| format!("https://{}", host.to_ascii_lowercase().replace('_', "-")));
    let help = match &right {
        Some(right) => format!("write the account's own URL, probably `{right}`"),
        None => "write the account's own URL, `https://<account>.snowflakecomputing.com`".to_owned(),
    };
    out.add(
        it.at(&address.field),
        "this is Snowsight, the web console: no login for an application is there",
    )
    .help(help)
    .fix(right.and_then(|right| address.write(Safety::Unsafe, &right)));
}

/// `_` in a host name, which certificates and drivers do not take.
pub(in crate::check) fn underscore_in_account_url(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(address) = Address::of(it, KEY) else { return };
    let url = &address.url;
    let Some(host) = url.host() else { return };
    let wrong = |at: usize| url.slice(at..at + 1) == "_" && !url.is_opaque(at..at + 1);
    let boundary = |at: &usize| url.text().is_char_boundary(*at) && url.text().is_char_boundary(at + 1);
    let found: Vec<usize> = host.filter(boundary).filter(|&at| wrong(at)).collect();
    let Some(&first) = found.first() else { return };
    let mut right = url.text().to_owned();
    for at in found {
        right.replace_range(at..=at, "-");
    }
    out.add(
        it.at_part(&address.field, first..first + 1),
        "`_` stands in the host name: certificates do not fit it, and drivers do not find the account",
    )
    .help("write `-` for `_` in the host name")
    .fix(address.write(Safety::Safe, &right));
}
