//! The core's example `tcp`, for real: processes on loopback ports, files as disks, `kill -9`.

use kvraft_core::check::linearizability::{Call, Outcome, Verdict, check_calls};
use kvraft_core::kv::{Answer, Command};
use kvraft_core::rng::Rng;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdin, ChildStdout, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_kvraft-tcp");

/// Nothing takes so long but on a machine that is stuck.
const PATIENCE: Duration = Duration::from_mins(2);

/// Waits for something to be true.
fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_true() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn program() -> process::Command {
    process::Command::new(PROGRAM)
}

/// Three processes; they and their files go with this.
struct Cluster {
    peers: String,
    folder: PathBuf,
    processes: BTreeMap<u32, Child>,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        (1..=3).for_each(|id| self.kill(id));
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Cluster {
    fn new(name: &str) -> Self {
        // Below the ports that the system gives to whoever calls, and not where another run looks first.
        let port = 20_000 + u16::try_from(process::id() % 3_500 * 3).expect("it is below 10,500");
        let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
        let ports: Vec<u16> = (port..32_000).filter(is_free).take(3).collect();
        let peer = |(id, port)| format!("{id}=127.0.0.1:{port}");
        let peers = (1..).zip(ports).map(peer).collect::<Vec<String>>().join(",");
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", process::id()));
        let mut cluster = Self { peers, folder, processes: BTreeMap::new() };
        (1..=3).for_each(|id| cluster.start(id));
        cluster
    }

    fn start(&mut self, id: u32) {
        let child = program()
            .args(["serve", "--id", &id.to_string(), "--peers", &self.peers])
            .args(["--snapshot-bytes", "3000", "--data"])
            .arg(self.folder.join(id.to_string()))
            .stdout(Stdio::null())
            .spawn();
        self.processes.insert(id, child.expect("it was built"));
    }

    fn kill(&mut self, id: u32) {
        if let Some(mut child) = self.processes.remove(&id) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Lines such as `S1 t3 leader S2 last 5@3 applied 5 snapshot 0`, split into words.
    fn status(&self) -> Vec<Vec<String>> {
        let output = program().args(["status", "--peers", &self.peers]).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("it speaks UTF-8");
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
        text.lines().map(words).collect()
    }

    /// Who leads: who says so of itself, in the latest term.
    fn leader(&self) -> u32 {
        let mut leader = None;
        wait_until("somebody leads", || {
            let status = self.status();
            let leading = status.iter().filter(|words| words.get(3) == words.first());
            let number = |word: &String| word[1..].parse::<u32>().expect("S1, t2");
            leader = leading.max_by_key(|words| number(&words[1])).map(|words| number(&words[0]));
            leader.is_some()
        });
        leader.expect("it was waited for")
    }

    fn client(&self) -> Client {
        let mut process = program()
            .args(["client", "--peers", &self.peers, "--timeout", "100000"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it was built");
        let input = process.stdin.take().expect("it is piped");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        Client { process, input, output }
    }
}

/// A client process, fed line by line.
struct Client {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Client {
    fn ask(&mut self, command: &Command) -> Outcome {
        writeln!(self.input, "{command}").expect("it reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it answers");
        let line = line.trim_end();
        let actual = line.strip_prefix("ErrCasFailed(").and_then(|rest| rest.strip_suffix(')'));
        Outcome::Answered(match line {
            "ErrTimeout" => return Outcome::Unknown,
            "OK" => Answer::Ok,
            "ErrNoKey" => Answer::NoKey,
            value if actual.is_none() => Answer::Value(value.into()),
            _ => Answer::CasFailed { actual: actual.unwrap_or_default().into() },
        })
    }
}

/// A client that makes random calls until it is told to stop.
struct Worker<'a> {
    number: u64,
    client: Client,
    began: Instant,
    answered: &'a AtomicUsize,
    calls: Vec<Call>,
}

impl Worker<'_> {
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).expect("no test takes so long")
    }

    fn call(&mut self, command: Command) {
        let call = self.now();
        let outcome = self.client.ask(&command);
        let returned = (outcome != Outcome::Unknown).then(|| self.now());
        if returned.is_some() {
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
        self.calls.push(Call { process: self.number, command, call, returned, outcome });
    }

    fn work(mut self, stop: &AtomicBool) -> Vec<Call> {
        let mut rng = Rng::new(self.number);
        for turn in 0_u64.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let key = ["x", "y"][usize::from(rng.below(2) == 0)].into();
            let mine = format!("{}:{turn},", self.number);
            self.call(match rng.below(6) {
                0 => Command::Delete { key },
                1 => Command::Cas {
                    key,
                    expected: format!("{}:{},", self.number, turn.saturating_sub(1)).into(),
                    new: mine.into(),
                },
                2 => Command::Put { key, value: mine.into() },
                3 => Command::get(key),
                // Nobody removes these: all that are acknowledged must be there in the end.
                _ => Command::Append { key: "all".into(), value: mine.into() },
            });
        }
        self.calls
    }
}

/// The appends to `all` that were acknowledged, of one worker in its order.
fn acknowledged(calls: &[Call]) -> Vec<String> {
    let appended = calls.iter().filter(|call| call.outcome == Outcome::Answered(Answer::Ok));
    let appended = appended.filter(|call| call.command.verb() == "append");
    appended.flat_map(|call| call.command.values()).map(ToString::to_string).collect()
}

/// What happens to the cluster while clients work: each a name, and when all is well again.
fn torment(cluster: &mut Cluster, go_on: impl Fn(&str)) {
    go_on("at first");
    let leader = cluster.leader();
    cluster.kill(leader);
    go_on("without the first leader");
    cluster.start(leader);
    go_on("with it again");
    let leader = cluster.leader();
    cluster.kill(leader);
    cluster.start(leader);
    (1..=3).for_each(|id| cluster.kill(id));
    (1..=3).for_each(|id| cluster.start(id));
    go_on("after the crash of all");
    // What this one misses is in no log any more by the time it returns.
    let follower = cluster.leader() % 3 + 1;
    cluster.kill(follower);
    go_on("without a follower");
    cluster.start(follower);
    go_on("with it again, by a snapshot");
}

#[test]
fn acknowledged_writes_survive_and_clients_see_one_order() {
    let mut cluster = Cluster::new("survive");
    let (stop, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    let began = Instant::now();
    let worker = |number| {
        let (client, calls) = (cluster.client(), Vec::new());
        Worker { number, client, began, answered: &answered, calls }
    };
    let workers: Vec<Worker<'_>> = (1..=4).map(worker).collect();
    let mut reader = worker(5);
    let histories: Vec<Vec<Call>> = thread::scope(|scope| {
        let running: Vec<_> =
            workers.into_iter().map(|worker| scope.spawn(|| worker.work(&stop))).collect();
        let go_on = |when: &str| {
            let goal = answered.load(Ordering::Relaxed) + 60;
            wait_until(when, || answered.load(Ordering::Relaxed) >= goal);
        };
        // Whatever fails in between: the workers must not go on for ever.
        let outcome =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| torment(&mut cluster, go_on)));
        stop.store(true, Ordering::Relaxed);
        let histories = running.into_iter().map(|worker| worker.join().expect("it ends")).collect();
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        histories
    });
    for key in ["all", "x", "y"] {
        reader.call(Command::get(key));
    }
    let Outcome::Answered(Answer::Value(all)) = &reader.calls[0].outcome else {
        panic!("{:?}", reader.calls[0])
    };
    let all: Vec<&str> = all.split_inclusive(',').collect();
    for (number, calls) in (1..).zip(&histories) {
        let prefix = format!("{number}:");
        let mut found = all.iter().filter(|value| value.starts_with(&prefix));
        // In its order, and each once; what nobody acknowledged may stand between.
        for value in acknowledged(calls) {
            assert!(found.any(|other| *other == value), "{value} was acknowledged, and is lost");
        }
    }
    let once: std::collections::BTreeSet<&&str> = all.iter().collect();
    assert_eq!(once.len(), all.len(), "an append was executed twice");
    let history: Vec<Call> = histories.into_iter().flatten().chain(reader.calls).collect();
    assert_eq!(check_calls(&history, 50_000_000), Verdict::Linearizable);
    // Snapshots were taken, and the files are short: not all that was ever written is in them.
    wait_until("everybody has a snapshot", || {
        let snapshots = cluster.status();
        snapshots.len() == 3
            && snapshots.iter().all(|words| words.get(9).is_some_and(|at| at != "0"))
    });
}

