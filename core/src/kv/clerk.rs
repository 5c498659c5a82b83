//! The Clerk: a client's side of the service, as a state machine too. It remembers the leader, follows
//! hints, tries others otherwise, and retries with the same number until it has an answer or gives up.

use super::command::{Answer, Command, Reply, Request};
use super::server::Op;
use crate::types::{ClientId, NodeId, RequestNumber};
use std::sync::Arc;

/// The Clerk's patience, in ticks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClerkConfig {
    /// No reply for so long: ask another server.
    pub retry_after: u64,
    /// All servers have been asked and none leads: wait so long before the next round.
    pub pause: u64,
    /// Give up with `ErrTimeout` so long after the call; never, if none.
    pub give_up_after: Option<u64>,
}

impl Default for ClerkConfig {
    fn default() -> Self {
        Self { retry_after: 150, pause: 50, give_up_after: None }
    }
}

/// What can happen to a Clerk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClerkInput {
    /// The application calls. Refused (an assertion) while a call is under way: one at a time.
    Call(Command),
    /// A server replied.
    Reply {
        /// Who.
        from: NodeId,
        /// To which request.
        number: RequestNumber,
        /// What.
        reply: Reply,
    },
    /// Ask again now, by hand: this server, or another than before. Ignored if no call is under way.
    AskAgain {
        /// Whom, if not just another.
        server: Option<NodeId>,
    },
    /// The clock moved on by so many ticks.
    Tick {
        /// How many.
        elapsed: u64,
    },
}

/// What a Clerk wants done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClerkEffect {
    /// Send the request to this server.
    Send {
        /// Whom.
        to: NodeId,
        /// What.
        request: Op,
    },
    /// The call returns.
    Return {
        /// Which.
        number: RequestNumber,
        /// With the answer, or none (`ErrTimeout`): then it may or may not be executed.
        answer: Option<Answer>,
    },
}

/// The Clerk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clerk {
    id: ClientId,
    servers: Vec<NodeId>,
    config: ClerkConfig,
    /// Position in `servers` of the one to ask: the leader, as far as known.
    target: usize,
    /// Position of the server with which the next round begins, when hints lead nowhere.
    round: usize,
    last_number: RequestNumber,
    session: Session,
    call: Option<Call>,
}

/// What a Clerk knows of its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Session {
    /// Nothing: the service may not want one. Nothing was ever executed in it.
    Unknown,
    /// It is being opened, or has been.
    Opened,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Call {
    request: Op,
    /// A session must be opened first, by this request.
    opening: Option<Op>,
    /// Ticks since the call.
    age: u64,
    /// Ticks until the next try.
    retry_in: u64,
    /// It rests before the next round; nobody is being asked.
    pausing: bool,
    /// How often a server was asked.
    attempts: u32,
    /// How many in a row said they do not lead.
    refusals: usize,
}

impl Clerk {
    /// A Clerk of `servers`, at least one.
    pub fn new(id: ClientId, servers: Vec<NodeId>, config: ClerkConfig) -> Self {
        assert!(!servers.is_empty(), "a Clerk needs a server");
        Self {
            id,
            servers,
            config,
            target: 0,
            round: 0,
            last_number: RequestNumber(0),
            session: Session::Unknown,
            call: None,
        }
    }

    /// The one way to change it. What follows is added to `effects`.
    pub fn step(&mut self, input: ClerkInput, effects: &mut Vec<ClerkEffect>) {
        match input {
            ClerkInput::Call(command) => self.start_call(command, effects),
            ClerkInput::Reply { from, number, reply } => {
                self.handle_reply(from, number, reply, effects);
            }
            ClerkInput::AskAgain { server } => self.ask_again(server, effects),
            ClerkInput::Tick { elapsed } => self.tick(elapsed, effects),
        }
    }

    /// Directs the next try to `server`, if it belongs to the cluster.
    pub fn prefer(&mut self, server: NodeId) {
        if let Some(at) = self.servers.iter().position(|&known| known == server) {
            self.target = at;
        }
    }

