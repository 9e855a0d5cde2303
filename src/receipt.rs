//! A receipt of a run: the exact bytes that were checked, with what and with which result, to be verified right
//! before the files are sent.

use crate::discover;
use crate::lint::Summary;
use crate::source::Variable;
use crate::workspace::{self, Workspace};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The version of the shape.
const VERSION: u32 = 1;

/// What a run was asked for, what it read and what came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    version: u32,
    connectlint: String,
    /// A digest of the ids, levels and pages of all rules, built in and own.
    rules: String,
    settings: Settings,
    request: Request,
    /// The files with something of ours.
    files: Vec<Hashed>,
    /// Configurations, inventories and whatever else the result hangs on.
    inputs: Vec<Hashed>,
    variables: Variables,
    result: Outcome,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    paths: Vec<String>,
    exclude: Vec<String>,
    no_gitignore: bool,
    config: Configuration,
}

/// Where the configuration came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Configuration {
    Nearest,
    None,
    File(String),
}

/// The settings, each as all configurations of the run have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    resolve_env: bool,
    no_suppressions: bool,
    require_reason: bool,
    connect: Vec<String>,
    secrets_injected: bool,
    /// Rules whose level is not their own.
    levels: BTreeMap<String, String>,
}

/// A file and the SHA-256 of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hashed {
    path: String,
    sha256: String,
}

/// Variables by name, and one digest over all values: no value can be told from it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Variables {
    names: Vec<String>,
    salt: String,
    digest: String,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outcome {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    fail_on: String,
    passed: bool,
}

/// What of a run its workspace does not know.
#[derive(Debug)]
pub struct Run<'r> {
    /// What was asked for.
    pub request: &'r discover::Request,
    /// Where the configuration came from.
    pub source: &'r workspace::Source,
    /// Files beside the configuration that the result hangs on.
    pub inputs: Vec<PathBuf>,
    /// The findings.
    pub summary: Summary,
    /// The level that fails, as a word.
    pub fail_on: String,
    /// Whether the run passed.
    pub passed: bool,
    /// Random bytes.
    pub salt: [u8; 16],
}

impl Receipt {
    /// The receipt of a run, whose files were read with [`discover::Request::digests`].
    ///
    /// # Errors
    /// A sentence about an input that cannot be read again.
    pub fn of(workspace: &Workspace, run: Run<'_>) -> Result<Self, String> {
        let salt = hex(&run.salt);
        let variables = variables(workspace);
        let digest = digest_of(&salt, &variables);
        let names: BTreeSet<String> = variables.into_iter().map(|variable| variable.name).collect();
        Ok(Self {
            version: VERSION,
            connectlint: env!("CARGO_PKG_VERSION").to_owned(),
            rules: rules(workspace),
            settings: settings(workspace, run.request.environment.is_some()),
            request: Request {
                paths: run.request.paths.iter().map(|path| text(path)).collect(),
                exclude: run.request.exclude.clone(),
                no_gitignore: run.request.no_gitignore,
                config: match run.source {
                    workspace::Source::Nearest => Configuration::Nearest,
                    workspace::Source::None => Configuration::None,
                    workspace::Source::File(file) => Configuration::File(text(file)),
                },
            },
            files: files(workspace),
            inputs: inputs(workspace, run.inputs)?,
            variables: Variables { names: names.into_iter().collect(), salt, digest },
            result: Outcome {
                files: run.summary.files,
                errors: run.summary.errors,
                warnings: run.summary.warnings,
                infos: run.summary.infos,
                suppressed: run.summary.suppressed,
                fail_on: run.fail_on,
                passed: run.passed,
            },
        })
    }

