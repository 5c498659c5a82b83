//! What the guides of `www/docs` show as a file is read by the command as they say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

fn guide(language: &str, name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/docs");
    fs::read_to_string(folder.join(language).join(name)).expect("the guide is there")
}

/// The code blocks of a language.
fn blocks<'a>(guide: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    guide.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

fn file(name: &str, content: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("it can be written");
    path
}

fn lab(verb: &str, file: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kvraft-lab")).arg(verb).arg(file).output().expect("it runs")
}

#[test]
fn the_story_of_the_teachers_comes_out_as_told() {
    for language in LANGUAGES {
        let guide = guide(language, "teachers.md");
        let stories = blocks(&guide, "json");
        assert_eq!(stories.len(), 1);
        let output = lab("run", &file(&format!("guide-{language}.json"), stories[0]));
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_history_of_the_students_is_judged() {
    for language in LANGUAGES {
        let guide = guide(language, "students.md");
        let histories = blocks(&guide, "json");
        assert_eq!(histories.len(), 1);
        let output = lab("check", &file(&format!("guide-{language}.jsonl"), histories[0]));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // It would be noticed if the second client had read something else.
        let wrong = histories[0].replace(r#"{"value":"a"}"#, r#"{"value":"b"}"#);
        assert_ne!(wrong, histories[0]);
        let output = lab("check", &file(&format!("guide-{language}-wrong.jsonl"), &wrong));
        assert_eq!(output.status.code(), Some(1));
    }
}

/// Both languages have the same chapters, and show the same.
#[test]
fn the_guides_are_the_same_in_both_languages() {
    for name in ["index.md", "teachers.md", "students.md", "engineers.md", "reference.md"] {
        let [english, chinese] = LANGUAGES.map(|language| guide(language, name));
        let shape = |guide: &str| -> Vec<String> {
            let is_shape = |line: &&str| {
                line.starts_with("<kvraft-lab")
                    || line.starts_with("## ")
                    || line.starts_with("```{lit")
            };
            // A tag says more than a title, which is translated.
            let kind = |line: &str| {
                let is_tag = line.starts_with('<');
                if is_tag { line } else { line.split(' ').next().unwrap_or_default() }.to_owned()
            };
            guide.lines().filter(is_shape).map(kind).collect()
        };
        assert_eq!(shape(&english), shape(&chinese), "{name}");
        let targets = |guide: &str, scheme: &str| {
            let begin = format!("]({scheme}:");
            let links = guide.split(&begin).skip(1);
            let mut all: Vec<String> =
                links.filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect();
            all.sort_unstable();
            all
        };
        for scheme in ["story", "rust"] {
            assert_eq!(targets(&english, scheme), targets(&chinese, scheme), "{name}: {scheme}");
        }
    }
}
