//! The picture in the README is what the program prints. `UPDATE=1 cargo test --test picture` draws it anew.

use std::fs;
use std::process::Command;

#[test]
fn the_picture_shows_real_output() {
    let output = Command::new(env!("CARGO_BIN_EXE_connectlint"))
        .args([
            "check",
            "--isolated",
            "--color",
            "always",
            "fixtures/example-repo/integrations/production/databricks.yaml",
        ])
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("it is text");
    let drawn = anstyle_svg::Term::new().render_svg(&text);
    let path = "docs/findings.svg";
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all("docs").expect("it can be made");
        fs::write(path, drawn).expect("it can be written");
    } else {
        let shown = fs::read_to_string(path).expect("it is there").replace("\r\n", "\n");
        assert!(shown == drawn, "{path} shows other output: UPDATE=1 cargo test --test picture");
    }
}
