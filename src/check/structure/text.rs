//! What is wrong with the text itself, before any value is read.

use super::super::Findings;
use crate::diagnostic::Place;
use crate::document::Defect;
use crate::project::File;

/// The text does not follow its language's grammar.
pub(in crate::check) fn syntax_error(file: &File, out: &mut Findings<'_>) {
    problems(file, Defect::Syntax, out);
}

/// The bytes are no UTF-8 text.
pub(in crate::check) fn unreadable_text(file: &File, out: &mut Findings<'_>) {
    problems(file, Defect::Unreadable, out);
}

/// It nests, or its aliases expand, beyond the limit.
pub(in crate::check) fn too_deep(file: &File, out: &mut Findings<'_>) {
    problems(file, Defect::TooDeep, out);
}

/// A mapping has one key twice.
pub(in crate::check) fn duplicate_key(file: &File, out: &mut Findings<'_>) {
    problems(file, Defect::DuplicateKey, out);
}

/// The readers have said it all; a finding of each kind has its own rule.
fn problems(file: &File, defect: Defect, out: &mut Findings<'_>) {
    for problem in file.document().problems().iter().filter(|problem| problem.defect == defect) {
        let place = Place { span: problem.span, pointer: String::new(), root: problem.root };
        let finding = out.add(place, problem.message.as_str());
        finding.help.clone_from(&problem.help);
        if let Some((span, message)) = &problem.related {
            finding.here(*span, message.as_str());
        }
    }
}
