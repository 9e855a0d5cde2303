//! The switches of `check` that change files.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const SECRET: &str = "hunter2hunter2hunter2";

/// One safe fix in a line with a secret, and one that is unsafe.
const TEXT: &str = "template: custom\nname: Reports\ndescription: Read the reports.\nconfig:\n  auth_type: Viewer\n  auth_mode: Public\n  \
     client_id: reports\n  client_secret: hunter2hunter2hunter2 # temporary\n  \
     authorization_uri: https://keycloak.acme.dev/realms/apps/protocol/openid-connect/auth\n  \
     token_uri: https://keycloak.acme.dev/realms/apps/protocol/openid-connect/token\n  \
     scopes: openid profile offline_access\n  use_pkce: false\n";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn connectlint(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_connectlint"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("it has an input").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with one file in it.
fn folder(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), text).expect("it can be written");
    folder
}

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("it can be read")
}

fn fixed() -> String {
    TEXT.replace("  client_secret: hunter2hunter2hunter2 # temporary\n", "")
}

#[test]
fn fix_applies_safe_fixes_and_reports_what_is_left() {
    let folder = folder("a.yaml", TEXT);
    let ran = connectlint(folder.path(), &["--fix", "--output-format", "concise"], "");
    assert_eq!(read(&folder, "a.yaml"), fixed());
    assert_eq!(ran.code, 1, "a warning is left");
    assert!(ran.out.contains("pkce-disabled") && !ran.out.contains("public-client-secret"), "{}", ran.out);
    assert!(ran.err.contains("Fixed 1 finding in 1 file; 1 more with --unsafe-fixes."), "{}", ran.err);
    let ran = connectlint(folder.path(), &["--fix", "--unsafe-fixes", "--output-format", "concise"], "");
    assert_eq!(read(&folder, "a.yaml"), fixed().replace("  use_pkce: false\n", ""));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn diff_shows_and_writes_nothing_and_no_secret() {
    let folder = folder("a.yaml", TEXT);
    let ran = connectlint(folder.path(), &["--diff", "--color", "never"], "");
    assert_eq!(read(&folder, "a.yaml"), TEXT);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("--- a/a.yaml\n+++ b/a.yaml\n@@ "), "{}", ran.out);
    assert!(
        ran.out.contains("\n-  client_secret: ******") && ran.out.contains(" # temporary\n"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("Would fix 1 finding in 1 file; 1 more with --unsafe-fixes."), "{}", ran.err);
    assert!(!ran.out.contains(SECRET) && !ran.err.contains(SECRET));
    let colored = connectlint(folder.path(), &["--diff", "--color", "always"], "");
    assert!(colored.out.contains("\u{1b}[31m-  client_secret"), "{}", colored.out);
}

#[test]
fn standard_input_comes_out_fixed() {
    let folder = folder("a.yaml", TEXT);
    let arguments = ["--fix", "--stdin-filename", "a.yaml", "--output-format", "concise", "-"];
    let ran = connectlint(folder.path(), &arguments, TEXT);
    assert_eq!(ran.out, fixed(), "and nothing else");
    assert!(ran.err.contains("pkce-disabled"), "{}", ran.err);
    assert_eq!(read(&folder, "a.yaml"), TEXT, "the file of that name is not meant");
    let other = connectlint(folder.path(), &["--fix", "-"], "on: push\n");
    assert_eq!(other.out, "on: push\n", "what is not ours comes out as it is");
    let both = connectlint(folder.path(), &["--fix", "-", "a.yaml"], TEXT);
    assert_eq!((both.code, both.out.as_str()), (2, ""));
}

#[test]
fn unsafe_fixes_alone_changes_nothing() {
    let folder = folder("a.yaml", TEXT);
    let ran = connectlint(folder.path(), &["--unsafe-fixes"], "");
    assert_eq!(read(&folder, "a.yaml"), TEXT);
    assert!(ran.err.contains("--fix would mend 1, 1 more with it"), "{}", ran.err);
}

#[test]
fn ignore_comments_are_added_once() {
    for text in [TEXT.to_owned(), TEXT.replace('\n', "\r\n"), format!("\u{feff}{TEXT}")] {
        let text = text.replace(SECRET, "${SECRET}");
        let folder = folder("a.yaml", &text);
        let first = connectlint(folder.path(), &["--add-suppressions", "known since May"], "");
        let new = read(&folder, "a.yaml");
        assert_eq!(first.code, 0, "{}{}\n{new}", first.out, first.err);
        assert!(new.contains("  # connectlint: ignore[pkce-disabled] known since May"), "{new}");
        assert!(first.err.contains("Added 2 ignore comments for 2 findings in 1 file."), "{}", first.err);
        let second = connectlint(folder.path(), &["--add-suppressions", "again"], "");
        assert_eq!((second.code, read(&folder, "a.yaml")), (0, new.clone()), "{}", second.err);
        let without: String =
            new.split_inclusive('\n').filter(|line| !line.contains("# connectlint:")).collect();
        assert_eq!(without, text, "nothing else changed");
    }
}

#[test]
fn a_comment_for_the_first_line_stands_behind_the_byte_order_mark() {
    let text = format!("\u{feff}{}", TEXT.replace("template: custom\n", "template: kustom\n"));
    let folder = folder("a.yaml", &text.replace(SECRET, "${SECRET}"));
    connectlint(folder.path(), &["--add-suppressions", "known since May"], "");
    let new = read(&folder, "a.yaml");
    let first = "\u{feff}# connectlint: ignore[misspelled-template] known since May\ntemplate: kustom\n";
    assert!(new.starts_with(first), "{new}");
}

#[test]
fn a_secret_gets_no_ignore_comment() {
    let folder = folder("a.yaml", TEXT);
    connectlint(folder.path(), &["--add-suppressions", "known since May"], "");
    let new = read(&folder, "a.yaml");
    assert!(new.contains("ignore[pkce-disabled]") && !new.contains("committed-secret"), "{new}");
}

#[test]
fn what_cannot_be_silenced_is_said() {
    let json = "{\"template\": \"custom\", \"name\": \"Reports\", \"config\": {\"use_pkce\": false}}\n";
    let folder = folder("a.json", json);
    let ran = connectlint(folder.path(), &["--add-suppressions", "known"], "");
    assert_eq!(read(&folder, "a.json"), json);
    assert!(
        ran.err.contains("Added no ignore comment; ") && ran.err.contains("JSON has no comments"),
        "{}",
        ran.err
    );
    assert_eq!(ran.code, 1);
    let empty = connectlint(folder.path(), &["--add-suppressions", " "], "");
    assert_eq!(empty.code, 2);
}

#[test]
fn unused_ignore_comments_go() {
    let text = fixed().replace("  use_pkce: false\n", "");
    let folder =
        folder("a.yaml", &text.replace("config:", "# connectlint: ignore[pkce-disabled] why\nconfig:"));
    let ran = connectlint(folder.path(), &["--fix"], "");
    assert_eq!(read(&folder, "a.yaml"), text, "{}", ran.err);
    let first = format!("\u{feff}# connectlint: ignore[pkce-disabled] why\n{text}");
    fs::write(folder.path().join("a.yaml"), first).expect("it can be written");
    connectlint(folder.path(), &["--fix"], "");
    assert_eq!(read(&folder, "a.yaml"), format!("\u{feff}{text}"), "the byte order mark stays");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_said_and_left() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("a.yaml", TEXT);
    let path = folder.path().join("a.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("it has a mode");
    let ran = connectlint(folder.path(), &["--fix"], "");
    assert_eq!((ran.code, read(&folder, "a.yaml").as_str()), (2, TEXT));
    assert!(ran.err.contains("connectlint: a.yaml: it is read-only"), "{}", ran.err);
}

#[test]
fn a_diff_can_be_applied_to_a_file_with_a_byte_order_mark() {
    let text = "\u{feff}template: Custom\r\nname: Reports\r\nconfig:\r\n  auth_type: Viewer\r\n  client_id: reports\r\n";
    let folder = folder("a.yaml", text);
    let ran = connectlint(folder.path(), &["--diff", "a.yaml"], "");
    assert!(ran.out.contains("\n-\u{feff}template: Custom\r\n"), "{:?}", ran.out);
    assert!(ran.out.contains("\n+\u{feff}template: custom\r\n"), "{:?}", ran.out);
}

#[test]
fn what_toml_cannot_say_is_not_offered() {
    let folder = folder("patch.toml", "[config]\nauth_mode = \"Public\"\nclient_secret = \"${SECRET}\"\n");
    let ran = connectlint(folder.path(), &["--diff"], "");
    assert!(ran.err.contains("Would fix no finding") && !ran.err.contains("left out"), "{}", ran.err);
}
