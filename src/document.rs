//! One parsed file: a tree of values in which every key and every value knows its bytes.
//!
//! YAML, JSON and TOML become the same tree, so a rule never asks which language it reads.
//! The tree is an arena: aliases point at the node of their anchor, nothing is copied.

mod fill;
mod json;
mod node;
mod template;
mod toml;
mod tree;
mod yaml;

pub use fill::Filling;
pub use node::{Entry, Node};

use crate::source::{Source, Span};
use std::collections::HashMap;

/// The deepest nesting of collections that is read; deeper files are a problem, not a crash.
pub const MAX_DEPTH: usize = 128;

/// From so many problems on, further duplicate keys are not listed.
const MAX_DUPLICATES: usize = 100;

/// The language a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// YAML 1.2, several documents in one stream allowed.
    Yaml,
    /// JSON (RFC 8259).
    Json,
    /// TOML 1.0.
    Toml,
}

impl Format {
    /// The language that a file name's ending stands for.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }

    /// The name as people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Json => "JSON",
            Self::Toml => "TOML",
        }
    }
}

/// Points at a node of one [`Document`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

/// The type of a value after the language's own rules (YAML: the 1.2 core schema).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool,
    /// Any number; its digits stay text.
    Number,
    /// Text. TOML's dates and times are text too.
    String,
    /// A list.
    Sequence,
    /// Keys and values.
    Mapping,
}

impl Kind {
    /// The type's name with its article, as a message has it.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Sequence => "a list",
            Self::Mapping => "a mapping",
        }
    }
}

/// How a scalar is written. JSON strings are double-quoted; TOML's basic strings are
/// double-quoted, its literal strings single-quoted, its multi-line ones `Multiline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// YAML `|`
    Literal,
    /// YAML `>`
    Folded,
    /// TOML `"""…"""` or `'''…'''`
    Multiline,
}

/// The decoded text of a scalar: a part of the source where that is the same, else its own.
#[derive(Debug)]
pub(crate) enum Text {
    Slice(Span),
    Owned(Box<str>),
    /// It came from outside the file, and no output may show it.
    Filled(Box<str>),
}

#[derive(Debug)]
pub(crate) struct NodeData {
    /// All bytes of the value: with quotes and brackets, without anchor and tag.
    pub(crate) span: Span,
    pub(crate) data: Data,
    /// The bytes of a tag that is not one of YAML's own (`!vault`); empty if there is none.
    pub(crate) custom_tag: Span,
}

#[derive(Debug)]
pub(crate) enum Data {
    Scalar {
        kind: Kind,
        style: Style,
        text: Text,
    },
    Sequence {
        items: Vec<NodeId>,
        flow: bool,
    },
    Mapping {
        pairs: Vec<Pair>,
        flow: bool,
    },
    /// An alias; its target is never an alias itself.
    Alias(NodeId),
}

/// One entry of a mapping in the arena.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) key: NodeId,
    pub(crate) value: NodeId,
    /// Whether it came in through a merge key `<<`.
    pub(crate) merged: bool,
}

/// A comment, from its `#` to the end of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The bytes with the `#`, without the line break.
    pub span: Span,
    /// Whether nothing else stands before it on its line.
    pub alone: bool,
}

/// What is wrong with the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Defect {
    /// It does not follow the language's grammar.
    Syntax,
    /// It is not UTF-8 text.
    Unreadable,
    /// It nests, or its aliases expand, beyond the limit.
    TooDeep,
    /// A mapping has one key twice.
    DuplicateKey,
}

/// A place at which the text itself is wrong.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What kind of wrong.
    pub defect: Defect,
    /// Where.
    pub span: Span,
    /// What is wrong, without any text of the file but keys.
    pub message: String,
    /// What to do, if that is more than the message says.
    pub help: Option<String>,
    /// Another place that belongs to it, such as the first of two equal keys.
    pub related: Option<(Span, String)>,
    /// The document of the stream, from 0.
    pub root: usize,
}

impl Problem {
    /// Whether nothing else can be said about the file.
    #[must_use]
    pub fn hides_everything(&self) -> bool {
        matches!(self.defect, Defect::Unreadable | Defect::TooDeep)
    }
}

