//! The duplicate table (paper §8, diss. §6.3): for each client its last request and the answer it
//! got. It is replicated state: every server builds the same one from the same log.

use super::command::Answer;
use crate::types::{ClientId, RequestNumber};
use std::collections::BTreeMap;

/// The last answer of every client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sessions {
    last: BTreeMap<ClientId, (RequestNumber, Answer)>,
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
            Some((last, answer)) if *last == number => Seen::Answered(answer.clone()),
            Some((last, _)) if *last > number => Seen::Outdated,
            _ => Seen::New,
        }
    }

    /// Remembers the answer to a client's latest request.
    pub fn remember(&mut self, client: ClientId, number: RequestNumber, answer: Answer) {
        self.last.insert(client, (number, answer));
    }

    /// All rows, by client.
    pub fn iter(&self) -> impl Iterator<Item = (ClientId, RequestNumber, &Answer)> {
        self.last.iter().map(|(&client, (number, answer))| (client, *number, answer))
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
        sessions.remember(client, number, Answer::NoKey);
        assert_eq!(sessions.look_up(client, number), Seen::Answered(Answer::NoKey));
        assert_eq!(sessions.look_up(client, RequestNumber(3)), Seen::Outdated);
        assert_eq!(sessions.look_up(client, RequestNumber(5)), Seen::New);
        assert_eq!(sessions.look_up(ClientId(2), number), Seen::New);
    }
}
