//! One server that lives among liars: it was reached by an honest run, and from then on gets whatever its
//! types allow, from whomever, in any order. Raft promises little in such company (it trusts its peers),
//! but a server keeps its own affairs in order: it never panics or loops, its term never
//! falls, it votes once in a term and only when that is durable, and it applies entries in their order.

use arbitrary::{Result, Unstructured};
use kvraft_core::kv::{
    Command, KvConfig, KvEffect, KvInput, KvServer, KvSink, Op, ReadMode, Request,
};
use kvraft_core::raft::{
    BugSet, Campaign, Change, Config, Conflict, Durable, Entry, Envelope, Input, Membership,
    Message, Mismatch, Payload, ReadId, Server, Write, WriteId,
};
use kvraft_core::rng::Rng;
use kvraft_core::sim::{Disk, Link, Setup, Workload, World};
use kvraft_core::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term, Tick};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Most inputs after the honest run.
const INPUTS_MAX: usize = 100;

/// Most effects that one input may have.
const EFFECTS_MAX: usize = 5_000;

/// Any inputs to a server that some run can bring about.
pub fn node(data: &[u8]) {
    node_with(BugSet::NONE, data);
}

/// The same to a server with bugs: to see that the target notices them.
pub fn node_with(bugs: BugSet, data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    // It ends where the bytes do.
    let Ok(mut node) = Watched::reach(bugs, &mut bytes) else { return };
    for _ in 0..INPUTS_MAX {
        if bytes.is_empty() || node.go_on(&mut bytes).is_err() {
            return;
        }
    }
}

/// A server, its disk, and what it has promised.
struct Watched {
    id: NodeId,
    config: Config,
    bugs: BugSet,
    kv: KvConfig,
    members: Membership,
    server: KvServer,
    disk: Disk,
    /// Writes that the disk has not reported, and whether it never lets one wait.
    writes: VecDeque<(WriteId, Write<Op>)>,
    is_instant: bool,
    last_write: WriteId,
    /// Term and vote as of each write of them.
    hard_states: BTreeMap<WriteId, (Term, Option<NodeId>)>,
    /// Its vote in each term.
    votes: BTreeMap<Term, NodeId>,
    applied: LogIndex,
}

/// Takes effects, and says whether writes are durable at once.
struct Tap {
    effects: Vec<KvEffect>,
    is_instant: bool,
}

impl KvSink for Tap {
    fn push(&mut self, effect: KvEffect) {
        self.effects.push(effect);
    }

    fn persist(&mut self, id: WriteId, write: Write<Op>) -> bool {
        self.effects.push(KvEffect::Persist { id, write });
        self.is_instant
    }
}

impl Watched {
    /// Lets a small cluster run for a while, and takes one of its servers.
    fn reach(bugs: BugSet, bytes: &mut Unstructured<'_>) -> Result<Self> {
        let servers = bytes.int_in_range(1..=5)?;
        let production = Config::production();
        let mut raft = if bytes.arbitrary()? { production } else { Config::default() };
        raft.joint_consensus = bytes.arbitrary()?;
        raft.coalesce = bytes.arbitrary()?;
        raft.commit_notice = bytes.arbitrary()?;
        raft.chunk_max = bytes.int_in_range(0..=64)?;
        raft.batch_max = bytes.int_in_range(1..=8)?;
        let kv = KvConfig {
            max_raft_state: if bytes.arbitrary()? { Some(200) } else { None },
            sessions_max: if bytes.arbitrary()? { Some(1) } else { None },
        };
        let is_instant: bool = bytes.arbitrary()?;
        let link = Link { loss: bytes.int_in_range(0..=100)?, ..Link::default() };
        let mut world = World::new(Setup {
            servers,
            seed: bytes.int_in_range(0..=255)?,
            raft: raft.clone(),
            kv: kv.clone(),
            link,
            disk: if is_instant { (0, 0) } else { (1, 4) },
            ..Setup::default()
        });
        for client in [1, 2].map(ClientId) {
            let rng = world.workload_rng(client);
            let workload = Workload { think: (0, 20), ..Workload::any_of_five_keys(rng) };
            world.set_workload(client, workload);
        }
        world.run_until(Tick(bytes.int_in_range(0..=12)? * 50));
        let at = bytes.int_in_range(1..=servers)?;
        let id = NodeId(at);
        let node = world.node(id).expect("there are so many");
        let mut disk = node.disk().clone();
        // What was under way at that moment is done.
        while let Some(end) = disk.sync_ends() {
            disk.finish_sync(end);
            disk.start_sync(end);
        }
        let server = node.server().clone();
        let votes = server.raft().voted_for().map(|vote| (server.raft().current_term(), vote));
        let mut watched = Self {
            id,
            config: raft,
            bugs,
            kv,
            members: Membership::new((1..=servers).map(NodeId)),
            applied: server.raft().last_applied(),
            server,
            disk,
            writes: VecDeque::new(),
            is_instant,
            last_write: WriteId(0),
            hard_states: BTreeMap::new(),
            votes: votes.into_iter().collect(),
        };
        // From its disk, writes are counted anew: what it sends from here on can be told from it.
        watched.restart();
        if bytes.arbitrary()? {
            watched.lead();
        }
        Ok(watched)
    }

