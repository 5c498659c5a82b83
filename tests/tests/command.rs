//! The command `kvraft-lab check`, as scripts use it: by its exit code and its object.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn check(arguments: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("histories");
    let mut command = Command::new(env!("CARGO_BIN_EXE_kvraft-lab"));
    command.arg("check").args(arguments).current_dir(folder).output().expect("it was built")
}

fn code(arguments: &[&str]) -> Option<i32> {
    check(arguments).status.code()
}

/// A file with this content.
fn file(name: &str, content: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("it can be written");
    path
}

fn object(arguments: &[&str]) -> Value {
    let output = check(&[arguments, &["--json"]].concat());
    serde_json::from_slice(&output.stdout).expect("one object")
}

#[test]
fn the_exit_code_tells_the_verdict() {
    assert_eq!(code(&["kv/c10-ok.txt"]), Some(0));
    assert_eq!(code(&["jepsen/etcd_000.log"]), Some(1));
    assert_eq!(code(&["jepsen/etcd_002.log", "--budget", "10"]), Some(2));
    assert_eq!(code(&["kv/c10-ok.txt", "kv/c01-bad.txt", "kv/c01-ok.txt"]), Some(1));
    assert_eq!(code(&["kv/no-such-file"]), Some(65));
    assert_eq!(code(&["--no-such-option"]), Some(64));
    assert_eq!(code(&[]), Some(64));
    assert_eq!(code(&["--help"]), Some(0));
}

#[test]
fn the_object_tells_verdict_and_reasons() {
    let legal = object(&["kv/c01-ok.txt"]);
    assert_eq!(legal["verdict"], "linearizable");
    let points = legal["points"].as_array().map(|points| points.len() as u64);
    assert_eq!(points, legal["operations"].as_u64());
    let illegal = object(&["kv/c01-bad.txt"]);
    assert_eq!((&illegal["verdict"], &illegal["key"]), (&"illegal".into(), &"7".into()));
    assert_eq!(illegal["culprits"].as_array().map(Vec::len), Some(2));
    assert_eq!(illegal["culprits"][1]["couldHaveSeen"][0]["value"], "x 0 0 yx 0 3 y");
    let unknown = object(&["jepsen/etcd_002.log", "--budget", "10"]);
    assert_eq!(unknown["verdict"], "unknown");
    assert!(unknown["steps"].as_u64().is_some_and(|steps| steps <= 10));
}

#[test]
fn an_error_names_the_file_and_the_line() {
    let line = r#"{"client":1,"call":0,"return":5,"op":"get","key":"x","answer":"no-key"}"#;
    let overlap = file("overlap.jsonl", &format!("{line}\n\n{line}\n"));
    let output = check(&[&overlap.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(65));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    let expected = "overlap.jsonl:3: process 1 has not returned yet from its call of line 1\n";
    assert!(words.ends_with(expected), "{words}");
    let binary = file("binary.jsonl", "");
    fs::write(&binary, [0xff, 0xfe, b'\n']).expect("it can be written");
    assert_eq!(code(&[&binary.to_string_lossy()]), Some(65));
    // Nothing happened: nothing contradicts it.
    assert_eq!(code(&[&file("empty.jsonl", "").to_string_lossy()]), Some(0));
}
