//! Rules of the group aws.

use super::Findings;
use super::scopes::reading::applies;
use crate::model::{Field, Integration, State};
use crate::provider::Seconds;

/// A key that is given and means something here.
fn field<'a>(it: &Integration<'a>, name: &'static str) -> Option<Field<'a>> {
    Some(it.field(name)).filter(|field| field.is_given() && applies(it, name))
}

/// Anything but the ARN of a role.
pub(super) fn malformed_role_arn(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(field) = field(it, "role_arn") else { return };
    let Some(arn) = field.literal().filter(|arn| role_partition(arn).is_none()) else { return };
    let what = if arn.contains(":assumed-role/") {
        "this is the ARN of a session"
    } else if arn.contains(":user/") {
        "this is a user's ARN"
    } else if arn.contains(":instance-profile/") {
        "this is the ARN of an instance profile"
    } else if arn.contains(":oidc-provider/") {
        "this is the ARN of an identity provider"
    } else if arn.contains(":iam::") && arn.contains(":role/") {
        "this ARN is malformed"
    } else if arn.starts_with("arn:") {
        "this is not the ARN of a role"
    } else {
        "this is not an ARN"
    };
    out.add(it.at(&field), format!("{what}: AWS gives no credentials for it"))
        .help("copy the role's ARN from IAM: `arn:aws:iam::<12 digits>:role/<name>`");
}

/// The partition of a role's ARN; `None` if the text is no such ARN.
fn role_partition(arn: &str) -> Option<&str> {
    let (partition, rest) = arn.strip_prefix("arn:")?.split_once(":iam::")?;
    let (account, role) = rest.split_once(":role/")?;
    let name = |c: char| c.is_ascii_alphanumeric() || "_+=,.@/-".contains(c);
    let known = partition == "aws"
        || partition.strip_prefix("aws-").is_some_and(|rest| {
            rest.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
        });
    let account_ok = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    (known && account_ok && !role.is_empty() && role.chars().all(name)).then_some(partition)
}

/// Seconds that AWS does not allow.
pub(super) fn session_duration_out_of_range(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(field) = field(it, "session_duration") else { return };
    // A number without quotes has another rule, and is read by none.
    let State::Literal(text) = field.state() else { return };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = text.parse::<u64>().ok().filter(|_| digits);
    let Some(Seconds { least, most }) = it.providers().get("aws").and_then(|aws| aws.session_seconds) else {
        return;
    };
    if seconds.is_some_and(|seconds| (least..=most).contains(&seconds)) {
        return;
    }
    let what = if digits { "is out of range" } else { "is not a whole number of seconds" };
    out.add(it.at(&field), format!("`session_duration` {what}: AWS gives no credentials for it")).help(
        format!("write seconds from {least} to {most}, and no more than the role's maximum session duration"),
    );
}

/// A word that is no region, or a region of another partition than the role's.
pub(super) fn wrong_sts_region(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(field) = field(it, "sts_region") else { return };
    let Some(region) = field.literal() else { return };
    if !is_region(region) {
        out.add(it.at(&field), "`sts_region` is not the name of an AWS region, and no service answers there")
            .help("write the region's short name, such as `eu-central-1`");
        return;
    }
    let Some(role) = it.field("role_arn").literal().and_then(role_partition) else { return };
    let partitions = it.providers().get("aws").map_or(&[][..], |aws| &aws.partitions);
    // The longest beginning wins: that of all other regions is empty.
    let fits = partitions.iter().filter(|partition| region.starts_with(&partition.regions));
    let Some(of_region) =
        fits.max_by_key(|partition| partition.regions.len()).map(|partition| &*partition.name)
    else {
        return;
    };
    let known = partitions.iter().any(|partition| partition.name == role);
    if known && role != of_region {
        out.add(
            it.at(&field),
            format!(
                "the role is in the partition `{role}`, the region in `{of_region}`: AWS gives no credentials"
            ),
        )
        .help("write a region of the role's partition");
    }
}

/// `us-gov-west-1`, `eusc-de-east-1`, `aws-global`
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [words @ .., number] = parts.as_slice() else { return false };
    let word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let numbered = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    text == "aws-global" || (words.len() > 1 && words[0].len() > 1 && words.iter().all(word) && numbered)
}