    /// It starts again from what is durable.
    fn restart(&mut self) {
        self.writes.clear();
        self.hard_states.clear();
        self.last_write = WriteId(0);
        let durable: Durable<Op> = self.disk.durable().clone();
        // What was not durable is forgotten, and was not told.
        let term = durable.current_term;
        let told = self.votes.remove(&term).filter(|_| durable.voted_for.is_some());
        assert!(told.is_none_or(|told| durable.voted_for == Some(told)), "the disk has its vote");
        self.votes.retain(|earlier, _| *earlier < term);
        self.votes.extend(durable.voted_for.map(|vote| (term, vote)));
        self.hard_states.insert(WriteId(0), (durable.current_term, durable.voted_for));
        self.applied = durable.snapshot.as_ref().map_or(LogIndex::ZERO, |one| one.last.index);
        let (members, config) = (self.members.clone(), self.config.clone());
        let raft = Server::new(self.id, members, config, self.bugs, durable, Rng::new(7));
        self.server = KvServer::new(raft, self.kv.clone());
    }

    /// All others vote for it.
    fn lead(&mut self) {
        self.step(KvInput::Raft(Input::ElectionTimeout));
        self.sync(usize::MAX);
        let (term, others) =
            (self.server.raft().current_term(), self.members.other_voters(self.id));
        for from in others {
            for message in [
                Message::RequestPreVoteResponse { round: 1, granted: true },
                Message::RequestVoteResponse { granted: true },
            ] {
                let term = term.max(self.server.raft().current_term());
                let envelope = Envelope { from, to: self.id, term, message };
                self.step(KvInput::Raft(Input::Receive(envelope)));
                self.sync(usize::MAX);
            }
        }
    }

    /// The next thing that the bytes say.
    fn go_on(&mut self, bytes: &mut Unstructured<'_>) -> Result<()> {
        match bytes.int_in_range(0..=15)? {
            0 => {
                let count = bytes.int_in_range(1..=4)?;
                self.sync(count);
            }
            1 => {
                // A disk that finishes out of order, or says so twice.
                let id = WriteId(bytes.int_in_range(0..=self.last_write.0)?);
                self.step(KvInput::Raft(Input::Persisted(id)));
            }
            2 if bytes.ratio(1, 4)? => self.restart(),
            _ => {
                let input = Liar { bytes, raft: self.server.raft() }.input()?;
                self.step(input);
            }
        }
        Ok(())
    }

    /// The disk finishes its next writes.
    fn sync(&mut self, count: usize) {
        for _ in 0..count {
            let Some((id, write)) = self.writes.pop_front() else { return };
            self.put_on_disk(id, write);
            self.step(KvInput::Raft(Input::Persisted(id)));
        }
    }

    fn put_on_disk(&mut self, id: WriteId, write: Write<Op>) {
        self.disk.write(id, write);
        self.disk.start_sync(Tick(0));
        self.disk.finish_sync(Tick(0));
    }

    fn step(&mut self, input: KvInput) {
        let raft = self.server.raft();
        let before = (raft.current_term(), raft.voted_for(), raft.commit_index());
        let words = format!("{input:?}");
        let mut tap = Tap { effects: Vec::new(), is_instant: self.is_instant };
        self.server.step(input, &mut tap);
        assert!(tap.effects.len() <= EFFECTS_MAX, "{} effects of {words}", tap.effects.len());
        for effect in tap.effects {
            self.note(effect, &words);
        }
        let raft = self.server.raft();
        let (term, commit) = (raft.current_term(), raft.commit_index());
        assert!(term >= before.0 && commit >= before.2, "{before:?}, then {words}");
        assert!(raft.last_applied() <= commit, "applied, not committed: {words}");
        let log = raft.log();
        assert!(log.base().index <= raft.last_applied(), "compacted, not applied: {words}");
        assert!(log.base().index <= log.last_index(), "{words}");
        assert!(raft.durable_index() <= log.last_index(), "durable, not there: {words}");
        if let Some(vote) = raft.voted_for() {
            let first = *self.votes.entry(term).or_insert(vote);
            assert_eq!(first, vote, "another vote in {term}: {words}");
        }
        assert!(
            term > before.0 || before.1.is_none() || raft.voted_for() == before.1,
            "a vote taken back: {words}"
        );
        assert_eq!(self.applied, raft.last_applied(), "{words}");
    }

