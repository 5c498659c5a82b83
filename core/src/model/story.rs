//! A finding as a scenario: the steps as timed lines, told in English and Chinese.

use super::scope::Scope;
use super::search::Finding;
use super::state::State;
use super::step::{PACE, Step};
use crate::scenario::{Condition, Deadline, Expectation, Scenario, Step as Told, Texts, Trigger};
use crate::sim::InFlight;
use crate::types::Tick;

impl Finding {
    /// A scenario in which the same happens: its last step breaks the property.
    pub fn scenario(&self, scope: &Scope) -> Scenario {
        let mut state = State::first(scope);
        let mut steps = Vec::new();
        for (number, step) in (1..).zip(&self.steps) {
            let lines = step.actions(scope, &state).iter().map(ToString::to_string).collect();
            let trigger = Trigger::At { tick: Tick(number * PACE), after: None };
            steps.push(Told { trigger, lines, say: step.tell(scope), ..Told::default() });
            state = state.after(scope, step).expect("a finding's steps are possible");
        }
        let that = Condition::Violation(Some(self.property));
        let chinese = format!("检查器 {} 发现违反：{}", self.property, self.sentence);
        let say = texts(self.sentence.clone(), chinese);
        steps.push(Told { trigger: Trigger::When(that.clone()), say, ..Told::default() });
        let end = Tick(self.steps.len() as u64 * PACE);
        Scenario {
            title: texts(
                format!("The shortest way to break {}", self.property),
                format!("违反 {} 的最短过程", self.property),
            ),
            caption: texts(
                format!(
                    "Found by going through all that {} servers can come to: no run of fewer \
                     steps breaks it.",
                    scope.setup.servers
                ),
                format!(
                    "穷举 {} 台服务器的所有可能后找到：没有步数更少的过程能违反它。",
                    scope.setup.servers
                ),
            ),
            setup: scope.frozen_setup(),
            steps,
            expectations: vec![Expectation { that, deadline: Deadline::By(end) }],
            until: Some(end.plus(PACE)),
            ..Scenario::default()
        }
    }
}

impl Step {
    /// It in a sentence.
    pub fn tell(&self, scope: &Scope) -> Texts {
        let (english, chinese) = match self {
            Self::Timeout(server) => (
                format!("{server}'s election timer fires."),
                format!("{server} 的选举定时器到期。"),
            ),
            Self::Heartbeat(server) => {
                (format!("{server} sends heartbeats."), format!("{server} 发送心跳。"))
            }
            Self::Deliver { message, keeps_copy } => delivery(message, *keeps_copy),
            Self::Call { call, to } => {
                let call = scope.calls.get(*call);
                let call = call.map(|call| format!("{}: {}", call.client, call.command));
                let call = call.unwrap_or_default();
                (format!("{call}, of {to}."), format!("{call}，发给 {to}。"))
            }
            Self::AskAgain { client, to } => (
                format!("{client} asks again, now {to}."),
                format!("{client} 再次请求，这次问 {to}。"),
            ),
            Self::Crash(server) => (format!("{server} crashes."), format!("{server} 崩溃。")),
            Self::Restart(server) => {
                (format!("{server} restarts from its disk."), format!("{server} 从磁盘重新启动。"))
            }
            Self::Stall(server) => (
                format!("{server}'s disk stalls: what it writes now a crash will lose."),
                format!("{server} 的磁盘停顿：此后写入的内容会因崩溃而丢失。"),
            ),
            Self::Snapshot(server) => {
                (format!("{server} takes a snapshot."), format!("{server} 做快照。"))
            }
            Self::Transfer(server) => (
                format!("The leader is to hand over to {server}."),
                format!("请领导者把领导权移交给 {server}。"),
            ),
            Self::Change => (
                "The leader is asked for other members.".to_owned(),
                "请领导者变更成员。".to_owned(),
            ),
        };
        texts(english, chinese)
    }
}

fn delivery(message: &InFlight, keeps_copy: bool) -> (String, String) {
    let InFlight { id, from, to, .. } = message;
    let what = message.parcel.summary();
    let copy = if keeps_copy {
        ("; a copy is still under way", "；另有一份副本仍在途中")
    } else {
        ("", "")
    };
    (
        format!("{what} from {from} reaches {to} ({id}){}.", copy.0),
        format!("{from} 发给 {to} 的 {what} 到达（{id}）{}。", copy.1),
    )
}

fn texts(english: String, chinese: String) -> Texts {
    Texts::from([("en".to_owned(), english), ("zh-CN".to_owned(), chinese)])
}
