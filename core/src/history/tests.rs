use super::*;
use crate::check::linearizability::{Outcome, Verdict, check_calls};
use crate::kv::{Answer, Command};

fn wrong(text: &str) -> String {
    parse(text).expect_err("it is wrong").to_string()
}

#[test]
fn jepsen_logs_are_read() {
    let text = "INFO  jepsen.util - 0\t:invoke\t:write\t3
INFO  jepsen.util - 1\t:invoke\t:cas\t[3 4]
INFO  jepsen.util - 0\t:ok\t:write\t3
INFO  jepsen.util - 1\t:fail\t:cas\t[3 4]
INFO  jepsen.util - 0\t:invoke\t:read\tnil
INFO  jepsen.util - 2\t:invoke\t:write\t9
INFO  jepsen.util - 2\t:info\t:write\t:timed-out
INFO  jepsen.util - 0\t:ok\t:read\t9
";
    let history = parse(text).expect("well-formed");
    assert_eq!(history.lines, [1, 2, 5, 6]);
    let outcomes: Vec<Outcome> = history.calls.iter().map(|call| call.outcome.clone()).collect();
    let answered = Outcome::Answered;
    let nine = answered(Answer::Value("9".into()));
    assert_eq!(outcomes, [answered(Answer::Ok), Outcome::Refused, nine, Outcome::Unknown]);
    assert_eq!(check_calls(&history.calls, 1000), Verdict::Linearizable);
}

#[test]
fn porcupine_logs_are_read() {
    let text = r#"{:process 0, :type :invoke, :f :append, :key "0", :value "a \"b\""}
{:process 1, :type :invoke, :f :get, :key "0", :value nil}
{:process 1, :type :ok, :f :get, :key "0", :value ""}
{:process 0, :type :ok, :f :append, :key "0", :value "a \"b\""}
"#;
    let history = parse(text).expect("well-formed");
    let append = Command::Append { key: "0".into(), value: "a \"b\"".into() };
    assert_eq!(history.calls[0].command, append);
    assert_eq!(history.calls[1].outcome, Outcome::Answered(Answer::NoKey));
    assert_eq!(check_calls(&history.calls, 1000), Verdict::Linearizable);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    assert!(wrong("\nhello").starts_with("line 2: neither"), "{}", wrong("\nhello"));
    let invoke = "INFO  jepsen.util - 0\t:invoke\t:write\t3\n";
    let twice = format!("{invoke}{invoke}");
    assert_eq!(wrong(&twice), "line 2: process 0 has not returned yet from its call of line 1");
    let stranger = format!("{invoke}INFO  jepsen.util - 7\t:ok\t:write\t3");
    assert_eq!(wrong(&stranger), "line 2: process 7 has not called this");
    let other = format!("{invoke}INFO  jepsen.util - 0\t:ok\t:read\t3");
    assert_eq!(wrong(&other), "line 2: process 0 has not called this");
    assert_eq!(wrong("INFO  jepsen.util - 0 :invoke :cas [3"), "line 1: expected `[OLD NEW]`");
    let map = r#"{:process 0, :type :invoke, :f :get, :key "0", :value nil, :color 3}"#;
    assert_eq!(wrong(map), "line 1: unknown member `:color`");
    assert_eq!(wrong("{:process 0"), "line 1: expected a `:keyword` or `}`");
    assert_eq!(wrong("{:process \"a"), "line 1: expected a closing quote");
}

#[test]
fn a_reader_gives_up_at_its_limits() {
    let mut reader = Reader::new(Limits { operations: 2, bytes: 1 << 20 });
    let line = |process: u64| format!("INFO  jepsen.util - {process} :invoke :read nil");
    assert_eq!((reader.line(&line(1)), reader.line(&line(2))), (Ok(()), Ok(())));
    let gave_up = reader.line(&line(3));
    assert_eq!(gave_up, Err(LineError { line: 3, kind: Wrong::TooLong }));
    let mut reader = Reader::new(Limits { operations: 9, bytes: 40 });
    assert_eq!(reader.line(&line(1)), Ok(()));
    assert_eq!(reader.line(&line(2)).map_err(|error| error.line), Err(2));
}

#[cfg(feature = "json")]
mod json {
    use super::*;

    const PUT: &str = r#"{"client":1,"number":1,"call":0,"return":31,"op":"put","key":"x","value":"a","answer":"ok"}"#;

    #[test]
    fn lines_are_read_as_written() {
        let lines = [
            PUT,
            r#"{"client":2,"call":12,"return":40,"op":"get","key":"x","answer":{"value":"a"}}"#,
            r#"{"client":1,"number":2,"call":35,"op":"append","key":"x","value":"b"}"#,
            r#"{"client":3,"call":1,"return":9,"op":"get","key":"x","via":"version","answer":{"value":"a","version":1}}"#,
            r#"{"client":4,"call":1,"return":9,"op":"put","key":"x","value":"c","version":7,"answer":{"actual":1}}"#,
            r#"{"client":5,"call":1,"return":9,"op":"cas","key":"x","expected":"q","value":"c","answer":{"actual":"a"}}"#,
            r#"{"client":6,"call":1,"return":9,"op":"cas","key":"x","expected":"q","value":"c","answer":"refused"}"#,
            r#"{"client":7,"call":1,"return":9,"op":"delete","key":"y","answer":"no-key"}"#,
        ];
        let history = parse(&lines.join("\n")).expect("well-formed");
        assert_eq!(check_calls(&history.calls, 1000), Verdict::Linearizable);
        let numbers = [Some(1), None, Some(2), None, None, None, None, None];
        let pairs = history.calls.iter().zip(numbers);
        let written: Vec<String> = pairs.map(|(call, number)| to_line(call, number)).collect();
        let again = parse(&written.join("\n")).expect("what is written can be read");
        assert_eq!(again, history);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let second = |line: &str| wrong(&format!("{PUT}\n{line}"));
        assert_eq!(
            second(r#"{"client":1,"number":3,"call":40,"op":"get","key":"x"}"#),
            "line 2: client 1's operation 2 is missing before this one"
        );
        assert_eq!(
            second(r#"{"client":1,"number":2,"call":30,"op":"get","key":"x"}"#),
            "line 2: process 1 has not returned yet from its call of line 1"
        );
        assert_eq!(
            second(r#"{"client":2,"call":30,"op":"get","key":"x","colour":1}"#),
            "line 2: unknown member `colour`"
        );
        assert_eq!(
            second(r#"{"client":"2","call":30,"op":"get","key":"x"}"#),
            "line 2: `client` must be a whole number"
        );
        assert_eq!(
            second(r#"{"client":2,"call":30,"return":3,"op":"get","key":"x"}"#),
            "line 2: it returns before it is called"
        );
        assert_eq!(
            second(r#"{"client":2,"call":30,"op":"get","key":"x","answer":"ok"}"#),
            "line 2: `return` must be there if there is an `answer`"
        );
        assert!(second("{").starts_with("line 2: expected a JSON object: EOF"), "{}", second("{"));
        assert_eq!(second("[]"), "line 2: expected a JSON object");
    }
}