/// One document of a stream. JSON and TOML files have exactly one.
#[derive(Clone, Copy, Debug)]
pub struct Root {
    /// Its outermost value.
    pub node: NodeId,
    /// Whether a syntax error in it hid a part of it, so that what seems missing may be there.
    pub broken: bool,
}

/// A parsed file.
#[derive(Debug)]
pub struct Document {
    source: Source,
    format: Format,
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) roots: Vec<Root>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) problems: Vec<Problem>,
}

impl Document {
    /// Reads a text. Whatever is wrong with it is in [`Document::problems`]; the rest is in the tree.
    #[must_use]
    pub fn parse(source: Source, format: Format) -> Self {
        let mut document = Self {
            source,
            format,
            nodes: Vec::new(),
            roots: Vec::new(),
            comments: Vec::new(),
            problems: Vec::new(),
        };
        match format {
            Format::Yaml => yaml::read(&mut document),
            Format::Json => json::read(&mut document),
            Format::Toml => toml::read(&mut document),
        }
        document.problems.sort_by_key(|problem| (problem.span, problem.root));
        document
    }

    /// A file that cannot be read as text: one problem, no tree.
    #[must_use]
    pub fn unreadable(source: Source, format: Format, problem: Problem) -> Self {
        Self {
            source,
            format,
            nodes: Vec::new(),
            roots: Vec::new(),
            comments: Vec::new(),
            problems: vec![problem],
        }
    }

    /// The text it was read from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The text it was read from, to mark what must not be shown.
    pub fn source_mut(&mut self) -> &mut Source {
        &mut self.source
    }

    /// The language it is written in.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The documents of the stream, in order.
    pub fn roots(&self) -> impl ExactSizeIterator<Item = (Node<'_>, Root)> + '_ {
        self.roots.iter().map(|&root| (self.node(root.node), root))
    }

    /// A document of the stream, by its place in it.
    #[must_use]
    pub fn root(&self, at: usize) -> Option<Root> {
        self.roots.get(at).copied()
    }

    /// All comments in order.
    #[must_use]
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// What is wrong with the text itself, in order.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The node behind an id of this document.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node { document: self, id }
    }

    pub(crate) fn data(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.0 as usize]
    }

    /// Notes every key that a mapping has twice. Entries of merge keys may be overridden, keys that are
    /// collections have no text, and keys with a template's control line between them may be two
    /// branches of one condition: none of them counts.
    fn check_duplicates(&mut self, mapping: NodeId, root: usize, controls: &[Span]) {
        let Data::Mapping { pairs, .. } = &self.data(mapping).data else { return };
        let branch = |key: Node<'_>| controls.partition_point(|control| control.start < key.span().start);
        let own = pairs.iter().filter(|pair| !pair.merged).map(|pair| self.node(pair.key));
        let keys: Vec<_> = own.filter(|key| key.style().is_some()).map(|key| (key.text(), key)).collect();
        let mut found = Vec::new();
        let mut note = |first: Node<'_>, second: Node<'_>| {
            found.push(Problem {
                defect: Defect::DuplicateKey,
                span: second.span(),
                message: format!("`{}` is given twice; one of the two is lost", second.text()),
                help: Some("remove one of them".to_owned()),
                related: Some((first.span(), "first given here".to_owned())),
                root,
            });
        };
        // Mappings are small: comparing in place beats hashing until they are not.
        if keys.len() <= 16 {
            for (at, (text, key)) in keys.iter().enumerate() {
                let same = |other: &&(&str, Node<'_>)| other.0 == *text && branch(other.1) == branch(*key);
                if let Some((_, first)) = keys[..at].iter().find(same) {
                    note(*first, *key);
                }
            }
        } else {
            let mut seen = HashMap::with_capacity(keys.len());
            for (text, key) in keys {
                match seen.get(&(text, branch(key))) {
                    Some(&first) => note(first, key),
                    None => {
                        seen.insert((text, branch(key)), key);
                    }
                }
            }
        }
        let room = MAX_DUPLICATES.saturating_sub(self.problems.len());
        self.problems.extend(found.into_iter().take(room));
    }
}
