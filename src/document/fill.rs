//! Puts other texts in the place of scalars, as a template step would have before the file was read.

use super::{Data, Document, Kind, NodeId, Style, Text, yaml};
use std::collections::HashSet;

/// What comes in the place of a scalar's text.
#[derive(Debug)]
pub struct Filling {
    /// The text.
    pub text: String,
    /// Whether any of it comes from outside the file.
    pub from_outside: bool,
}

impl Document {
    /// Asks for every string that is a value, with the key it stands under, what comes in its place. Spans stay
    /// as they are: they show the text of the file. A plain scalar gets the type that its new text has.
    pub fn fill(&mut self, ask: &mut dyn FnMut(Option<&str>, &str) -> Option<Filling>) {
        let mut seen = HashSet::new();
        let mut found: Vec<(NodeId, Filling)> = Vec::new();
        for data in &self.nodes {
            let (pairs, items) = match &data.data {
                Data::Mapping { pairs, .. } => (pairs.as_slice(), [].as_slice()),
                Data::Sequence { items, .. } => ([].as_slice(), items.as_slice()),
                _ => continue,
            };
            let values = pairs.iter().map(|pair| (Some(self.node(pair.key).text()), pair.value));
            for (key, id) in values.chain(items.iter().map(|&item| (None, item))) {
                let node = self.node(id);
                if node.kind() != Kind::String || node.has_custom_tag() || !node.text().contains('$') {
                    continue;
                }
                let id = node.resolved().id();
                if seen.insert(id)
                    && let Some(filling) = ask(key, node.text())
                {
                    found.push((id, filling));
                }
            }
        }
        let mut spans = Vec::new();
        for (id, filling) in found {
            let node = &mut self.nodes[id.0 as usize];
            spans.push(node.span);
            let Data::Scalar { kind, style, text } = &mut node.data else { continue };
            if *style == Style::Plain {
                *kind = yaml::plain_kind(&filling.text);
            }
            let new = filling.text.into_boxed_str();
            *text = if filling.from_outside { Text::Filled(new) } else { Text::Owned(new) };
        }
        self.source_mut().filled(spans);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;
    use crate::source::Source;

    #[test]
    fn a_filled_scalar_keeps_its_place_and_gets_its_type() {
        let text = "a: ${ON}\nb: \"${ON}\"\nc: [x, \"$ON\"]\nd: !vault ${ON}\n${ON}: 1\n";
        let mut document = Document::parse(Source::new("a.yaml", text), Format::Yaml);
        document.fill(&mut |_, _| Some(Filling { text: "true".to_owned(), from_outside: true }));
        let (root, _) = document.roots().next().expect("one document");
        let value = |key: &str| root.get(key).expect("it is there").value;
        assert_eq!((value("a").as_bool(), value("a").raw()), (Some(true), "${ON}"));
        assert_eq!((value("b").kind(), value("b").text()), (Kind::String, "true"));
        assert!(value("a").is_filled() && value("b").text_span().is_none());
        assert_eq!(value("c").items().map(|item| item.text()).collect::<Vec<_>>(), ["x", "true"]);
        assert_eq!(value("d").text(), "${ON}", "what a tag resolves is not ours");
        assert!(root.get("${ON}").is_some(), "keys stay");
    }
}
