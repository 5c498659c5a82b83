//! The repository lints itself: which module may know which, where bugs may be asked for, and what
//! must not stand anywhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each module of the core, and those it may name. Arrows point up this list only.
const ARROWS: [(&str, &[&str]); 22] = [
    ("types", &[]),
    ("sentence", &[]),
    ("rng", &[]),
    ("hash", &[]),
    ("tape", &[]),
    ("sorted", &[]),
    ("table", &["sorted"]),
    ("canon", &["types"]),
    ("raft", &["types", "rng", "tape", "sorted", "canon"]),
    ("kv", &["types", "raft", "hash", "table", "sorted", "canon"]),
    ("sim", &["types", "sentence", "rng", "hash", "tape", "sorted", "canon", "raft", "kv"]),
    ("check", &["types", "sentence", "hash", "tape", "sorted", "canon", "raft", "kv", "sim"]),
    ("history", &["sorted", "kv", "check"]),
    ("trace", &["types", "raft", "kv", "sim"]),
    ("console", &["types", "sentence", "kv", "sim"]),
    ("scenario", &["types", "sentence", "hash", "sorted", "raft", "kv", "sim", "check", "console"]),
    (
        "session",
        &["types", "sentence", "tape", "raft", "kv", "sim", "check", "console", "scenario"],
    ),
    ("challenge", &["types", "sentence", "sim", "scenario", "session"]),
    ("export", &["types", "raft", "kv", "sim", "trace", "session"]),
    ("model", &["types", "hash", "canon", "raft", "kv", "sim", "check", "scenario"]),
    ("shrink", &["types", "raft", "sim", "check", "console", "scenario", "session"]),
    (
        "nemesis",
        &[
            "types", "sentence", "rng", "hash", "raft", "kv", "sim", "check", "scenario",
            "session", "sorted",
        ],
    ),
];

/// The only files of `raft` that may know dice: election timeouts are drawn there.
const RAFT_WITH_DICE: [&str; 2] = ["server.rs", "election.rs"];

/// What the core must not contain: other outcomes on other machines, clocks, noise, dangers.
const BANNED: [&str; 9] =
    ["unsafe", "HashMap", "HashSet", "Instant", "SystemTime", "f32", "f64", "SmallRng", "println!"];

/// Words that promise work instead of being it. In pieces, so that this file may be read, too.
const PROMISES: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("unimplemented", "!"),
    concat!("todo", "!"),
];

/// What may stand at the top of the repository, besides files whose name begins with a dot.
const TOP: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "core",
    "wasm",
    "www",
    "tests",
    "README.md",
    "CHANGELOG.md",
    "rust-toolchain.toml",
    "rustfmt.toml",
];

/// Whom the browser's binding may know: the core, and what it takes to speak with JavaScript.
const WASM_KNOWS: [&str; 11] = [
    "kvraft_core",
    "wasm_bindgen",
    "js_sys",
    "serde",
    "serde_wasm_bindgen",
    "tsify",
    "web_sys",
    "std",
    "crate",
    "super",
    "self",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("tests/ has a parent")
}

/// A source file, without comments, and where it stands.
struct Source {
    path: String,
    code: String,
}

impl Source {
    fn name(&self) -> &str {
        self.path.rsplit('/').next().expect("a path has a last part")
    }

    /// The module at the top of the crate that it belongs to.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().expect("a path has a first part");
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// What stands before the unit tests: those may use what they need.
    fn without_tests(&self) -> &str {
        self.code.split("#[cfg(test)]").next().unwrap_or_default()
    }
}

/// All Rust files below a folder of the repository, their paths relative to it.
fn sources(folder: &str) -> Vec<Source> {
    let top = root().join(folder);
    let mut sources = Vec::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                let path = path.strip_prefix(&top).expect("it is below").to_string_lossy();
                let path = path.replace('\\', "/");
                sources.push(Source { path, code: without_comments(&text) });
            }
        }
    }
    assert!(!sources.is_empty(), "{folder} has sources");
    sources
}

fn without_comments(text: &str) -> String {
    let code = |line: &str| {
        let is_comment = line.trim_start().starts_with("//");
        let before = line.split(" // ").next().filter(|_| !is_comment);
        before.unwrap_or_default().to_owned()
    };
    text.lines().map(code).collect::<Vec<String>>().join("\n")
}

