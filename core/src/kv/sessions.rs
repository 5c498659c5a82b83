//! The duplicate table (paper §8, diss. §6.3): for each client its last request and the answer it
//! got. It is replicated state: every server builds the same one from the same log, and forgets the
//! same sessions when there are too many.

use super::command::Answer;
use crate::types::{ClientId, LogIndex, RequestNumber};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The last answer of every client.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    last: BTreeMap<ClientId, Session>,
    /// Each session once, by an entry that used it, not always the last one: who looks for the session
    /// unused for longest brings those it meets up to date. A use then costs nothing here.
    by_use: BTreeSet<(LogIndex, ClientId)>,
}

/// What `by_use` holds depends on who was looked for, and changes nothing that can be seen.
impl PartialEq for Sessions {
    fn eq(&self, other: &Self) -> bool {
        self.last == other.last
    }
}

impl Eq for Sessions {}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Session {
    number: RequestNumber,
    answer: Answer,
    used: LogIndex,
}

/// What is known of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It was not executed yet.
    New,
    /// It is the client's last one, and this was the answer.
    Answered(Answer),
    /// The client has since gone on to another; its answer is forgotten.
    Outdated,
}

impl Sessions {
    /// What is known of request `number` of `client`.
    pub fn look_up(&self, client: ClientId, number: RequestNumber) -> Seen {
        match self.last.get(&client) {
            Some(last) if last.number == number => Seen::Answered(last.answer.clone()),
            Some(last) if last.number > number => Seen::Outdated,
            _ => Seen::New,
        }
    }

    /// Whether a client has a session.
    pub fn contains(&self, client: ClientId) -> bool {
        self.last.contains_key(&client)
    }

    /// Remembers the answer to a client's latest request, executed at entry `used`.
    pub fn remember(
        &mut self,
        client: ClientId,
        number: RequestNumber,
        answer: Answer,
        used: LogIndex,
    ) {
        let session = Session { number, answer, used };
        if self.last.insert(client, session).is_none() {
            self.by_use.insert((used, client));
        }
    }

    /// Executes request `number` of `client`, in entry `used`, unless it was executed before. Answers what
    /// was known of it, and if that is nothing, what it was answered now.
    pub fn execute_once(
        &mut self,
        client: ClientId,
        number: RequestNumber,
        used: LogIndex,
        execute: impl FnOnce() -> Answer,
    ) -> Result<Answer, Seen> {
        // As `look_up` and `remember`, in one search: this runs for each entry on each server.
        let Some(session) = self.last.get_mut(&client) else {
            let answer = execute();
            self.remember(client, number, answer.clone(), used);
            return Ok(answer);
        };
        match session.number.cmp(&number) {
            Ordering::Equal => Err(Seen::Answered(session.answer.clone())),
            Ordering::Greater => Err(Seen::Outdated),
            Ordering::Less => {
                let answer = execute();
                *session = Session { number, answer: answer.clone(), used };
                Ok(answer)
            }
        }
    }

    /// Forgets the sessions that have not been used for longest, until at most `most` are left.
    pub fn forget_all_but(&mut self, most: usize) {
        while self.last.len() > most
            && let Some((used, client)) = self.by_use.pop_first()
        {
            let since = self.last_used(client);
            if since > used {
                self.by_use.insert((since, client));
            } else {
                self.last.remove(&client);
            }
        }
    }

    /// The entry that last used a client's session; 0 if it has none.
    pub fn last_used(&self, client: ClientId) -> LogIndex {
        self.last.get(&client).map_or(LogIndex::ZERO, |session| session.used)
    }

    /// All rows, by client.
    pub fn iter(&self) -> impl Iterator<Item = (ClientId, RequestNumber, &Answer)> {
        self.last.iter().map(|(&client, session)| (client, session.number, &session.answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_answer_is_kept() {
        let mut sessions = Sessions::default();
        let (client, number) = (ClientId(1), RequestNumber(4));
        assert_eq!(sessions.look_up(client, number), Seen::New);
        sessions.remember(client, number, Answer::NoKey, LogIndex(8));
        assert_eq!(sessions.look_up(client, number), Seen::Answered(Answer::NoKey));
        assert_eq!(sessions.look_up(client, RequestNumber(3)), Seen::Outdated);
        assert_eq!(sessions.look_up(client, RequestNumber(5)), Seen::New);
        assert_eq!(sessions.look_up(ClientId(2), number), Seen::New);
    }

    #[test]
    fn the_session_unused_for_longest_is_forgotten_first() {
        let mut sessions = Sessions::default();
        for (client, used) in [(1, 1), (2, 2), (3, 3), (1, 4)] {
            sessions.remember(ClientId(client), RequestNumber(used), Answer::Ok, LogIndex(used));
        }
        sessions.forget_all_but(2);
        let left: Vec<u32> = sessions.iter().map(|(client, ..)| client.0).collect();
        assert_eq!(left, [1, 3]);
        assert!(!sessions.contains(ClientId(2)));
        sessions.forget_all_but(0);
        assert_eq!(sessions, Sessions::default());
    }
}
