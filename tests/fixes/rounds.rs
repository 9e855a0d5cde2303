//! Rounds end, drop what cannot be trusted, and say why; files are written safely.

use super::{file, with_lint};
use connectlint::config::Settings;
use connectlint::diagnostic::{About, Diagnostic, Edit, Fix, Level, Place, Safety};
use connectlint::fix::{self, Linted, Outcome, Refused, Trouble};
use connectlint::project::File;
use connectlint::source::Span;
use std::fs;
use std::sync::Arc;

const PUBLIC: &str = "template: custom\nname: Reports\nconfig:\n  auth_mode: Public\n  client_id: reports\n";

/// A finding on bytes of a file, with a fix that puts another text there.
fn finding(rule: &'static str, level: Level, file: &File, edits: &[(&str, &str)]) -> Diagnostic {
    let text = file.source().text();
    let span = |old: &str| text.find(old).map(|at| Span::new(at, at + old.len())).unwrap_or_default();
    let edits: Vec<Edit> =
        edits.iter().map(|(old, new)| Edit { span: span(old), text: (*new).to_owned() }).collect();
    Diagnostic {
        rule,
        level,
        message: "wrong".to_owned(),
        help: None,
        path: Arc::clone(file.path()),
        place: Place { span: edits[0].span, pointer: "/config/client_id".to_owned(), root: 0 },
        about: Arc::new(About::default()),
        related: Vec::new(),
        fix: Some(Fix { safety: Safety::Safe, title: "mend".to_owned(), edits }),
        silences: Vec::new(),
    }
}

/// Fixes a text whose only rule offers an edit as long as the text holds its first part.
fn run(path: &str, text: &str, edits: &'static [(&'static str, &'static str)]) -> Outcome {
    let lint = |file: &File| {
        let there = edits.iter().any(|(old, _)| !old.is_empty() && file.source().text().contains(old));
        Linted {
            found: if there { vec![finding("test", Level::Warning, file, edits)] } else { Vec::new() },
            silenced: Vec::new(),
        }
    };
    fix::fix_file(&file(path, text), &lint, Safety::Safe)
}

#[track_caller]
fn is_dropped(path: &str, text: &str, edits: &'static [(&'static str, &'static str)], trouble: Trouble) {
    let outcome = run(path, text, edits);
    assert!(outcome.file.is_none(), "{:?}", outcome.file.map(|file| file.source().text().to_owned()));
    assert_eq!((outcome.applied, outcome.rounds, outcome.unsafe_left), (0, 0, 0));
    let troubles: Vec<Trouble> = outcome.dropped.into_iter().map(|dropped| dropped.trouble).collect();
    assert_eq!(troubles, [trouble]);
}

#[test]
fn a_fix_that_does_more_than_it_says_is_dropped() {
    let doubled = "- template: custom\n  name: Reports\n  config: &c\n    client_id: reports\n\
                   - template: custom\n  name: Others\n  config: *c\n";
    is_dropped("a.yaml", PUBLIC, &[("client_id: reports", "client_id: [")], Trouble::Broken);
    is_dropped("a.yaml", PUBLIC, &[("client_id: reports", "auth_mode: x")], Trouble::Broken);
    is_dropped("a.yaml", PUBLIC, &[("  auth_mode", "   auth_mode")], Trouble::Broken);
    is_dropped("a.yaml", PUBLIC, &[("name: Reports\n", "name: |\n ")], Trouble::Elsewhere);
    is_dropped("a.yaml", doubled, &[("client_id: reports", "client_id: others")], Trouble::Elsewhere);
    // Of two keys of one name the second changes through an alias.
    let twice = format!("{PUBLIC}  note: &n one\n  note: *n\n");
    is_dropped("a.yaml", &twice, &[("&n one", "&n two")], Trouble::Elsewhere);
    is_dropped("a.yaml", PUBLIC, &[("client_id: reports", "x: y"), ("reports", "y")], Trouble::Overlap);
    is_dropped("a.yaml", PUBLIC, &[("Public", "Public # reports")], Trouble::Useless);
    let commented = PUBLIC.replace("Public\n", "Public # why\n");
    is_dropped("a.yaml", &commented, &[("Public ", "Public")], Trouble::Comment);
    is_dropped("a.yaml", &commented, &[("\n  client_id", " not\n  client_id")], Trouble::Comment);
    let edits = &[("client_id: reports", "client_id: others"), ("config: *c", "config:  *c")];
    is_dropped("a.yaml", doubled, edits, Trouble::Elsewhere);
    let second = format!("{PUBLIC}---\n{}", PUBLIC.replace("Reports", "Others").replace("config", "config "));
    let edits = &[("---\ntemplate: custom\nname: Others\nconfig :", "---\na: custom\nb: Others\nc:")];
    is_dropped("a.yaml", &second, edits, Trouble::Unrecognised);
}