#[test]
fn the_demo_tells_its_story() {
    let output = program().arg("demo").output().expect("it was built");
    let text = String::from_utf8(output.stdout).expect("it speaks UTF-8");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{errors}");
    let answers: Vec<&str> = text.lines().skip_while(|line| !line.starts_with('>')).collect();
    let said = |question, answer| {
        let at = answers.iter().position(|line| *line == question);
        at.is_some_and(|at| answers[at + 1..].contains(&answer))
    };
    assert!(said("> put color blue", "OK"), "{text}");
    assert!(said("> get color", "blue"), "{text}");
    assert!(said("> get color", "blue-green"), "{text}");
}

#[test]
fn wrong_arguments_are_told_apart_from_trouble() {
    let run = |words: &[&str]| program().args(words).output().expect("it was built");
    for words in [
        &[][..],
        &["dance"],
        &["demo", "now"],
        &["serve", "--id", "1"],
        &["serve", "--id", "4", "--peers", "1=127.0.0.1:1", "--data", "nowhere"],
        &["client", "put", "x", "1"],
        &["client", "--peers", "1=here"],
        &["client", "--peers", "1=127.0.0.1:1,1=127.0.0.1:2"],
        &["client", "--peers", "1=127.0.0.1:1", "--timeout", "soon"],
        &["client", "--peers", "1=127.0.0.1:1", "put", "x"],
    ] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(64), "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage:"), "{words:?}");
    }
    // Nobody listens at this port: the call is given up.
    let silent = run(&["client", "--peers", "1=127.0.0.1:1", "--timeout", "100", "get", "x"]);
    assert_eq!(silent.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&silent.stdout), "ErrTimeout\n");
    let down = run(&["status", "--peers", "1=127.0.0.1:1"]);
    assert_eq!(down.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&down.stdout).starts_with("S1 down: "));
}
