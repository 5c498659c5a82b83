//! The duplicate table (paper §8, diss. §6.3): for each client its last request and the answer it
//! got. It is replicated state: every server builds the same one from the same log, and forgets the
//! same sessions when there are too many.

use super::command::Answer;
use crate::table::Table;
use crate::types::{ClientId, LogIndex, RequestNumber};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The last answer of every client.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    last: Table<Session>,
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

#[derive(Clone, Debug, PartialEq, Eq)]
struct Session {
    client: ClientId,
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
        match self.session(client) {
            Some(last) if last.number == number => Seen::Answered(last.answer.clone()),
            Some(last) if last.number > number => Seen::Outdated,
            _ => Seen::New,
        }
    }

    /// Whether a client has a session.
    pub fn contains(&self, client: ClientId) -> bool {
        self.session(client).is_some()
    }

    /// Remembers the answer to a client's latest request, executed at entry `used`.
    pub fn remember(
        &mut self,
        client: ClientId,
        number: RequestNumber,
        answer: Answer,
        used: LogIndex,
    ) {
        let session = Session { client, number, answer, used };
        if let Some(known) = self.last.get_mut(client.0.into(), of(client)) {
            *known = session;
        } else {
            self.last.insert(client.0.into(), session);
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
        let Some(session) = self.last.get_mut(client.0.into(), of(client)) else {
            let answer = execute();
            self.remember(client, number, answer.clone(), used);
            return Ok(answer);
        };
        match session.number.cmp(&number) {
            Ordering::Equal => Err(Seen::Answered(session.answer.clone())),
            Ordering::Greater => Err(Seen::Outdated),
            Ordering::Less => {
                let answer = execute();
                *session = Session { client, number, answer: answer.clone(), used };
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
                self.last.remove(client.0.into(), of(client));
            }
        }
    }

    /// The entry that last used a client's session; 0 if it has none.
    pub fn last_used(&self, client: ClientId) -> LogIndex {
        self.session(client).map_or(LogIndex::ZERO, |session| session.used)
    }

    /// All rows, by client.
    pub fn iter(&self) -> impl Iterator<Item = (ClientId, RequestNumber, &Answer)> {
        let sessions = self.last.sorted_by(|a, b| a.client.cmp(&b.client));
        sessions
            .into_iter()
            .map(|Session { client, number, answer, .. }| (*client, *number, answer))
    }

    fn session(&self, client: ClientId) -> Option<&Session> {
        self.last.get(client.0.into(), of(client))
    }
}

/// Whether a session is that of `client`.
fn of(client: ClientId) -> impl Fn(&Session) -> bool {
    move |session| session.client == client
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