#[test]
fn an_edit_behind_a_longer_one_is_found_where_it_now_stands() {
    let edits: &[_] = &[
        ("name: Reports\n", "name: All reports of the whole company and of its branches\n"),
        ("client_id: reports", "client_id: clerk\n  scopes: a"),
    ];
    let outcome = run("a.yaml", PUBLIC, edits);
    assert_eq!((outcome.applied, outcome.dropped.len()), (1, 0));
}

#[test]
fn items_may_go_and_come() {
    let list = format!("{PUBLIC}  list:\n    - a\n    - b\n    - c\n");
    let edits: [&'static [(&str, &str)]; 6] = [
        &[("    - a\n", "")],
        &[("    - b\n", "")],
        &[("    - c\n", "")],
        &[("    - a\n    - b\n", "")],
        &[("    - b\n", "    - x\n    - y\n")],
        &[("    - c\n", "    - d\n")],
    ];
    for edits in edits {
        let outcome = run("a.yaml", &list, edits);
        assert_eq!((outcome.applied, outcome.dropped.len()), (1, 0), "{edits:?}");
    }
    // The one that is named goes, and another one besides.
    let twice = format!("{PUBLIC}  list:\n    - &a one\n    - *a\n    - c\n");
    is_dropped("a.yaml", &twice, &[("&a one", "&a two")], Trouble::Elsewhere);
}

#[test]
fn a_misspelled_word_is_mended_and_not_added_besides() {
    let text = "template: aws\nname: Buckets\ndescription: Read the bucket as yourself.\nconfig:\n  \
                role_arn: arn:aws:iam::481920573648:role/connect-analytics\n  client_id: connect-aws\n  \
                client_secret: ${S}\n  authorization_uri: https://id.acme.dev/authorize\n  \
                token_uri: https://id.acme.dev/token\n  scopes: openidd offline_access\n";
    let mended = with_lint(Settings::default(), vec![file("a.yaml", text)], |project, lint| {
        let outcome = fix::fix_file(&project.files()[0], lint, Safety::Unsafe);
        outcome.file.map(|file| file.source().text().to_owned())
    });
    assert_eq!(mended.as_deref(), Some(text.replace("openidd", "openid").as_str()));
}

#[test]
fn rounds_go_on_until_nothing_changes_and_always_end() {
    let longer = run("a.yaml", PUBLIC, &[("client_id: reports", "client_id: reports2")]);
    assert!(longer.dropped.iter().all(|dropped| dropped.trouble == Trouble::Useless), "it never gets done");
    let there = |file: &File, word: &str| file.source().text().contains(word);
    let flip = |file: &File| {
        let edits: &[(&str, &str)] =
            if there(file, "reports") { &[("reports", "others")] } else { &[("others", "reports")] };
        let rule = if there(file, "reports") { "one" } else { "other" };
        Linted { found: vec![finding(rule, Level::Warning, file, edits)], silenced: Vec::new() }
    };
    let outcome = fix::fix_file(&file("a.yaml", PUBLIC), &flip, Safety::Safe);
    assert_eq!(outcome.rounds, 1);
    assert_eq!(outcome.dropped[0].trouble, Trouble::Circle);
}

#[test]
fn a_file_is_left_after_some_rounds() {
    let grow = |file: &File| {
        let rule = if file.source().text().len().is_multiple_of(2) { "one" } else { "other" };
        let edits = &[("client_id: reports", "client_id: reportss")];
        Linted { found: vec![finding(rule, Level::Warning, file, edits)], silenced: Vec::new() }
    };
    assert_eq!(fix::fix_file(&file("a.yaml", PUBLIC), &grow, Safety::Safe).rounds, 50);
}

#[test]
fn what_another_fix_has_mended_is_not_left_out() {
    let lint = |file: &File| {
        let good = finding("good", Level::Warning, file, &[("name: Reports", "name: Others")]);
        let bad = finding("bad", Level::Warning, file, &[("template: custom", "template: [")]);
        let there = file.source().text().contains("Reports");
        Linted { found: if there { vec![good, bad] } else { Vec::new() }, silenced: Vec::new() }
    };
    let outcome = fix::fix_file(&file("a.yaml", PUBLIC), &lint, Safety::Safe);
    assert_eq!((outcome.applied, outcome.dropped.len()), (1, 0));
}

