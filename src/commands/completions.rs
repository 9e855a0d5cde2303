//! `connectlint completions` and `connectlint man`: what a shell and `man` want to know, made from the arguments.

use super::{CLEAN, Failure};
use crate::cli::Cli;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

/// Runs `connectlint completions`.
pub(super) fn run(shell: Shell, out: &mut dyn Write) -> Result<u8, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "connectlint", &mut text);
    out.write_all(&text)?;
    Ok(CLEAN)
}

/// Runs `connectlint man`: one page, with a section for each command.
pub(super) fn man(out: &mut dyn Write) -> Result<u8, Failure> {
    let mut command = Cli::command();
    command.build();
    let page = clap_mangen::Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text)?;
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let name = format!("connectlint {}", below.get_name());
        text.extend_from_slice(format!(".SH COMMAND {}\n", name.to_uppercase()).as_bytes());
        let page = clap_mangen::Man::new(below.clone());
        page.render_description_section(&mut text)?;
        page.render_options_section(&mut text)?;
    }
    out.write_all(&text)?;
    Ok(CLEAN)
}