    /// Its patience, to be changed; it counts from the next try, or from now on for giving up.
    pub fn config_mut(&mut self) -> &mut ClerkConfig {
        &mut self.config
    }

    /// Whose Clerk it is.
    pub fn id(&self) -> ClientId {
        self.id
    }

    /// Whom it asks next.
    pub fn target(&self) -> NodeId {
        self.servers[self.target]
    }

    /// The request under way.
    pub fn request(&self) -> Option<&Op> {
        self.call.as_ref().map(|call| &call.request)
    }

    /// The number of the last call.
    pub fn last_number(&self) -> RequestNumber {
        self.last_number
    }

    /// What is sent for a call: its request, or first one that opens a session.
    fn sent(call: &Call) -> Op {
        call.opening.clone().unwrap_or_else(|| call.request.clone())
    }

    /// How often servers were asked for the request under way; 0 if none is.
    pub fn attempts(&self) -> u32 {
        self.call.as_ref().map_or(0, |call| call.attempts)
    }

    /// Ticks until a [`ClerkInput::Tick`] does something; none if it waits for nothing.
    pub fn timer(&self) -> Option<u64> {
        let call = self.call.as_ref()?;
        let patience = self.config.give_up_after.map(|limit| limit.saturating_sub(call.age));
        Some(patience.map_or(call.retry_in, |left| left.min(call.retry_in)).max(1))
    }

    fn start_call(&mut self, command: Command, effects: &mut Vec<ClerkEffect>) {
        assert!(self.call.is_none(), "a Clerk makes one call at a time");
        self.last_number.0 += 1;
        let request = Arc::new(Request { client: self.id, number: self.last_number, command });
        self.call = Some(Call {
            request,
            opening: None,
            age: 0,
            retry_in: 0,
            pausing: false,
            attempts: 0,
            refusals: 0,
        });
        self.ask(effects);
    }

    fn ask(&mut self, effects: &mut Vec<ClerkEffect>) {
        let to = self.target();
        let Some(call) = &mut self.call else { return };
        call.attempts = call.attempts.saturating_add(1);
        call.retry_in = self.config.retry_after.max(1);
        call.pausing = false;
        effects.push(ClerkEffect::Send { to, request: Self::sent(call) });
    }

    fn handle_reply(
        &mut self,
        from: NodeId,
        number: RequestNumber,
        reply: Reply,
        effects: &mut Vec<ClerkEffect>,
    ) {
        // Answers to earlier calls, and to this one from servers given up on, may still arrive.
        let Some(call) = &mut self.call else { return };
        if Self::sent(call).number != number {
            return;
        }
        match reply {
            Reply::Executed(_) | Reply::Outdated if call.opening.is_some() => {
                call.opening = None;
                self.prefer(from);
                self.ask(effects);
            }
            Reply::NoSession if self.session == Session::Unknown => {
                // No request of this client was ever executed: it is safe to begin again.
                let (client, command) = (self.id, Command::OpenSession);
                call.opening =
                    Some(Arc::new(Request { client, number: RequestNumber(0), command }));
                self.session = Session::Opened;
                self.prefer(from);
                self.ask(effects);
            }
            Reply::NoSession => {
                // The session was forgotten, and with it whether this request was executed in it.
                self.session = Session::Unknown;
                self.call = None;
                effects.push(ClerkEffect::Return { number, answer: None });
            }
            Reply::Executed(Answer::WrongVersion { .. }) if call.attempts > 1 => {
                // Perhaps an earlier try was executed, and this is the version it made. (The protocol
                // takes for granted that the network itself makes no copies, as TCP does not.)
                self.prefer(from);
                self.call = None;
                effects.push(ClerkEffect::Return { number, answer: Some(Answer::Maybe) });
            }
            Reply::Executed(answer) => {
                self.prefer(from);
                self.call = None;
                effects.push(ClerkEffect::Return { number, answer: Some(answer) });
            }
            Reply::WrongLeader { hint } if from == self.servers[self.target] && !call.pausing => {
                call.refusals += 1;
                // Everybody refused, or they send us in circles: there may be no leader just now.
                call.pausing = call.refusals >= self.servers.len();
                if call.pausing {
                    call.refusals = 0;
                    call.retry_in = self.config.pause.max(1);
                }
                if call.pausing {
                    // Servers that left the cluster may send each other's clients in circles for ever.
                    self.round = (self.round + 1) % self.servers.len();
                    self.target = self.round;
                    return;
                }
                match hint {
                    Some(leader) if leader != from && self.servers.contains(&leader) => {
                        self.prefer(leader);
                    }
                    _ => self.rotate(),
                }
                self.ask(effects);
            }
            // A server asked before, or (impossible for one call at a time) a forgotten answer.
            Reply::WrongLeader { .. } | Reply::Outdated => {}
        }
    }