    fn note(&mut self, effect: KvEffect, words: &str) {
        match effect {
            KvEffect::Persist { id, write } => {
                assert_eq!(id.0, self.last_write.0 + 1, "{words}");
                self.last_write = id;
                if let Write::HardState { current_term, voted_for } = &write {
                    self.hard_states.insert(id, (*current_term, *voted_for));
                }
                if self.is_instant {
                    self.put_on_disk(id, write);
                } else {
                    self.writes.push_back((id, write));
                }
            }
            KvEffect::Send { after, envelope } => {
                assert_eq!(envelope.from, self.id, "{words}");
                assert_ne!(envelope.to, self.id, "{words}");
                assert!(after <= self.last_write, "{words}");
                // With what stands on the disk when this leaves, it may not be taken back.
                let known = self.hard_states.range(..=after).next_back();
                let (term, vote) = *known.expect("a disk begins with something").1;
                assert!(envelope.term <= term, "a term not durable: {envelope:?} after {words}");
                if let Message::RequestVoteResponse { granted: true } = envelope.message {
                    assert_eq!((term, vote), (envelope.term, Some(envelope.to)), "{words}");
                }
            }
            KvEffect::Applied(applied) => {
                assert_eq!(applied.id.index, self.applied.next(), "out of order: {words}");
                self.applied = applied.id.index;
            }
            KvEffect::Restored { last, .. } => {
                assert!(last.index > self.applied, "back in time: {words}");
                self.applied = last.index;
            }
            KvEffect::Reply { .. } | KvEffect::RaftEvent(_) | KvEffect::ChangeAccepted(_) => {}
        }
    }
}

/// Makes inputs that a server's types allow, more often near the truth than far from it.
struct Liar<'a, 'b> {
    bytes: &'a mut Unstructured<'b>,
    raft: &'a Server<Op>,
}

impl Liar<'_, '_> {
    fn input(&mut self) -> Result<KvInput> {
        Ok(KvInput::Raft(match self.bytes.int_in_range(0..=15)? {
            0 => Input::Tick { elapsed: self.near(10)? },
            1 => Input::ElectionTimeout,
            2 => return Ok(KvInput::Request(self.request()?)),
            3 => return Ok(KvInput::Compact),
            4 => Input::ChangeMembership(Change {
                voters: self.servers()?,
                learners: self.servers()?,
            }),
            5 => Input::TransferLeadership { to: self.server()? },
            6 => Input::Propose(self.request()?),
            _ => Input::Receive(Envelope {
                from: self.server()?,
                to: if self.bytes.ratio(15, 16)? { self.raft.id() } else { self.server()? },
                term: self.term()?,
                message: self.message()?,
            }),
        }))
    }

    fn message(&mut self) -> Result<Message<Op>> {
        Ok(match self.bytes.int_in_range(0..=14)? {
            0 => Message::RequestVote {
                last: self.entry_id()?,
                campaign: *self.bytes.choose(&[Campaign::Timeout, Campaign::Transfer])?,
            },
            1 => Message::RequestVoteResponse { granted: self.bytes.arbitrary()? },
            2 => Message::RequestPreVote { last: self.entry_id()?, round: self.near(1)? },
            3 => Message::RequestPreVoteResponse {
                round: self.near(1)?,
                granted: self.bytes.arbitrary()?,
            },
            4 => Message::TimeoutNow,
            5 => Message::ReadIndex { id: ReadId(self.near(1)?) },
            6 => Message::ReadIndexResponse { id: ReadId(self.near(1)?), index: self.index()? },
            7 | 8 => Message::InstallSnapshot {
                last: self.entry_id()?,
                membership: Arc::new(self.membership()?),
                offset: self.near(0)?,
                chunk: self.chunk()?,
                done: self.bytes.arbitrary()?,
            },
            9 => Message::InstallSnapshotResponse {
                last: self.entry_id()?,
                next_offset: self.near(0)?,
            },
            10 | 11 => Message::AppendEntriesResponse {
                outcome: if self.bytes.arbitrary()? {
                    Ok(self.index()?)
                } else {
                    let term = if self.bytes.arbitrary()? { Some(self.term()?) } else { None };
                    let conflict = Conflict { term, index: self.index()? };
                    Err(Mismatch { prev_index: self.index()?, conflict })
                },
                round: self.near(1)?,
            },
            _ => Message::AppendEntries {
                prev: self.entry_id()?,
                entries: self.entries()?,
                leader_commit: self.index()?,
                round: self.near(1)?,
            },
        })
    }

