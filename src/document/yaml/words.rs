//! The parser's errors in plain words. No text of the file gets into them.

use granit_parser::ErrorKind;

type Words = (&'static str, Option<&'static str>);

pub(super) const TOO_DEEP_LINE: (&str, &str) = (
    "this line is indented deeper than the one above, whose value is complete",
    "give it the indentation of the keys that it belongs to",
);
pub(super) const BAD_INDENT: (&str, &str) = (
    "the indentation of this line fits none of the lines above",
    "keys of one mapping and items of one list begin in the same column",
);
pub(super) const ITEM_IN_MAPPING: (&str, &str) =
    ("a list item stands among the keys of a mapping", "indent the list below its key, or remove the `-`");
pub(super) const KEY_IN_LIST: (&str, &str) = (
    "a line without `-` stands among the items of a list",
    "indent it below its item, or begin it with `- `",
);

const QUOTE_IT: Option<&str> = Some("put quotes around the value");

/// What is wrong, and what to do.
pub(super) fn describe(kind: &ErrorKind) -> Words {
    use ErrorKind as E;
    match kind {
        E::MappingValueNotAllowed => ("a `: ` is not allowed inside a plain value", QUOTE_IT),
        E::TabInBlockIndentation
        | E::TabNotAllowed
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => {
            ("a tab is used as indentation", Some("YAML is indented with blanks only"))
        }
        E::UnexpectedCharacter { character: '@' | '`' } => {
            ("a plain value cannot begin with this character", QUOTE_IT)
        }
        E::UnexpectedCharacter { character: '%' } => ("a plain value cannot begin with `%`", QUOTE_IT),
        E::UnexpectedCharacter { .. } => ("this character is not allowed here", QUOTE_IT),
        E::MissingAnchorOrAliasName => {
            ("`*` and `&` begin an alias or an anchor, and its name is missing", QUOTE_IT)
        }
        E::MisplacedFlowCollectionEnd => ("this bracket closes nothing", Some("remove it")),
        E::MismatchedFlowCollectionEnd { .. } => {
            ("this bracket does not match the one that is open", Some("`[` ends with `]`, `{` ends with `}`"))
        }
        E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofImplicitFlowMapping => ("a bracket is never closed", None),
        E::ExpectedFlowMappingSeparator => ("a `,` or a `}` is missing before this", None),
        E::ExpectedFlowSequenceSeparator => ("a `,` or a `]` is missing before this", None),
        E::InvalidColonPlacement | E::FlowMappingValueAdjacentCollection => {
            ("a `:` is not allowed here", Some("is a `,` or a closing bracket missing before it?"))
        }
        E::InvalidTrailingSingleQuotedScalar => (
            "text follows the closing quote",
            Some("a single quote inside single quotes is written twice: `''`"),
        ),
        E::InvalidTrailingDoubleQuotedScalar => {
            ("text follows the closing quote", Some("a quote inside double quotes is written `\\\"`"))
        }
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("this quote is never closed", Some("add the closing quote"))
        }
        E::InvalidQuotedScalarIndent | E::InvalidFlowScalarIndent => {
            ("quoted text goes on in a line that is not indented", Some("is the closing quote missing?"))
        }
        _ => describe_rare(kind),
    }
}

/// The same where brackets are open.
pub(super) fn between_brackets(kind: &ErrorKind) -> Words {
    use ErrorKind as E;
    match kind {
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("a `:`, a `,` or a closing bracket is missing before this", None)
        }
        _ => describe(kind),
    }
}

fn describe_rare(kind: &ErrorKind) -> Words {
    use ErrorKind as E;
    match kind {
        E::UnknownQuotedScalarEscape => (
            "this text has a `\\` escape that YAML does not know",
            Some("write `\\\\` for a backslash, or use single quotes"),
        ),
        E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => (
            "this text has an escape that stands for no character",
            Some("write `\\\\` for a backslash, or use single quotes"),
        ),
        E::CommentInterceptedScalar => ("text cannot go on after a comment", QUOTE_IT),
        E::CommentNotSeparated => ("a blank is missing before the `#` of a comment", None),
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("a list item cannot begin here", Some("begin the list on its own line"))
        }
        E::InvalidBlockEntryWhitespace | E::InvalidMappingValueWhitespace | E::ExpectedWhitespace => {
            ("a blank is missing here, or a tab stands in its place", None)
        }
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => {
            ("after `|` or `>` only a digit, `+` or `-` may follow", Some("begin the text on the next line"))
        }
        E::InvalidBlockScalarIndent => {
            ("a line of this text is indented less than its first one", Some("indent all its lines alike"))
        }
        E::UndeclaredTagHandle
        | E::MissingTagUri
        | E::ExpectedTagBang
        | E::InvalidTagTerminator
        | E::InvalidTagEscape
        | E::UnclosedVerbatimTag => {
            ("this tag is not written right", Some("put quotes around a text that begins with `!`"))
        }
        E::ExpectedBlockMappingKey => ("a key is expected here", None),
        E::ExpectedBlockSequenceEntry => ("a list item is expected here", None),
        E::ExpectedDocumentStart => {
            ("the document ends before this line", Some("begin another document with `---`"))
        }
        E::InvalidDocumentEnd => ("nothing may follow `...` on its line", None),
        E::BomInsideDocument => ("a byte order mark stands inside the text", Some("remove it")),
        E::MappingKeyNotAllowed => ("a key cannot stand here", None),
        E::InvalidIndentation => ("the indentation of this line is wrong", None),
        E::MissingDocumentEndBeforeDirective | E::InvalidDirectiveTerminator | E::MissingDirectiveName => {
            ("a line that begins with `%` is a directive, and this is none", None)
        }
        E::DuplicateVersionDirective | E::UnsupportedYamlMajorVersion => {
            ("this `%YAML` line is not understood", Some("remove it"))
        }
        _ => ("this is not valid YAML", None),
    }
}
