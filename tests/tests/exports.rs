//! Runs as other tools get them: the command `kvraft-lab trace`, and what it writes of a small story.
//! `UPDATE_GOLDENFILES=1 cargo test --test exports` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("exports")
}

fn trace(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kvraft-lab"));
    command.arg("trace").args(arguments).current_dir(folder()).output().expect("it was built")
}

fn assert_golden(format: &str, name: &str) {
    let output = trace(&["story.json", "--format", format]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let (found, path) = (String::from_utf8_lossy(&output.stdout), folder().join(name));
    if std::env::var_os("UPDATE_GOLDENFILES").is_some() {
        fs::write(&path, &*found).expect("it can be written");
    }
    let golden = fs::read_to_string(&path).expect("it is committed");
    for (at, (found, golden)) in found.lines().zip(golden.lines()).enumerate() {
        assert_eq!(found, golden, "{name}:{}", at + 1);
    }
    assert_eq!(found.len(), golden.len(), "{name} has another end");
}

#[test]
fn a_story_as_a_trace_for_etcds_specification() {
    assert_golden("etcd", "story.etcd.jsonl");
    // The names are theirs, and the story has nearly all that can occur.
    let golden = fs::read_to_string(folder().join("story.etcd.jsonl")).expect("it is committed");
    for name in [
        "InitState",
        "BecomeCandidate",
        "BecomeFollower",
        "BecomeLeader",
        "Commit",
        "Replicate",
        "ChangeConf",
        "ApplyConfChange",
        "SendAppendEntriesRequest",
        "ReceiveAppendEntriesRequest",
        "SendAppendEntriesResponse",
        "ReceiveAppendEntriesResponse",
        "SendRequestVoteRequest",
        "ReceiveRequestVoteRequest",
        "SendRequestVoteResponse",
        "ReceiveRequestVoteResponse",
    ] {
        assert!(golden.contains(&format!("\"name\":\"{name}\"")), "{name}");
    }
    for line in golden.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
        assert_eq!(value["tag"], "trace", "{line}");
    }
}

#[test]
fn a_story_as_a_log_for_shiviz() {
    assert_golden("shiviz", "story.shiviz.log");
}

#[test]
fn the_command_writes_files_and_says_what_is_wrong() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("seed-3.jsonl");
    let out = out.to_string_lossy();
    assert_eq!(trace(&["3", "--format", "etcd", "--out", &out]).status.code(), Some(0));
    let text = fs::read_to_string(&*out).expect("it was written");
    assert!(text.lines().count() > 100, "{text}");
    assert_eq!(trace(&["story.json"]).status.code(), Some(64));
    assert_eq!(trace(&["story.json", "--format", "otf"]).status.code(), Some(64));
    assert_eq!(trace(&["no-such-story", "--format", "etcd"]).status.code(), Some(65));
    let nowhere = trace(&["3", "--format", "etcd", "--out", "no-such-folder/x"]);
    assert_eq!(nowhere.status.code(), Some(65));
    assert!(String::from_utf8_lossy(&nowhere.stderr).starts_with("no-such-folder/x: "));
}