    /// A number not far from `value`, or any.
    fn near(&mut self, value: u64) -> Result<u64> {
        Ok(match self.bytes.int_in_range(0..=9)? {
            9 => self.bytes.arbitrary()?,
            8 => u64::MAX - self.bytes.int_in_range(0..=2)?,
            step => value.saturating_add(step).saturating_sub(3),
        })
    }

    fn term(&mut self) -> Result<Term> {
        Ok(if self.bytes.ratio(2, 3)? {
            self.raft.current_term()
        } else {
            Term(self.near(self.raft.current_term().0)?)
        })
    }

    fn index(&mut self) -> Result<LogIndex> {
        let log = self.raft.log();
        let known = [log.last_index(), self.raft.commit_index(), log.base().index];
        let known = *self.bytes.choose(&known)?;
        Ok(LogIndex(self.near(known.0)?))
    }

    fn entry_id(&mut self) -> Result<EntryId> {
        let index = self.index()?;
        match self.raft.log().id_at(index) {
            Some(known) if self.bytes.ratio(3, 4)? => Ok(known),
            _ => Ok(EntryId::new(index, self.term()?)),
        }
    }

    fn server(&mut self) -> Result<NodeId> {
        let near = self.bytes.ratio(15, 16)?;
        Ok(NodeId(if near { self.bytes.int_in_range(0..=6)? } else { self.bytes.arbitrary()? }))
    }

    fn servers(&mut self) -> Result<Vec<NodeId>> {
        let count = self.bytes.int_in_range(0..=5)?;
        (0..count).map(|_| self.server()).collect()
    }

    fn membership(&mut self) -> Result<Membership> {
        let (voters, learners) = (self.servers()?, self.servers()?);
        let membership = Membership::new(voters).with_learners(learners);
        Ok(if self.bytes.ratio(1, 4)? {
            self.raft.membership().joint_with(&membership)
        } else {
            membership
        })
    }

    /// A part of a snapshot: sometimes of one that can be read.
    fn chunk(&mut self) -> Result<Arc<[u8]>> {
        if self.bytes.arbitrary()?
            && let Some(snapshot) = self.raft.snapshot()
        {
            return Ok(snapshot.data.clone());
        }
        let length = self.bytes.int_in_range(0..=24)?;
        Ok(self.bytes.bytes(length)?.into())
    }

    fn entries(&mut self) -> Result<Arc<[Entry<Op>]>> {
        let count = self.bytes.int_in_range(0..=4)?;
        let entry = |_| {
            let term = self.term()?;
            let payload = match self.bytes.int_in_range(0..=5)? {
                0 => Payload::Noop,
                1 => Payload::Membership(Arc::new(self.membership()?)),
                _ => Payload::Command(self.request()?),
            };
            Ok(Entry { term, payload })
        };
        (0..count).map(entry).collect()
    }

    fn request(&mut self) -> Result<Op> {
        let text = |bytes: &mut Unstructured<'_>| -> Result<Arc<str>> {
            Ok(bytes.choose(&["", "x", "y", "1", "木"])?.to_owned().into())
        };
        let bytes = &mut *self.bytes;
        let key = text(bytes)?;
        let command = match bytes.int_in_range(0..=6)? {
            0 => Command::Get {
                key,
                via: *bytes.choose(&[
                    ReadMode::Log,
                    ReadMode::Index,
                    ReadMode::Lease,
                    ReadMode::Version,
                ])?,
            },
            1 => Command::Put { key, value: text(bytes)? },
            2 => Command::PutAt { key, value: text(bytes)?, version: bytes.int_in_range(0..=3)? },
            3 => Command::OpenSession,
            4 => Command::Append { key, value: text(bytes)? },
            5 => Command::Delete { key },
            _ => Command::Cas { key, expected: text(bytes)?, new: text(bytes)? },
        };
        let client = ClientId(self.bytes.int_in_range(0..=3)?);
        Ok(Arc::new(Request { client, number: RequestNumber(self.near(1)?), command }))
    }
}
