//! A folder of files in which tests run the program.
#![allow(dead_code, reason = "every test needs another part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Rules and lines of the concise output, as `path:line rule`.
    pub(crate) fn found(&self) -> Vec<String> {
        let of_line = |line: &str| {
            let (place, rest) = line.split_once(": ")?;
            let rule = rest.split_once('[')?.1.split_once(']')?.0;
            let mut parts = place.rsplitn(3, ':');
            let (_, line, path) = (parts.next()?, parts.next()?, parts.next()?);
            Some(format!("{path}:{line} {rule}"))
        };
        self.out.lines().filter_map(of_line).collect()
    }
}

pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
}

impl Sandbox {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let sandbox = Self { folder: tempfile::tempdir().expect("there is room") };
        // Whatever lies above is another repository's.
        fs::create_dir(sandbox.path(".git")).expect("it is writable");
        for (path, text) in files {
            sandbox.write(path, text);
        }
        sandbox
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it is below")).expect("it is writable");
        fs::write(path, text).expect("it is writable");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("it is there")
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_connectlint"));
        command.current_dir(self.folder.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        // Where coverage is measured, what runs here counts too.
        command.envs(std::env::vars_os().filter(|(name, _)| name == "LLVM_PROFILE_FILE"));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = self.command();
        command.args(arguments).envs(variables.iter().copied());
        let output = command.output().expect("it runs");
        Ran {
            code: output.status.code().expect("it ends by itself"),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// `check` with the concise format, without the summary.
    pub(crate) fn check(&self, arguments: &[&str]) -> Ran {
        let mut all = vec!["check", "--output-format", "concise"];
        all.extend(arguments);
        self.run(&all)
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let fake = self.path(".git");
        if arguments == ["init"] {
            fs::remove_dir_all(&fake).expect("it is there");
        }
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@acme.dev", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("git is there");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A definition with one mistake: PKCE is off in line 11.
pub(crate) const PKCE_OFF: &str = "\
template: custom
name: Reports
description: Read the report archive as yourself.
config:
  auth_type: Viewer
  client_id: connect-reports
  client_secret: ${KEYCLOAK_CLIENT_SECRET}
  authorization_uri: https://keycloak.acme.dev/realms/apps/protocol/openid-connect/auth
  token_uri: https://keycloak.acme.dev/realms/apps/protocol/openid-connect/token
  scopes: openid profile offline_access
  use_pkce: false
";
