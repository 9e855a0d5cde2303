//! What is found below folders, whose walk is shared among the cores: the same as one walk finds that is not.

use connectlint::discover::{self, Request, Treatment};
use ignore::WalkBuilder;
use std::path::PathBuf;

mod sandbox;

use sandbox::Sandbox;

/// A repository of many folders on several levels, in which files and folders are ignored by rules on every level.
fn repository(folders: usize) -> Sandbox {
    let tree = Sandbox::new(&[]);
    tree.write(".gitignore", "/secret.yaml\n/f1/in/skip.yaml\nbuild/\n*.tmp.yaml\n!keep.tmp.yaml\n/f3/\n");
    tree.write(".ignore", "/f4/in/two.yaml\n");
    tree.write(".git/info/exclude", "/f5/one.yaml\n");
    tree.write(".git/config.yaml", "a: 1\n");
    tree.write("secret.yaml", "a: 1\n");
    tree.write("top.yaml", "a: 1\n");
    for folder in 0..folders {
        let files = [
            "one.yaml",
            "in/two.yaml",
            "in/skip.yaml",
            "in/build/x.yaml",
            "in/a.tmp.yaml",
            "in/keep.tmp.yaml",
        ];
        for file in files {
            tree.write(&format!("f{folder}/{file}"), "a: 1\n");
        }
        tree.write(&format!("f{folder}/.hidden/deep/er/three.yaml"), "a: 1\n");
    }
    tree.write("f2/.gitignore", "in/*.yaml\n!in/two.yaml\n");
    tree.write("f6/in/.ignore", "two.yaml\n!skip.yaml\n");
    // Another repository within this one.
    tree.write("f7/.git/HEAD", "ref: refs/heads/main\n");
    tree.write("f7/secret.yaml", "a: 1\n");
    tree
}

/// What one walk of the library finds, which is not shared.
fn plain(roots: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for root in roots {
        let mut walk = WalkBuilder::new(root);
        walk.hidden(false).git_global(false).require_git(false);
        walk.filter_entry(|entry| entry.file_name() != ".git");
        let entries = walk.build().map(|entry| entry.expect("all of it can be read"));
        found.extend(entries.filter(|entry| entry.path().is_file()).map(ignore::DirEntry::into_path));
    }
    found.sort();
    found
}

fn shared(roots: &[PathBuf]) -> Vec<PathBuf> {
    let request = Request { paths: roots.to_vec(), ..Request::default() };
    let found = discover::find(&request, &mut |_| Treatment::default()).expect("there is no glob");
    let mut found: Vec<_> = found.list.into_iter().map(|candidate| candidate.path).collect();
    found.sort();
    found
}

#[test]
fn a_shared_walk_finds_what_one_walk_finds() {
    for folders in [0, 1, 8, 15, 16, 17, 40] {
        let tree = repository(folders);
        let root = tree.path("");
        let mut starts = vec![vec![root.clone()], vec![root.join("nowhere/..")]];
        starts.extend((0..folders.min(8)).map(|folder| vec![root.join(format!("f{folder}"))]));
        starts.push((0..folders.min(8)).map(|folder| root.join(format!("f{folder}/in"))).collect());
        for roots in starts.iter().filter(|roots| roots.iter().all(|root| root.is_dir())) {
            let (wanted, found) = (plain(roots), shared(roots));
            assert_eq!(found, wanted, "{folders} folders, from {roots:?}");
        }
        let found = shared(std::slice::from_ref(&root));
        assert!(found.contains(&root.join("top.yaml")) && !found.contains(&root.join("secret.yaml")));
    }
}