    fn tick(&mut self, elapsed: u64, effects: &mut Vec<ClerkEffect>) {
        let Some(call) = &mut self.call else { return };
        call.age = call.age.saturating_add(elapsed);
        call.retry_in = call.retry_in.saturating_sub(elapsed);
        if self.config.give_up_after.is_some_and(|limit| call.age >= limit) {
            let number = call.request.number;
            self.call = None;
            effects.push(ClerkEffect::Return { number, answer: None });
        } else if call.retry_in == 0 {
            // Silence speaks against the server asked; after a pause the next is chosen already.
            if !call.pausing {
                self.rotate();
            }
            self.ask(effects);
        }
    }

    fn ask_again(&mut self, server: Option<NodeId>, effects: &mut Vec<ClerkEffect>) {
        if self.call.is_some() {
            match server {
                Some(server) => self.prefer(server),
                None => self.rotate(),
            }
            self.ask(effects);
        }
    }

    fn rotate(&mut self) {
        self.target = (self.target + 1) % self.servers.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clerk(give_up_after: Option<u64>) -> Clerk {
        let config = ClerkConfig { retry_after: 100, pause: 30, give_up_after };
        Clerk::new(ClientId(1), vec![NodeId(1), NodeId(2), NodeId(3)], config)
    }

    fn step(clerk: &mut Clerk, input: ClerkInput) -> Vec<String> {
        let mut effects = Vec::new();
        clerk.step(input, &mut effects);
        let print = |effect: &ClerkEffect| match effect {
            ClerkEffect::Send { to, request } => format!("{request} to {to}"),
            ClerkEffect::Return { answer: Some(answer), .. } => format!("returns {answer}"),
            ClerkEffect::Return { answer: None, .. } => "gives up".to_owned(),
        };
        effects.iter().map(print).collect()
    }

    fn call(clerk: &mut Clerk) -> Vec<String> {
        step(clerk, ClerkInput::Call(Command::get("x")))
    }

    fn wrong_leader(clerk: &mut Clerk, from: u32, hint: Option<u32>) -> Vec<String> {
        let reply = Reply::WrongLeader { hint: hint.map(NodeId) };
        step(clerk, ClerkInput::Reply { from: NodeId(from), number: RequestNumber(1), reply })
    }

    fn answered(clerk: &mut Clerk, from: u32, number: u64) -> Vec<String> {
        let reply = Reply::Executed(Answer::NoKey);
        step(clerk, ClerkInput::Reply { from: NodeId(from), number: RequestNumber(number), reply })
    }

    #[test]
    fn follows_the_hint_and_remembers_the_leader() {
        let mut clerk = clerk(None);
        assert_eq!(call(&mut clerk), ["C1#1 get x to S1"]);
        assert_eq!(wrong_leader(&mut clerk, 1, Some(3)), ["C1#1 get x to S3"]);
        assert_eq!(answered(&mut clerk, 3, 1), ["returns ErrNoKey"]);
        assert_eq!(call(&mut clerk), ["C1#2 get x to S3"]);
    }

    #[test]
    fn rests_when_everybody_refuses() {
        let mut clerk = clerk(None);
        call(&mut clerk);
        assert_eq!(wrong_leader(&mut clerk, 1, None), ["C1#1 get x to S2"]);
        assert_eq!(wrong_leader(&mut clerk, 2, None), ["C1#1 get x to S3"]);
        assert!(wrong_leader(&mut clerk, 3, None).is_empty());
        assert_eq!(clerk.timer(), Some(30));
        assert!(step(&mut clerk, ClerkInput::Tick { elapsed: 29 }).is_empty());
        assert_eq!(step(&mut clerk, ClerkInput::Tick { elapsed: 1 }), ["C1#1 get x to S2"]);
    }

    #[test]
    fn silence_makes_it_ask_another_with_the_same_number() {
        let mut clerk = clerk(None);
        call(&mut clerk);
        assert_eq!(step(&mut clerk, ClerkInput::Tick { elapsed: 100 }), ["C1#1 get x to S2"]);
        // The first server's answer comes after all: it is as good as any.
        assert_eq!(answered(&mut clerk, 1, 1), ["returns ErrNoKey"]);
        assert_eq!(clerk.target(), NodeId(1));
        assert!(answered(&mut clerk, 2, 1).is_empty());
    }

    #[test]
    fn asks_again_when_it_is_told_to() {
        let mut clerk = clerk(None);
        let again = |clerk: &mut Clerk, server: Option<u32>| {
            step(clerk, ClerkInput::AskAgain { server: server.map(NodeId) })
        };
        assert!(again(&mut clerk, None).is_empty(), "there is nothing to ask");
        call(&mut clerk);
        assert_eq!(again(&mut clerk, None), ["C1#1 get x to S2"]);
        assert_eq!(again(&mut clerk, Some(2)), ["C1#1 get x to S2"]);
        assert_eq!(again(&mut clerk, Some(1)), ["C1#1 get x to S1"]);
        assert_eq!(clerk.attempts(), 4);
    }

    #[test]
    fn opens_a_session_when_it_is_told_that_it_has_none() {
        let mut clerk = clerk(None);
        let no_session = |clerk: &mut Clerk, number| {
            let (from, reply) = (NodeId(1), Reply::NoSession);
            step(clerk, ClerkInput::Reply { from, number: RequestNumber(number), reply })
        };
        call(&mut clerk);
        assert_eq!(no_session(&mut clerk, 1), ["C1#0 open-session to S1"]);
        assert_eq!(answered(&mut clerk, 1, 0), ["C1#1 get x to S1"]);
        assert_eq!(answered(&mut clerk, 1, 1), ["returns ErrNoKey"]);
        // A session that is forgotten later may have been used for this very request.
        call(&mut clerk);
        assert_eq!(no_session(&mut clerk, 2), ["gives up"]);
        call(&mut clerk);
        assert_eq!(no_session(&mut clerk, 3), ["C1#0 open-session to S1"]);
    }

    #[test]
    fn a_retried_versioned_put_may_have_happened() {
        let mut clerk = clerk(None);
        let put = Command::PutAt { key: "x".into(), value: "1".into(), version: 0 };
        let wrong_version = |clerk: &mut Clerk, number| {
            let reply = Reply::Executed(Answer::WrongVersion { actual: 1 });
            let (from, number) = (NodeId(2), RequestNumber(number));
            step(clerk, ClerkInput::Reply { from, number, reply })
        };
        step(&mut clerk, ClerkInput::Call(put.clone()));
        step(&mut clerk, ClerkInput::Tick { elapsed: 100 });
        assert_eq!(wrong_version(&mut clerk, 1), ["returns ErrMaybe"]);
        step(&mut clerk, ClerkInput::Call(put));
        assert_eq!(wrong_version(&mut clerk, 2), ["returns ErrVersion(1)"]);
    }

    #[test]
    fn gives_up_in_time_and_then_takes_the_next_call() {
        let mut clerk = clerk(Some(250));
        call(&mut clerk);
        step(&mut clerk, ClerkInput::Tick { elapsed: 100 });
        step(&mut clerk, ClerkInput::Tick { elapsed: 100 });
        assert_eq!(clerk.timer(), Some(50));
        assert_eq!(step(&mut clerk, ClerkInput::Tick { elapsed: 50 }), ["gives up"]);
        assert_eq!(clerk.timer(), None);
        call(&mut clerk);
        assert!(answered(&mut clerk, 2, 1).is_empty(), "an answer to the abandoned call");
    }
}
