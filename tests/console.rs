//! The console blocks of the README and of `docs/` are true: each command is run, and prints what stands below it.
//!
//! `UPDATE=1 cargo test --test console` writes the output anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The texts with console blocks.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![PathBuf::from("README.md")];
    pages.extend(
        walkdir::WalkDir::new("docs")
            .sort_by_file_name()
            .into_iter()
            .filter_map(Result::ok)
            .map(walkdir::DirEntry::into_path)
            .filter(|path| path.extension().is_some_and(|extension| extension == "md")),
    );
    pages
}

/// Runs a command line of ours in a shell, as a reader would, with the binary under test.
fn run(command: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_connectlint"));
    let folder = binary.parent().expect("it is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("bash")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("NO_COLOR", "1")
        .output()
        .expect("bash runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The page with the output of every `$ connectlint …` as it is now.
fn renewed(text: &str) -> String {
    let mut new = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        new.push_str(line);
        new.push('\n');
        if let Some(command) = line.strip_prefix("<!-- connectlint ") {
            // A picture: the block below the comment is what the command prints.
            let command = format!("connectlint {}", command.trim_end_matches("-->").trim());
            let fence = lines.next().expect("a block follows");
            new.push_str(fence);
            new.push('\n');
            new.push_str(&run(&command));
            while lines.next_if(|line| *line != "```").is_some() {}
            continue;
        }
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            let command = line
                .strip_prefix("$ ")
                .filter(|command| command.contains("connectlint") && !command.starts_with("cargo"));
            let Some(command) = command else {
                new.push_str(line);
                new.push('\n');
                continue;
            };
            new.push_str(line);
            new.push('\n');
            new.push_str(&run(command));
            while lines.next_if(|line| !line.starts_with("$ ") && *line != "```").is_some() {}
        }
    }
    new
}

#[cfg(unix)]
#[test]
fn console_blocks_are_true() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("it can be read");
        let new = renewed(&text);
        if new == text {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&page, new).expect("it can be written");
        } else {
            let differing = new.lines().zip(text.lines()).find(|(new, old)| new != old);
            wrong.push(format!("{}: {differing:?}", page.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