/// The words that follow `crate::`.
fn named_modules(code: &str) -> Vec<&str> {
    let ends = |c: char| !c.is_alphanumeric() && c != '_';
    let after = code.split("crate::").skip(1);
    after.map(|rest| rest.split(ends).next().unwrap_or_default()).collect()
}

/// Whether `word` stands in `code` by itself, not as a part of a longer name.
fn contains_word(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .any(|(at, _)| !code[..at].ends_with(part) && !code[at + word.len()..].starts_with(part))
}

#[test]
fn modules_know_only_those_they_may() {
    for source in sources("core/src") {
        // A file of unit tests may use what it needs.
        if source.name() == "lib.rs" || source.name().ends_with("tests.rs") {
            continue;
        }
        let module = source.module();
        let (_, allowed) = ARROWS
            .iter()
            .find(|(known, _)| *known == module)
            .unwrap_or_else(|| panic!("module {module} is not in the table of arrows"));
        for named in named_modules(source.without_tests()) {
            let path = &source.path;
            let ok = named == module || allowed.contains(&named);
            assert!(ok, "core/src/{path} names `crate::{named}`; {module} may know {allowed:?}");
            let dice = module == "raft" && named == "rng";
            let ok = !dice || RAFT_WITH_DICE.contains(&source.name());
            assert!(ok, "core/src/{path} rolls dice; in raft only {RAFT_WITH_DICE:?} may");
        }
    }
}

#[test]
fn the_table_of_arrows_has_no_circle() {
    let mut known: Vec<&str> = Vec::new();
    for (module, allowed) in ARROWS {
        for other in allowed {
            assert!(known.contains(other), "{module} may know {other}, which comes later");
        }
        known.push(module);
    }
    let order = fs::read_to_string(root().join("core/src/lib.rs")).expect("lib.rs is there");
    let declared = order.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let declared: Vec<&str> = declared.map(|name| name.trim_end_matches(';')).collect();
    assert_eq!(declared, known, "lib.rs declares the modules in reading order");
}

#[test]
fn only_rules_ask_for_bugs() {
    for source in sources("core/src") {
        if !["rules.rs", "bug.rs"].contains(&source.name()) {
            assert!(!source.code.contains(".has("), "core/src/{} asks for bugs", source.path);
        }
    }
}

#[test]
fn the_core_has_nothing_that_differs_between_runs() {
    for source in sources("core/src") {
        for word in BANNED {
            assert!(!contains_word(&source.code, word), "core/src/{}: `{word}`", source.path);
        }
    }
}

#[test]
fn the_core_depends_on_nothing_but_json_where_that_is_asked_for() {
    let manifest = fs::read_to_string(root().join("core/Cargo.toml")).expect("it is there");
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let dependencies = dependencies.split("\n[").next().unwrap_or_default();
    for line in dependencies.lines().filter(|line| !line.trim().is_empty()) {
        let is_json = line.starts_with("serde_json = ") && line.contains("optional = true");
        assert!(is_json, "core/Cargo.toml: {line}");
    }
}

#[test]
fn the_binding_knows_only_the_core_and_javascript() {
    for source in sources("wasm/src") {
        let uses = source.code.lines().map(str::trim_start);
        let uses = uses.map(|line| line.strip_prefix("pub ").unwrap_or(line));
        for line in uses.filter_map(|line| line.strip_prefix("use ")) {
            let root = line.split([':', ';', ' ']).next().unwrap_or_default();
            assert!(WASM_KNOWS.contains(&root), "wasm/src/{} uses `{root}`", source.path);
        }
    }
}

/// Files as git knows them, with or without those not added yet.
fn files(arguments: &[&str]) -> Vec<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root())
        .arg("ls-files")
        .args(arguments)
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn nothing_is_promised_instead_of_done() {
    let all = ["--cached", "--others", "--exclude-standard", "core", "wasm", "tests", "www/src"];
    for file in files(&all) {
        // A file may have been removed and not yet be forgotten; or be no text.
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        for word in PROMISES {
            assert!(!contains_word(&text, word), "{file}: {word}");
        }
    }
}

#[test]
fn the_top_of_the_repository_is_tidy() {
    for file in files(&[]) {
        let top = file.split('/').next().unwrap_or_default();
        let known = TOP.contains(&top) || top.starts_with('.') || top.starts_with("LICENSE-");
        assert!(known, "{top} should not stand at the top");
    }
}
