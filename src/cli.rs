//! The arguments, nothing else.

use clap::{Args, Parser, Subcommand, ValueEnum};
use connectlint::config::Release;
use connectlint::diagnostic::Level;
use connectlint::graph::Language;
use connectlint::report::Target;
use std::path::PathBuf;

/// Finds the Posit Connect OAuth login or deployment that would fail, from the files alone.
///
/// Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 could not run, 3 nothing to check
/// under --deny-empty.
#[derive(Debug, Parser)]
#[command(name = "connectlint", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colours (NO_COLOR is respected).
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: When,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check integration definitions, associations and integration requests.
    Check(Box<Check>),
    /// Say of each file what it was read as, or why it was skipped.
    Files(Paths),
    /// Show the page of a rule, or what an error at run time means and how to mend it.
    Explain {
        /// A rule's id (public-client-secret), a code (AADSTS7000215, 228), or the text of an error.
        #[arg(required = true, value_name = "RULE|CODE|TEXT")]
        question: Vec<String>,
    },
    /// Find the errors of integrations in a log, and the definitions that may cause them.
    ///
    /// Exit codes: 0 nobody to blame, 1 suspects, 2 could not run.
    Diagnose(Diagnose),
    /// List all rules.
    Rules {
        /// How to write the list.
        #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
        output_format: ListFormat,
    },
    /// Run the examples in the pages of your own rules.
    TestRules {
        /// The folder with the pages.
        folder: PathBuf,
    },
    /// Draw content, requests, associations and integrations, with the findings marked.
    Graph(Box<Graph>),
    /// Write a first connectlint.yaml after a look at the files. Never over one that is there.
    Init(Init),
    /// Compare the files with what a receipt says was checked and passed.
    Verify {
        /// What `check --receipt` wrote.
        receipt: PathBuf,
    },
    /// Print what a shell needs to complete commands and options.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
    /// Talk to an editor over standard input and output, by the Language Server Protocol.
    Lsp {
        /// Accepted because some editors pass it; there is no other way.
        #[arg(long)]
        stdio: bool,
    },
    /// Print a JSON Schema.
    Schema {
        /// Which one: definition (one for all templates, for editors), output, or a kind of document such as create, update, associations.
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// How to write the findings, and to which file if not to standard output; may be given several times.
    /// Formats: full (the default), concise, json, jsonl, sarif, github, gitlab, junit, checkstyle, rdjson,
    /// azure, markdown.
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub(crate) output_format: Vec<Target>,

    /// The lowest level of finding that makes the exit code 1 [default: warning].
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) fail_on: Option<FailOn>,

    /// Print nothing where nothing was found.
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Count the findings of each rule instead of showing them.
    #[arg(long)]
    pub(crate) statistics: bool,

    /// Exit with 3 if there was nothing to check.
    #[arg(long)]
    pub(crate) deny_empty: bool,

    /// Run only these rules or groups.
    #[arg(long, value_name = "RULE|GROUP", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Do not run these rules or groups.
    #[arg(long, value_name = "RULE|GROUP", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Give a rule or a group another level: error, warning, info or off.
    #[arg(long, value_name = "RULE=LEVEL", value_delimiter = ',')]
    pub(crate) level: Vec<String>,

    /// The deploy gate: fill in `${VAR}`, `${VAR:-default}` and `$VAR` from the environment, check the real values, and
    /// report what is not filled in. No value is ever shown.
    #[arg(long)]
    pub resolve_env: bool,

    /// Write down which bytes were checked, how, and with which result; `connectlint verify` compares.
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    pub receipt: Option<PathBuf>,

    /// Report only what was not found at this commit already.
    #[arg(long, value_name = "REF", conflicts_with = "write_baseline")]
    pub since: Option<String>,

    /// A file with findings to live with for now.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write what is found now into the baseline.
    #[arg(long)]
    pub(crate) write_baseline: bool,

    #[command(flatten)]
    pub server: Server,

    /// Show what ignore comments silence.
    #[arg(long)]
    pub(crate) no_suppressions: bool,

    /// Apply safe fixes, then report what is left. Of standard input the fixed text goes to standard output, and
    /// the findings to standard error.
    #[arg(long, conflicts_with_all = ["write_baseline", "resolve_env"])]
    pub fix: bool,

    /// With --fix or --diff: apply fixes too that guess at what was meant.
    #[arg(long)]
    pub unsafe_fixes: bool,

    /// Show as a diff what --fix or --add-suppressions would change, and change nothing.
    #[arg(long, conflicts_with_all = ["write_baseline", "statistics", "resolve_env"])]
    pub diff: bool,

    /// Write ignore comments with this reason above the lines of all findings.
    #[arg(long, value_name = "REASON", conflicts_with_all = ["fix", "unsafe_fixes", "no_suppressions", "write_baseline", "resolve_env"])]
    pub add_suppressions: Option<String>,

    /// Let ignore comments without a reason silence nothing.
    #[arg(long)]
    pub(crate) require_reason: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Diagnose {
    /// The log, plain text or JSON lines; `-` reads standard input.
    #[arg(default_value = "-")]
    pub(crate) log: PathBuf,

    /// Where the definitions are: files and folders; may be given several times.
    #[arg(long = "in", value_name = "PATH", default_value = ".", num_args = 1..)]
    pub(crate) repository: Vec<PathBuf>,

    /// How to write the errors and their suspects.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) output_format: ListFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Graph {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// The language of the picture.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) output_format: Language,

    #[command(flatten)]
    pub(crate) server: Server,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder that it is for.
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,

    /// Print it instead.
    #[arg(long)]
    pub(crate) stdout: bool,
}

/// What is known of the server.
#[derive(Debug, Args)]
pub(crate) struct Server {
    /// The Connect release that the definitions are for, such as 2025.07.0.
    #[arg(long, value_name = "RELEASE")]
    pub(crate) connect_version: Option<Release>,

    /// What the server holds: an export of GET /v1/oauth/integrations, of contents or of associations; may be
    /// given several times.
    #[arg(long, value_name = "FILE")]
    pub(crate) inventory: Vec<PathBuf>,

    /// The server's own rules: an export of GET /v1/oauth/templates.
    #[arg(long, value_name = "FILE")]
    pub(crate) templates: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Paths {
    /// Files and folders; `-` reads standard input.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// Leave out files and folders that match.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// Look at files that .gitignore names, too.
    #[arg(long)]
    pub(crate) no_gitignore: bool,

    /// The path that standard input is reported under; its ending tells the language.
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<String>,

    /// The configuration, instead of the nearest connectlint.yaml upwards from each file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration.
    #[arg(long, conflicts_with = "config")]
    pub(crate) isolated: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum When {
    /// On a terminal.
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// The level from which findings fail the run; `None` for never.
    pub(crate) fn level(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Info => Some(Level::Info),
            Self::Never => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON array.
    Json,
}
