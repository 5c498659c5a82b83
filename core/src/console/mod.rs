//! The action language: one line, one action. The page's console, recordings and golden scripts all
//! speak it, and every [`Action`] prints as a line of it.
//!
//! ```text
//! [cN] put KEY VALUE [at VERSION] [@S]     append KEY VALUE     get KEY [via index|lease|version]
//!      delete KEY     cas KEY OLD NEW
//! crash S [after EFFECTS]   restart S   pause S   resume S   timeout S   heartbeat S
//! transfer S   compact S
//! members S S ... [learners S ...]         clock S PERCENT
//! partition S S | S S ...   bridge S S S | S S S ...   oneway S S > S S   isolate S
//! cut END END     mend END END     heal     calm
//! delay MIN MAX [tail] [on END END]     loss PERCENT [on END END]     bandwidth BYTES|unlimited [on END END]
//! duplicate PERCENT [on END END]     late PERCENT [on END END]     reorder PERCENT [on END END]
//! order any|fifo [on END END]
//! disk MIN MAX [on S]     lie S on|off     disorder S on|off     full S on|off
//! deliver M     drop M     copy M     hold M     release M
//! cN|all detach S     attach S     rest     patience MS|forever     retry MS
//! cN again [@S]
//! cN|all work MIN MAX [keys N] [gets PERCENT] [puts PERCENT] [appends PERCENT] [via MODE]
//! ```
//!
//! S is `3`, `S3` or `leader`; an END of a link is one of those or a client such as `c2`; M is `m12`. Words with spaces or quotes stand in double quotes, with `\"`, `\\`, `\n`,
//! `\t` and `\u{1F600}` inside. `#` begins a comment.

mod complete;

mod error;

mod expected;

mod reader;

mod words;

use crate::sim::Action;
use crate::types::NodeId;
use reader::Reader;

pub use complete::complete;
#[cfg(feature = "json")]
pub(crate) use complete::nearest;
#[cfg(feature = "json")]
pub(crate) use error::unknown;
pub use error::{ParseError, ParseErrorKind};
#[cfg(feature = "json")]
pub(crate) use reader::shortened;

/// Every verb, with what follows it.
pub const VERBS: &[(&str, &str)] = &[
    ("put", "KEY VALUE"),
    ("append", "KEY VALUE"),
    ("get", "KEY"),
    ("delete", "KEY"),
    ("cas", "KEY OLD NEW"),
    ("crash", "SERVER"),
    ("restart", "SERVER"),
    ("pause", "SERVER"),
    ("resume", "SERVER"),
    ("timeout", "SERVER"),
    ("heartbeat", "SERVER"),
    ("transfer", "SERVER"),
    ("compact", "SERVER"),
    ("members", "SERVERS learners SERVERS"),
    ("isolate", "SERVER"),
    ("partition", "SERVERS | SERVERS"),
    ("bridge", "SERVERS | SERVERS"),
    ("oneway", "SERVERS > SERVERS"),
    ("cut", "FROM TO"),
    ("mend", "FROM TO"),
    ("heal", ""),
    ("calm", ""),
    ("delay", "MIN MAX"),
    ("loss", "PERCENT"),
    ("duplicate", "PERCENT"),
    ("late", "PERCENT"),
    ("reorder", "PERCENT"),
    ("order", "any|fifo"),
    ("bandwidth", "BYTES"),
    ("disk", "MIN MAX"),
    ("lie", "SERVER on|off"),
    ("disorder", "SERVER on|off"),
    ("full", "SERVER on|off"),
    ("clock", "SERVER PERCENT"),
    ("deliver", "MESSAGE"),
    ("drop", "MESSAGE"),
    ("copy", "MESSAGE"),
    ("hold", "MESSAGE"),
    ("release", "MESSAGE"),
    ("detach", "SERVER"),
    ("attach", "SERVER"),
    ("work", "MIN MAX"),
    ("rest", ""),
    ("patience", "MS"),
    ("retry", "MS"),
    ("again", ""),
];

