//! `--output-format FORMAT[=FILE]`: which formats go where.

use super::{Format, Look, View};
use clap::ValueEnum;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::str::FromStr;

/// A format, and the file it is written to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The format.
    pub format: Format,
    /// The file; standard output if there is none.
    pub file: Option<PathBuf>,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let format = Format::from_str(name, false).map_err(|_| {
            let names: Vec<String> = Format::value_variants()
                .iter()
                .filter_map(|format| format.to_possible_value())
                .map(|value| value.get_name().to_owned())
                .collect();
            format!("there is no format `{name}`; there are: {}", names.join(", "))
        })?;
        match file {
            Some("") => Err(format!("write {name}=FILE, or {name} alone for standard output")),
            Some("-") | None => Ok(Self { format, file: None }),
            Some(file) => Ok(Self { format, file: Some(PathBuf::from(file)) }),
        }
    }
}

/// Whether targets can be written in one run.
///
/// # Errors
/// A sentence that says which two would be written over each other.
pub fn several(targets: &[Target]) -> Result<(), String> {
    for (at, target) in targets.iter().enumerate() {
        if targets[..at].iter().any(|other| other.file == target.file) {
            return Err(match &target.file {
                None => "--output-format: only one format can go to standard output; write the others as \
                         FORMAT=FILE"
                    .to_owned(),
                Some(file) => format!("--output-format: {} is given twice", file.display()),
            });
        }
    }
    Ok(())
}

/// Which output could not be written.
#[derive(Debug)]
pub enum Failed {
    /// Standard output.
    Stdout(io::Error),
    /// A file.
    File(PathBuf, io::Error),
}

impl View<'_> {
    /// Writes every target: files first, so that a reader who has seen enough of standard output loses none.
    ///
    /// # Errors
    /// The first output that could not be written.
    pub fn write_all(&self, targets: &[Target], look: Look, out: &mut dyn Write) -> Result<(), Failed> {
        for target in targets {
            if let Some(path) = &target.file {
                let failed = |error| Failed::File(path.clone(), error);
                let mut file = BufWriter::new(File::create(path).map_err(failed)?);
                self.write(target.format, Look { color: false, ..look }, &mut file)
                    .and_then(|()| file.flush())
                    .map_err(failed)?;
            }
        }
        for target in targets.iter().filter(|target| target.file.is_none()) {
            self.write(target.format, look, out).map_err(Failed::Stdout)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(texts: &[&str]) -> Vec<Target> {
        texts.iter().map(|text| text.parse().expect("it is a target")).collect()
    }

    #[test]
    fn a_target_is_a_format_and_perhaps_a_file() {
        let file = Target { format: Format::Sarif, file: Some(PathBuf::from("out=1.sarif")) };
        assert_eq!("sarif=out=1.sarif".parse(), Ok(file));
        assert_eq!("junit=-".parse(), Ok(Target { format: Format::Junit, file: None }));
        assert!("sarif=".parse::<Target>().is_err());
        assert!("serif".parse::<Target>().is_err_and(|error| error.contains("markdown")));
    }

    #[test]
    fn one_format_for_each_place() {
        assert!(several(&targets(&["full", "sarif=a", "json=b"])).is_ok());
        assert!(several(&targets(&["full", "json"])).is_err_and(|error| error.contains("standard output")));
        assert!(several(&targets(&["json=a", "sarif=a"])).is_err_and(|error| error.contains("twice")));
    }
}
