//! Rules of the group connect.

use super::Findings;
use super::scopes::reading::{applies, shown};
use crate::diagnostic::Safety;
use crate::fix::edit::{self, fix};
use crate::model::Integration;
use crate::template::{self, AuthType};

const KEY: &str = "max_role";

/// The words that `max_role` takes.
fn roles() -> &'static [&'static str] {
    let shape = template::template("connect").and_then(|connect| connect.shape(AuthType::VisitorApiKey));
    shape.and_then(|shape| shape.key(KEY)).map_or(&[], |key| key.values)
}

/// A word that is no role.
pub(super) fn invalid_max_role(it: &Integration<'_>, out: &mut Findings<'_>) {
    let field = it.field(KEY);
    let Some(word) = field.literal().filter(|_| applies(it, KEY)) else { return };
    if roles().is_empty() || roles().contains(&word) {
        return;
    }
    let same = roles().iter().find(|role| role.eq_ignore_ascii_case(word)).copied();
    let near = || template::nearest(word, roles().iter().copied(), 2).map(|near| near.name);
    let longer =
        || roles().iter().find(|role| word.to_lowercase().starts_with(&role.to_lowercase())).copied();
    let right = same.or_else(near).or_else(longer);
    let safety = if same.is_some() { Safety::Safe } else { Safety::Unsafe };
    let edits = right.and_then(|right| edit::replace(field.node()?, right));
    let list = roles().join(", ");
    out.add(it.at(&field), format!("{} is not one of {list}: Connect refuses the integration", shown(word)))
        .help(match right {
            Some(right) => format!("write `{right}`"),
            None => format!("write one of {list}"),
        })
        .fix(edits.zip(right).and_then(|(edits, right)| fix(safety, format!("write `{right}`"), edits)));
}