/// Reads one line. `leader` is whom the word `leader` means now.
pub fn parse(line: &str, leader: Option<NodeId>) -> Result<Action, ParseError> {
    let words = words::split(line)?;
    let end = line.trim_end().chars().count() + 1;
    Reader::new(&words, end, leader).action()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn parsed(line: &str) -> Result<String, String> {
        match parse(line, Some(NodeId(3))) {
            Ok(action) => Ok(action.to_string()),
            Err(error) => Err(format!("{}: {error}", error.column)),
        }
    }

    /// One line of each form of each action.
    const LINES: &[&str] = &[
        "put x 1",
        "append \"a key\" \"say \\\"hi\\\"\\n\"",
        "c2 get 键 @4",
        "get x via version",
        "put x 1 at 0",
        "put x 1 at 7 @2",
        "get x via index",
        "get x via lease @2",
        "delete 😀",
        "cas x \"\" 2",
        "crash 3",
        "crash 3 after 7",
        "restart 3",
        "pause 1",
        "resume 1",
        "timeout 2",
        "heartbeat 2",
        "c1 again",
        "c2 again @3",
        "transfer 2",
        "compact 2",
        "members 1 2 3",
        "members 2 4 learners 5",
        "isolate 5",
        "partition 1 2 | 3 4 5",
        "cut 1 2",
        "mend 1 2",
        "heal",
        "c2 detach 1",
        "c1 attach 1",
        "c2 work 0 50",
        "c1 rest",
        "delay 5 15",
        "delay 5 15 on 1 2",
        "loss 10",
        "loss 2.5 on 1 2",
        "duplicate 0.1",
        "late 66.7",
        "disk 0 0",
        "delay 5 200 tail",
        "delay 5 200 tail on c1 2",
        "loss 10 on 3 c2",
        "reorder 10",
        "order fifo on 1 2",
        "order any",
        "bandwidth 100",
        "bandwidth unlimited on 1 2",
        "disk 5 9 on 3",
        "lie 2 on",
        "disorder 2 off",
        "full 2 on",
        "clock 3 50",
        "bridge 1 2 3 | 3 4 5",
        "oneway 1 2 > 3 4 5",
        "cut c1 2",
        "mend 2 c1",
        "calm",
        "deliver m12",
        "drop m1",
        "copy m1",
        "hold m1",
        "release m1",
        "all detach 3",
        "all rest",
        "c1 patience 500",
        "all patience forever",
        "c2 retry 100",
        "all work 0 50 keys 3 gets 40 puts 20.5 appends 39.5 via index",
    ];

    #[test]
    fn every_action_reads_back_what_it_prints() {
        for &line in LINES {
            assert_eq!(parsed(line).as_deref(), Ok(line));
        }
    }

    #[test]
    fn servers_have_several_names() {
        for line in ["crash 3", "crash S3", "CRASH s3", "crash leader", "  crash   3  # why not"] {
            assert_eq!(parsed(line).as_deref(), Ok("crash 3"));
        }
        let error = parse("crash leader", None).expect_err("nobody leads");
        assert_eq!(error.kind, ParseErrorKind::NoLeader);
    }

    #[test]
    fn errors_point_at_the_place_and_say_what_was_expected() {
        let cases = [
            ("", "1: There is nothing to do: the line is empty."),
            ("crush 3", "1: There is no command `crush`. Did you mean `crash`?"),
            ("frobnicate", "1: There is no command `frobnicate`."),
            ("put x", "6: Here a value is missing: `put KEY VALUE`."),
            (
                "put x a b",
                "9: `b` is too much: `put KEY VALUE`. A key or value with spaces needs double quotes.",
            ),
            ("crash -1", "7: `-1` is not a server; write 3, S3 or leader."),
            ("crash 99999999999", "7: `99999999999` is not a server; write 3, S3 or leader."),
            ("put \"x 1", "5: This double quote is never closed."),
            (
                "put a\"b 1",
                "6: A double quote can stand at the ends of a word only; inside one write \\\".",
            ),
            (
                "put \"a\\q\" 1",
                "7: `\\q` means nothing inside quotes; known are \\\" \\\\ \\n \\t \\u{1F600}.",
            ),
            ("loss 2.55", "6: `2.55` is not a percentage such as 10 or 2.5."),
            ("partition 1 2 |", "16: Here a server is missing: `partition SERVERS | SERVERS`."),
            ("oneway 1 2", "11: Here > is missing: `oneway SERVERS > SERVERS`."),
            ("all put x 1", "1: `all` is not one client, such as c1."),
            ("lie 2 maybe", "7: `maybe` is not on or off."),
            ("order lifo", "7: `lifo` is not any or fifo."),
            ("drop x", "6: `x` is not a message; write m12."),
            ("cut c1", "7: Here a server or client is missing: `cut FROM TO`."),
            ("partition | 1", "11: Here a server is missing: `partition SERVERS | SERVERS`."),
        ];
        for (line, error) in cases {
            assert_eq!(parsed(line), Err(error.to_owned()), "{line}");
        }
    }

    #[test]
    fn words_of_the_network_mean_what_they_say_elsewhere() {
        for line in ["put > on", "put all m1", "put tail 1", "get via via index", "get calm"] {
            assert_eq!(parsed(line).as_deref(), Ok(line));
        }
        assert_eq!(
            parsed("work 1 2 gets 100").as_deref(),
            Ok("c1 work 1 2 gets 100 puts 0 appends 0")
        );
    }

    #[test]
    fn completion_offers_verbs_then_servers() {
        assert_eq!(complete("cr", 3, 2), ["crash"]);
        assert_eq!(complete("crash ", 2, 2), ["1", "2", "leader"]);
        assert_eq!(complete("lie 1 ", 2, 2), ["on", "off"]);
        assert_eq!(complete("loss 10 on c", 2, 2), ["c1", "c2"]);
        assert_eq!(complete("delay 1 2 t", 2, 2), ["tail"]);
        assert_eq!(complete("all w", 2, 2), ["work"]);
        assert_eq!(complete("work 1 2 keys 3 v", 2, 2), ["via"]);
        assert_eq!(complete("c2 ap", 2, 2), ["append"]);
        assert!(complete("put x ", 2, 2).is_empty());
    }

    #[test]
    fn no_line_panics() {
        let mut rng = Rng::new(5);
        let pieces: Vec<char> = "put crash c1 \"\\u{}|#@1 9.%\n\t😀S".chars().collect();
        for _ in 0..20_000 {
            let length = rng.below(20);
            let line: String = (0..length).filter_map(|_| rng.pick(&pieces).copied()).collect();
            if let Ok(action) = parse(&line, Some(NodeId(1))) {
                assert_eq!(parse(&action.to_string(), None), Ok(action), "{line}");
            }
            let _ = complete(&line, 5, 2);
        }
    }
}
