//! The other commands of `kvraft-lab`, as scripts and array jobs use them.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn lab(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kvraft-lab"));
    command.args(arguments).output().expect("it was built")
}

fn object(arguments: &[&str]) -> Value {
    let output = lab(arguments);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {words}"))
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the folder's name is plain")
}

#[test]
fn shards_together_are_the_whole() {
    let whole = object(&["explore", "--seeds", "0..21", "--json"]);
    let shards = ["1/3", "2/3", "3/3"].map(|shard| {
        let file = path(&format!("shard-{}.json", &shard[..1]));
        let output = lab(&["explore", "--seeds", "0..21", "--shard", shard, "--out", text(&file)]);
        assert_eq!(output.status.code(), Some(0));
        file
    });
    let files: Vec<&str> = shards.iter().map(|file| text(file)).collect();
    let merged = object(&[&["merge", "--json"], files.as_slice()].concat());
    for key in ["seeds", "virtualMs", "events", "digest", "ranges", "findings"] {
        assert_eq!(merged[key], whole[key], "{key}");
    }
    assert_eq!((&merged["missing"], &merged["twice"]), (&json!([]), &json!([])));

    let lacking = lab(&["merge", "--json", files[0], files[2]]);
    assert_eq!(lacking.status.code(), Some(1));
    let lacking: Value = serde_json::from_slice(&lacking.stdout).expect("one object");
    assert_eq!(lacking["missing"], json!([[7, 14]]));
    let double = object(&["merge", "--json", files[0], files[1], files[2], files[1]]);
    assert_eq!(double["twice"], json!([[7, 14]]));
}

#[test]
fn a_seed_replays_from_its_export_and_its_link() {
    let file = path("seed-5.json");
    let seed = object(&["replay", "5", "--json", "--export", text(&file)]);
    let played = object(&["run", text(&file), "--json"]);
    assert_eq!(played["hash"], seed["hash"]);
    let link = seed["link"].as_str().expect("a text");
    assert_eq!(object(&["replay", link, "--json"])["hash"], seed["hash"]);
}

#[test]
fn a_story_that_fails_is_told_and_can_be_shrunk() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/public/scenarios");
    let broken = folder.join("figure-8-broken.json");
    assert_eq!(lab(&["run", text(&broken)]).status.code(), Some(0), "it is expected to break");
    let story = path("shortest.json");
    let output = lab(&["shrink", text(&broken), "--out", text(&story)]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(lab(&["run", text(&story)]).status.code(), Some(0));
    let actions = |file: &Path| {
        let file: Value =
            serde_json::from_str(&fs::read_to_string(file).expect("it is there")).expect("JSON");
        file["steps"].as_array().map_or(0, Vec::len)
    };
    assert!(actions(&story) < 25, "{} steps", actions(&story));
    let sound = folder.join("first-election.json");
    assert_eq!(lab(&["shrink", text(&sound)]).status.code(), Some(1));
    // A seed is a run as well, here one without a fault.
    assert_eq!(lab(&["shrink", "7"]).status.code(), Some(1));
}

#[test]
fn errors_name_what_is_wrong() {
    let file = path("bad-scenario.json");
    fs::write(&file, r#"{"format":1,"serverz":3}"#).expect("it can be written");
    let output = lab(&["run", text(&file)]);
    assert_eq!(output.status.code(), Some(65));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("`serverz`") && words.contains("`servers`"), "{words}");
    for arguments in [
        &["explore", "--seeds", "9..3"][..],
        &["explore", "--seeds", "0..9", "--shard", "4/3"],
        &["explore", "--for", "3 weeks"],
        &["explore"],
        &["merge"],
        &["shrink"],
    ] {
        assert_eq!(lab(arguments).status.code(), Some(64), "{arguments:?}");
    }
    assert_eq!(lab(&["merge", "no-such-file"]).status.code(), Some(65));
    let schema = object(&["schema"]);
    assert_eq!(schema["properties"]["format"]["type"], "integer");
}