    /// Reads a receipt.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let version = serde_json::from_str::<serde_json::Value>(text)
            .map_err(|error| error.to_string())?
            .get("version")
            .and_then(serde_json::Value::as_u64);
        match version {
            Some(version) if version != u64::from(VERSION) => {
                Err(format!("version {version} is not known here; another connectlint wrote it"))
            }
            _ => serde_json::from_str(text).map_err(|error| error.to_string()),
        }
    }

    /// The text of its file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// How many files it vouches for, and which connectlint wrote it.
    #[must_use]
    pub fn said(&self) -> (usize, &str) {
        (self.files.len(), &self.connectlint)
    }

    /// What to look for to find the same files again, and with which configuration.
    #[must_use]
    pub fn request(&self) -> (discover::Request, workspace::Source) {
        let request = discover::Request {
            paths: self.request.paths.iter().map(PathBuf::from).collect(),
            exclude: self.request.exclude.clone(),
            no_gitignore: self.request.no_gitignore,
            digests: true,
            ..discover::Request::default()
        };
        let source = match &self.request.config {
            Configuration::Nearest => workspace::Source::Nearest,
            Configuration::None => workspace::Source::None,
            Configuration::File(file) => workspace::Source::File(PathBuf::from(file)),
        };
        (request, source)
    }

    /// Everything that is not any more as it was, a sentence for each. `now` has the files as they are found by
    /// [`Receipt::request`], `get` the value that a variable has.
    #[must_use]
    pub fn differences(&self, now: &Workspace, get: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
        let mut said = Vec::new();
        if !self.result.passed {
            said.push("the run did not pass".to_owned());
        }
        let found: BTreeMap<String, String> =
            files(now).into_iter().map(|file| (file.path, file.sha256)).collect();
        for file in &self.files {
            match found.get(&file.path) {
                Some(hash) if *hash == file.sha256 => {}
                None if !Path::new(&file.path).exists() => said.push(format!("{} is gone", file.path)),
                None if is_unchanged(file) => {
                    said.push(format!("{} is left out now, and was checked", file.path));
                }
                _ => said.push(format!("{} is not as it was checked", file.path)),
            }
        }
        let known: BTreeSet<&str> = self.files.iter().map(|file| file.path.as_str()).collect();
        for path in found.keys().filter(|path| !known.contains(path.as_str())) {
            said.push(format!("{path} was not checked: it is new"));
        }
        for input in &self.inputs {
            if !Path::new(&input.path).exists() {
                said.push(format!("{} is gone", input.path));
            } else if !is_unchanged(input) {
                said.push(format!("{} is not as it was at the check", input.path));
            }
        }
        let has_config = |path: &String| self.inputs.iter().any(|input| input.path == *path);
        let configs = now.used().filter_map(|config| config.file.as_deref()).map(discover::display);
        for config in configs.filter(|path| !has_config(path)) {
            said.push(format!("{config} was not there at the check"));
        }
        if rules(now) != self.rules {
            said.push(format!("the rules are not those of the check, by connectlint {}", self.connectlint));
        }
        if self.variables_changed(get) {
            said.push(format!(
                "not all of the variables have the values that were checked: {}",
                self.variables.names.join(", ")
            ));
        }
        said
    }

    /// Whether the values of the variables are others. Where none of them is set nothing can be said.
    fn variables_changed(&self, get: &dyn Fn(&str) -> Option<String>) -> bool {
        let values: Vec<Variable> = self
            .variables
            .names
            .iter()
            .map(|name| Variable { name: name.clone(), value: get(name) })
            .collect();
        values.iter().any(|variable| variable.value.is_some())
            && digest_of(&self.variables.salt, &values) != self.variables.digest
    }

    /// Whether variables were filled in of which none is set here, so that their values cannot be compared.
    #[must_use]
    pub fn is_blind_to_variables(&self, get: &dyn Fn(&str) -> Option<String>) -> bool {
        !self.variables.names.is_empty() && self.variables.names.iter().all(|name| get(name).is_none())
    }
}

/// Whether a file still has the bytes that were written down.
fn is_unchanged(file: &Hashed) -> bool {
    std::fs::read(&file.path).is_ok_and(|bytes| sha256(&bytes) == file.sha256)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn files(workspace: &Workspace) -> Vec<Hashed> {
    let files = workspace.project.files().iter();
    files
        .map(|file| Hashed {
            path: file.path().to_string(),
            sha256: file.digest().unwrap_or_default().to_owned(),
        })
        .collect()
}

fn inputs(workspace: &Workspace, given: Vec<PathBuf>) -> Result<Vec<Hashed>, String> {
    let mut paths: BTreeSet<PathBuf> = given.into_iter().collect();
    for config in workspace.used() {
        paths.extend(config.file.clone());
        paths.extend(config.inventory.iter().cloned());
        paths.extend(config.templates.clone());
        paths.extend(config.baseline.clone());
    }
    let hash = |path: PathBuf| {
        let shown = discover::display(&path);
        let bytes = std::fs::read(&path).map_err(|error| format!("{shown}: {error}"))?;
        Ok(Hashed { path: shown, sha256: sha256(&bytes) })
    };
    let mut inputs = paths.into_iter().map(hash).collect::<Result<Vec<_>, String>>()?;
    inputs.sort();
    inputs.dedup();
    Ok(inputs)
}

/// The variables of all files, each once.
fn variables(workspace: &Workspace) -> Vec<Variable> {
    let files = workspace.project.files().iter();
    let all: BTreeSet<Variable> = files.flat_map(|file| file.source().variables()).cloned().collect();
    all.into_iter().collect()
}

fn digest_of(salt: &str, variables: &[Variable]) -> String {
    let mut sha = Sha256::new();
    let mut add = |text: &str| {
        sha.update((text.len() as u64).to_be_bytes());
        sha.update(text.as_bytes());
    };
    add(salt);
    for variable in variables {
        add(&variable.name);
        // A variable that is not set differs from an empty one.
        add(if variable.value.is_some() { "set" } else { "not set" });
        add(variable.value.as_deref().unwrap_or_default());
    }
    hex(&sha.finalize())
}

/// The digest of all rules. What was switched is among the settings, so that `verify` needs no switches to compare.
fn rules(workspace: &Workspace) -> String {
    let mut sha = Sha256::new();
    for rule in workspace.all_rules().rules() {
        for text in [rule.id, rule.level.name(), rule.page] {
            sha.update((text.len() as u64).to_be_bytes());
            sha.update(text.as_bytes());
        }
    }
    hex(&sha.finalize())
}

fn settings(workspace: &Workspace, resolve_env: bool) -> Settings {
    let all = || workspace.profiles.iter().map(|profile| &profile.settings);
    let mut levels = BTreeMap::new();
    for profile in &workspace.profiles {
        for rule in profile.catalogue.rules() {
            let level = profile.settings.level_of(rule);
            if level != Some(rule.level) && rule.level.name() != "page" {
                let word = level.map_or("off", |level| level.name());
                levels.insert(rule.id.to_owned(), word.to_owned());
            }
        }
    }
    let connect: BTreeSet<String> =
        all().filter_map(|one| one.connect_version).map(|it| it.to_string()).collect();
    Settings {
        resolve_env,
        no_suppressions: all().any(|one| one.no_suppressions),
        require_reason: all().any(|one| one.require_reason),
        connect: connect.into_iter().collect(),
        secrets_injected: all().any(|one| one.secrets_injected),
        levels,
    }
}

/// The SHA-256 of some bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    discover::sha256(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
