//! A rule that fails costs one finding, not the run; and the checks of the built-in pages can be read.

use super::*;
use crate::project::How;

#[test]
fn a_panic_costs_one_finding_which_shows_no_text_of_the_file() {
    let text = "template: custom\nname: n\nconfig:\n  client_secret: 7Vq~swordfish\n---\ntemplate: custom\nname: m\n";
    let how = How { named: true, ..How::default() };
    let file = File::read("a.yaml", text.as_bytes().to_vec(), how).expect("it is ours");
    let project = Project::new(vec![file]);
    let settings = Settings::default();
    let mut checker = Checker::new(Catalogue::built_in(), &settings).expect("the rules can be read");
    let failing = |active: &Active| active.rule.id == "missing-description";
    let at = checker.active.iter().position(failing).expect("there is such a rule");
    checker.active[at].judge = judge(|it: &Integration<'_>, out: &mut Findings<'_>| {
        let secret = it.field("client_secret").literal().map(str::to_owned);
        out.add(it.at_start(), "said before it failed");
        if let Some(secret) = secret {
            panic!("{secret}");
        }
    });
    let cx = Context { settings: &settings, project: &project, index: project.index() };
    let found = checker.check(&project.files()[0], &cx);
    let failed: Vec<_> = found.iter().filter(|finding| finding.rule == "internal-error").collect();
    assert_eq!(failed.len(), 1, "{found:?}");
    assert_eq!((failed[0].level, failed[0].place.span.start), (Level::Error, 0));
    assert!(found.iter().all(|finding| !finding.message.contains("swordfish")), "{found:?}");
    let said = found.iter().filter(|finding| finding.message == "said before it failed");
    assert_eq!(said.map(|finding| finding.place.root).collect::<Vec<_>>(), [1], "the other one is checked");
    assert!(found.iter().any(|finding| finding.rule != "internal-error" && finding.place.root == 0));
}

#[test]
fn every_check_in_words_can_be_made_ready() {
    for rule in Rule::all().iter().filter(|rule| rule.check.is_some()) {
        let check = words::Check::new(rule).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
        check.verify().unwrap_or_else(|error| panic!("{}: {error}", rule.id));
    }
}