#[test]
fn two_findings_with_one_edit_are_mended_at_once() {
    let lint = |file: &File| {
        let one = finding("one", Level::Warning, file, &[("Public", "Confidential")]);
        let other = Diagnostic { rule: "other", ..one.clone() };
        let there = file.source().text().contains("Public");
        Linted { found: if there { vec![one, other] } else { Vec::new() }, silenced: Vec::new() }
    };
    let outcome = fix::fix_file(&file("a.yaml", PUBLIC), &lint, Safety::Safe);
    assert_eq!((outcome.applied, outcome.rounds), (2, 1));
}

#[test]
fn a_finding_is_mended_where_it_is_gone_or_where_one_less_is_left() {
    let at = |pointer: &str, one: &Diagnostic| {
        let place = Place { pointer: pointer.to_owned(), ..one.place.clone() };
        Diagnostic { place, ..one.clone() }
    };
    // It is gone from its place, and there is another one elsewhere.
    let moved = |file: &File| {
        let one = finding("one", Level::Warning, file, &[("reports", "clerk")]);
        let there = file.source().text().contains("reports");
        let found = if there { one } else { Diagnostic { fix: None, ..at("/config/auth_mode", &one) } };
        Linted { found: vec![found], silenced: Vec::new() }
    };
    assert_eq!(fix::fix_file(&file("a.yaml", PUBLIC), &moved, Safety::Safe).applied, 1);
    // The next item takes the place of the one that went.
    let items = |file: &File| {
        let bad = file.source().text().matches("- bad").count();
        let edits: &[(&str, &str)] =
            if bad == 2 { &[("    - bad one\n", "")] } else { &[("    - bad two\n", "")] };
        let one = finding("one", Level::Warning, file, edits);
        let next = Diagnostic { fix: None, ..at("/config/list/1", &one) };
        let found = [at("/config/list/0", &one), next].into_iter().take(bad).collect();
        Linted { found, silenced: Vec::new() }
    };
    let list = format!("{PUBLIC}  list:\n    - bad one\n    - bad two\n    - good\n");
    let outcome = fix::fix_file(&file("a.yaml", &list), &items, Safety::Safe);
    let text = outcome.file.map(|file| file.source().text().to_owned());
    assert_eq!(text, Some(list.replace("    - bad one\n    - bad two\n", "")));
}

#[test]
fn what_was_there_before_stands_in_no_way() {
    let lint = |file: &File| {
        let one = finding("one", Level::Warning, file, &[("reports", "others")]);
        let worse = Diagnostic { rule: "worse", level: Level::Error, fix: None, ..one.clone() };
        let quiet = Diagnostic { rule: "quiet", fix: None, ..one.clone() };
        let there = file.source().text().contains("reports");
        Linted { found: if there { vec![one, worse] } else { vec![worse] }, silenced: vec![quiet] }
    };
    let outcome = fix::fix_file(&file("a.yaml", PUBLIC), &lint, Safety::Safe);
    assert_eq!((outcome.applied, outcome.dropped.len()), (1, 0));
}

#[test]
fn a_worse_finding_or_a_silenced_one_is_no_mending() {
    let lint = |level: Level, silent: bool| {
        move |file: &File| {
            let old = file.source().text().contains("reports");
            let one = finding(
                "one",
                Level::Warning,
                file,
                if old { &[("reports", "others")] } else { &[("others", "x")] },
            );
            let new = Diagnostic { rule: "new", level, fix: None, ..one.clone() };
            match (old, silent) {
                (true, _) => Linted { found: vec![one], silenced: Vec::new() },
                (false, true) => Linted { found: Vec::new(), silenced: vec![new] },
                (false, false) => Linted { found: vec![new], silenced: Vec::new() },
            }
        }
    };
    let text = file("a.yaml", PUBLIC);
    let dropped = |outcome: Outcome| outcome.dropped.into_iter().next().map(|dropped| dropped.trouble);
    assert_eq!(
        dropped(fix::fix_file(&text, &lint(Level::Error, false), Safety::Safe)),
        Some(Trouble::Worse("new"))
    );
    assert_eq!(
        dropped(fix::fix_file(&text, &lint(Level::Error, true), Safety::Safe)),
        Some(Trouble::Silences("new"))
    );
    let outcome = fix::fix_file(&text, &lint(Level::Warning, false), Safety::Safe);
    assert_eq!(outcome.applied, 1, "a finding of the same level was there all the time, unseen");
}

#[test]
fn good_fixes_are_made_beside_bad_ones() {
    let lint = |file: &File| {
        let text = file.source().text();
        let mut found = vec![finding("bad", Level::Warning, file, &[("template: custom", "template: [")])];
        if text.contains("Reports") {
            found.push(finding("good", Level::Warning, file, &[("name: Reports", "name: Others")]));
        }
        if text.contains("Public") {
            found.push(finding("better", Level::Warning, file, &[("Public", "Confidential")]));
        }
        Linted { found, silenced: Vec::new() }
    };
    let outcome = fix::fix_file(&file("a.yaml", PUBLIC), &lint, Safety::Safe);
    let text = outcome.file.map(|file| file.source().text().to_owned());
    let wanted = PUBLIC.replace("Reports", "Others").replace("Public", "Confidential");
    assert_eq!(text, Some(wanted));
    assert_eq!((outcome.applied, outcome.dropped.len()), (2, 1));
    assert_eq!(outcome.dropped[0].finding.rule, "bad");
}

