//! Links that were written once open for ever: `tests/links` has some of each version, each with the
//! scenario that it means. A link is only ever added; none is written anew.

use kvraft_core::scenario::Scenario;
use kvraft_core::session::Session;
use kvraft_core::types::Tick;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// Name, link, and what it means, as JSON.
fn corpus() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("links");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("it is committed")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("it can be read");
        let (link, meaning) =
            text.split_once('\n').expect("a link in the first line, its meaning below");
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        (name, link.to_owned(), meaning.to_owned())
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn every_link_of_the_corpus_opens_what_it_means() {
    let corpus = corpus();
    assert!(corpus.len() >= 15, "{} links", corpus.len());
    for (name, link, meaning) in corpus {
        let opened = Scenario::from_link(&link).unwrap_or_else(|error| panic!("{name}: {error}"));
        let meant = Scenario::from_json(&meaning).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(opened, meant, "{name}");
    }
}

#[test]
fn every_link_of_the_corpus_runs() {
    for (name, link, _) in corpus() {
        let scenario = Scenario::from_link(&link).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut session = Session::play(Arc::new(scenario));
        session.seek(Tick(3000));
        assert_eq!(session.world().now(), Tick(3000), "{name}");
    }
}

#[test]
fn the_command_takes_a_link_an_address_and_one_that_names_a_moment() {
    let (_, link, _) =
        corpus().into_iter().find(|(name, ..)| name == "election").expect("it is in the corpus");
    for what in [
        link.clone(),
        format!("https://a.b/?lang=en#r={link}"),
        format!("https://a.b/#r={link}&at=800"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kvraft-lab"));
        let output = command.args(["run", &what]).output().expect("it was built");
        assert_eq!(
            output.status.code(),
            Some(0),
            "{what}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
