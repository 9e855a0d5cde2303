//! How long the parts of a run take, each alone and on one core: parse, shape, rules, report. `cargo bench --bench parts`.
//!
//! The texts are the definitions under `fixtures/templates`, sound and mistaken ones. Beside the parsing of YAML stands
//! its floor: the same texts as events of the parser, with no tree made of them.

#![allow(missing_docs, reason = "the macro of the benchmarks makes a function without")]

use connectlint::config::Settings;
use connectlint::diagnostic::Diagnostic;
use connectlint::document::{Document, Format};
use connectlint::kind::{self, Hints};
use connectlint::lint::{self, Linter, Profile};
use connectlint::project::{File, How, Project};
use connectlint::report::{self, Look, Run, View};
use connectlint::rule::Catalogue;
use connectlint::source::Source;
use connectlint::template::{self, AuthType};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use granit_parser::Parser;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;

type Texts = Vec<(String, String)>;

/// The definitions of the fixtures in one language, by path; `name` is that of sound or of mistaken ones.
fn texts(name: &str, ending: &str) -> Result<Texts, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/templates");
    let mut texts = Vec::new();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let entry = entry?;
        if entry.file_name().to_str() == Some(&format!("{name}.{ending}")) {
            let path = entry.path().strip_prefix(&root)?.to_string_lossy().into_owned();
            texts.push((path, std::fs::read_to_string(entry.path())?));
        }
    }
    Ok(texts)
}

/// The same definitions in TOML, made of those in JSON: a JSON scalar of theirs is a TOML one, too.
fn toml_texts() -> Result<Texts, Box<dyn Error>> {
    let mut made = Vec::new();
    for (path, text) in texts("good", "json")? {
        let definition: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text)?;
        let mut lines = String::new();
        for (key, value) in definition.iter().filter(|(_, value)| !value.is_object()) {
            lines += &format!("{key} = {value}\n");
        }
        lines += "\n[config]\n";
        for (key, value) in definition["config"].as_object().into_iter().flatten() {
            lines += &format!("{key} = {value}\n");
        }
        made.push((path.replace(".json", ".toml"), lines));
    }
    Ok(made)
}

fn size(texts: &Texts) -> Throughput {
    Throughput::Bytes(texts.iter().map(|(_, text)| text.len() as u64).sum())
}

fn count(many: usize) -> Throughput {
    Throughput::Elements(many as u64)
}

fn parsed(texts: &Texts, format: Format) -> Vec<Document> {
    let parse =
        |(path, text): &(String, String)| Document::parse(Source::new(path.as_str(), text.as_str()), format);
    texts.iter().map(parse).collect()
}

/// A project of all definitions of the fixtures that bear a name.
fn project(name: &str) -> Result<Project, Box<dyn Error>> {
    let mut files = Vec::new();
    for ending in ["yaml", "json"] {
        for (path, text) in texts(name, ending)? {
            let file = File::read(path, text.into_bytes(), How::default());
            files.push(file.map_err(|skipped| skipped.reason())?);
        }
    }
    Ok(Project::new(files))
}

fn parse(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let mut group = criterion.benchmark_group("parse");
    let yaml = texts("good", "yaml")?;
    let all =
        [(Format::Yaml, yaml.clone()), (Format::Json, texts("good", "json")?), (Format::Toml, toml_texts()?)];
    for (format, texts) in &all {
        group.throughput(size(texts));
        group.bench_function(format.name(), |bencher| bencher.iter(|| parsed(texts, *format)));
    }
    group.throughput(size(&yaml));
    group.bench_function("floor: YAML events", |bencher| {
        bencher.iter(|| yaml.iter().map(|(_, text)| events(text)).sum::<usize>());
    });
    group.finish();
    Ok(())
}

/// How many events a text has; each is looked at, so that none is left out.
fn events(text: &str) -> usize {
    Parser::new_from_str(text).filter(|event| black_box(event).is_ok()).count()
}

fn shape(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let documents = parsed(&texts("good", "yaml")?, Format::Yaml);
    let mut group = criterion.benchmark_group("shape");
    group.throughput(count(documents.len()));
    group.bench_function("kind", |bencher| {
        bencher.iter(|| {
            let parts = |document| kind::read(document, Hints::default()).parts.len();
            documents.iter().map(parts).sum::<usize>()
        });
    });
    group.bench_function("schema", |bencher| {
        bencher.iter(|| documents.iter().filter(|document| is_of_shape(document) == Some(true)).count());
    });
    group.finish();
    assert!(documents.iter().all(|document| is_of_shape(document) == Some(true)), "a sound one is refused");
    Ok(())
}

/// Whether the schema of its template and auth type accepts the `config` of a definition.
fn is_of_shape(document: &Document) -> Option<bool> {
    let (root, _) = document.roots().next()?;
    let template = template::template(root.get("template")?.value.as_str()?)?;
    let config = root.get("config")?.value;
    let auth_type = config.get("auth_type").and_then(|entry| AuthType::parse(entry.value.as_str()?));
    let shape = template.shape(auth_type.unwrap_or(template.default_auth_type()))?;
    Some(shape.schema().is_valid(config))
}

fn rules(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let profiles = [Profile { catalogue: Catalogue::built_in().clone(), settings: Settings::default() }];
    let mut group = criterion.benchmark_group("rules");
    for (name, called) in [("good", "sound"), ("bad", "mistaken")] {
        let project = project(name)?;
        let linter = Linter::new(&project, &profiles, &|_| 0)?;
        group.throughput(count(project.files().len()));
        group.bench_function(called, |bencher| {
            let findings = |file| linter.check(file).0.len();
            bencher.iter(|| project.files().iter().map(findings).sum::<usize>());
        });
    }
    group.finish();
    Ok(())
}

fn report(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let project = project("bad")?;
    let report = lint::lint(&project, Catalogue::built_in(), &Settings::default())?;
    let fails = |_: &Diagnostic| true;
    let run = Run { fails: &fails, ..Run::default() };
    let mut group = criterion.benchmark_group("report");
    group.throughput(count(report.diagnostics.len()));
    let formats =
        [("full", report::Format::Full), ("json", report::Format::Json), ("sarif", report::Format::Sarif)];
    for (name, format) in formats {
        let write = || {
            let mut out = Vec::new();
            let view = View::new(&report, Catalogue::built_in(), &run);
            view.write(format, Look::default(), &mut out).map(|()| out)
        };
        assert!(write()?.len() > 1000, "{name}: nothing was written");
        group.bench_function(name, |bencher| bencher.iter(write));
    }
    group.finish();
    Ok(())
}

/// Stops with what is wrong with the fixtures, if there is anything.
fn all(criterion: &mut Criterion) {
    let parts = [parse, shape, rules, report];
    if let Err(error) = parts.iter().try_for_each(|part| part(criterion)) {
        panic!("{error}");
    }
}

criterion_group!(benches, all);
criterion_main!(benches);