#[test]
fn a_secret_is_never_written_anew() {
    let text = format!("{PUBLIC}  client_secret: hunter2hunter2\n");
    is_dropped("a.yaml", &text, &[("client_id: reports", "client_id: hunter2hunter2")], Trouble::Secret);
    // A reference elsewhere makes no exchange of it.
    let edits = &[("client_id: reports", "client_id: hunter2hunter2"), ("Reports", "${NAME}")];
    is_dropped("a.yaml", &text, edits, Trouble::Secret);
    let edits = &[("reports\n", "hunter2hunter2\n"), ("hunter2hunter2\n", "${SECRET}\n")];
    is_dropped("a.yaml", &text, edits, Trouble::Secret);
    // What has the shape of a credential is one wherever it stands.
    const TOKEN: &str = concat!("gh", "p_0123456789abcdef0123456789abcdef0123");
    let swapped = text.replace("reports\n", "${ID}\n").replace("hunter2hunter2", TOKEN);
    is_dropped("a.yaml", &swapped, &[("${ID}", TOKEN), (TOKEN, "${ID}")], Trouble::Secret);
    is_dropped("a.yaml", &swapped, &[(TOKEN, "${ID}"), ("${ID}", TOKEN)], Trouble::Secret);
}

#[test]
fn ignore_comments_that_would_be_more_or_less_than_comments_are_left_out() {
    let text = format!("{PUBLIC}  note: |\n    one\n    two\n");
    let old = file("a.yaml", &text);
    let at = |before: &str, new: &str| {
        let at = text.find(before).expect("it is there");
        Edit { span: Span::empty(at), text: new.to_owned() }
    };
    let good = at("name", "# connectlint: ignore[x] y\n");
    let within = at("    two", "    # connectlint: ignore[x] y\n");
    let blank = at("config", "\n");
    let more = at("config", "# connectlint: ignore[x] y\nnotes: z\n");
    for bad in [&within, &blank, &more] {
        assert!(fix::silence_file(&old, std::slice::from_ref(bad)).is_none(), "{bad:?}");
        for edits in [vec![good.clone(), bad.clone()], vec![bad.clone(), good.clone()]] {
            let (new, count) = fix::silence_file(&old, &edits).expect("one of them is good");
            assert_eq!((new.document().comments().len(), count), (1, 1), "{edits:?}");
        }
    }
    let third = at("  client_id", "  # connectlint: ignore[x] y\n");
    let (_, count) = fix::silence_file(&old, &[good, within, third]).expect("two of them are good");
    assert_eq!(count, 2);
}

#[test]
fn a_broken_file_is_not_touched() {
    let outcome = run("a.yaml", &format!("{PUBLIC}  scopes: [a\n"), &[("reports", "others")]);
    assert!(outcome.file.is_none() && outcome.dropped.is_empty());
}

#[test]
fn unsafe_fixes_are_counted_and_left() {
    let text = "template: github\nname: Code\ndescription: d\nconfig:\n  auth_mode: Public\n  client_id: Iv1.0123456789abcdef\n";
    let left = with_lint(Settings::default(), vec![file("a.yaml", text)], |project, lint| {
        let outcome = fix::fix_file(&project.files()[0], lint, Safety::Safe);
        assert!(outcome.file.is_none());
        outcome.unsafe_left
    });
    assert!(left > 0);
}

#[test]
fn a_file_is_replaced_at_once_with_its_mode_and_only_if_it_is_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.yaml");
    fs::write(&path, "old").expect("it can be written");
    fix::write(&path, "old", "new").expect("it is replaced");
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), "new");
    assert!(matches!(fix::write(&path, "old", "newer"), Err(Refused::Changed)));
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), "new");
    assert!(matches!(fix::write(&folder.path().join("none"), "", ""), Err(Refused::Failed(_))));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn modes_links_and_read_only_files_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let (path, link) = (folder.path().join("a.yaml"), folder.path().join("link.yaml"));
    fs::write(&path, "old").expect("it can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("it has a mode");
    symlink(&path, &link).expect("a link");
    fix::write(&link, "old", "new").expect("it is replaced");
    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), "new");
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).expect("it has a mode");
    assert!(matches!(fix::write(&path, "new", "newer"), Err(Refused::ReadOnly)));
}
