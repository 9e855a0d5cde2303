//! The words of a check as they are written.

use super::{Doing, Pattern, Word};
use crate::schema::{Nulls, Schema};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A `check` as it stands in a page's head.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) at: String,
    pub(super) must: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) when: BTreeMap<String, Value>,
}

pub(super) fn tokens(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect()
}

pub(super) fn strings(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(word) => Some(vec![word.clone()]),
        Value::Array(words) => words.iter().map(|word| word.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

pub(super) fn parse_word(word: &str, value: &Value) -> Result<Word, String> {
    let pattern = || {
        let text = value.as_str().ok_or_else(|| format!("`{word}` wants a regular expression"))?;
        Ok::<_, String>(Pattern { text: text.to_owned(), regex: OnceLock::new() })
    };
    let yes = |made: Word| {
        if *value == Value::Bool(true) { Ok(made) } else { Err(format!("write `{word}: true`")) }
    };
    match word {
        "present" => yes(Word::Present),
        "absent" => yes(Word::Absent),
        "unique" => yes(Word::Unique),
        "equal" => Ok(Word::Equal(value.clone())),
        "one-of" => Ok(Word::OneOf(value.as_array().cloned().ok_or("`one-of` wants a list")?)),
        "match" => pattern().map(Word::Match),
        "not-match" => pattern().map(Word::NotMatch),
        "schema" => Schema::new(value, Nulls::Absent).map(Box::new).map(Word::Schema),
        other => Err(format!(
            "there is no word `{other}`; the words are present, absent, equal, one-of, match, not-match, unique, schema"
        )),
    }
}

pub(super) fn parse_edit(edit: &str) -> Result<Doing, String> {
    match serde_json::from_str(edit) {
        Ok(Value::String(word)) if word == "remove" => Ok(Doing::Remove),
        Ok(Value::Object(map)) if map.len() == 1 => match map.get("replace") {
            Some(Value::String(text)) => Ok(Doing::Replace(text.clone())),
            _ => Err("do: `replace` wants a text".to_owned()),
        },
        _ => Err("do: write `remove` or `{replace: TEXT}`".to_owned()),
    }
}
