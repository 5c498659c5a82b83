//! Exactly once (§8, diss. §6.3): each request takes effect once, a client's requests in the order of
//! their numbers, and each before its client gets an answer to it.

use super::{Breach, Property, Report};
use crate::canon::{Canonical, Writer};
use crate::kv::{Applied, Command, Execution};
use crate::sorted::SortedMap;
use crate::types::{ClientId, LogIndex, RequestNumber};

/// History variable: each client's last request that took effect, and where.
#[derive(Clone, Debug, Default)]
pub(super) struct ExactlyOnce {
    frontier: LogIndex,
    executed: SortedMap<ClientId, (RequestNumber, LogIndex)>,
    /// Each client's last call if it needs no session: a read beside the log, or a versioned one.
    free: SortedMap<ClientId, RequestNumber>,
}

impl ExactlyOnce {
    /// An entry was applied. Returns whether nobody had applied its index before: the other replicas
    /// only repeat what the first one did, or `replicas_equal` objects.
    pub(super) fn applied(&mut self, applied: &Applied, report: &mut Report) -> bool {
        if applied.id.index <= self.frontier {
            return false;
        }
        self.frontier = applied.id.index;
        if let (Some(request), Execution::Executed) = (&applied.request, applied.outcome)
            && request.command.uses_session()
            // To open a session twice is to open it once.
            && request.command != Command::OpenSession
        {
            report.checked(Property::ExactlyOnce);
            let (client, number) = (request.client, request.number);
            let here = (number, applied.id.index);
            if let Some((last, first)) = self.executed.insert(client, here)
                && last >= number
            {
                self.executed.insert(client, (last, first));
                let again = applied.id.index;
                report.breach(Breach::ExecutedAgain { client, number, first, again });
            }
        }
        true
    }

    /// Each client's last request that took effect, and where.
    pub(super) fn last_requests(
        &self,
    ) -> impl Iterator<Item = (ClientId, RequestNumber, LogIndex)> + '_ {
        self.executed.iter().map(|(&client, &(number, index))| (client, number, index))
    }

    /// Where a client's request took effect, if it is the client's last that did.
    #[inline]
    pub(super) fn index_of(&self, client: ClientId, number: RequestNumber) -> Option<LogIndex> {
        let &(last, index) = self.executed.get(&client)?;
        (last == number).then_some(index)
    }

    /// A client has made a call that may be executed any number of times.
    pub(super) fn called_freely(&mut self, client: ClientId, number: RequestNumber) {
        self.free.insert(client, number);
    }

    /// A client got an answer.
    pub(super) fn answered(
        &mut self,
        client: ClientId,
        number: RequestNumber,
        report: &mut Report,
    ) {
        if self.free.get(&client) == Some(&number) {
            return;
        }
        report.checked(Property::ExactlyOnce);
        // A client makes one call at a time, so its last request executed must be this one.
        if self.executed.get(&client).is_none_or(|&(last, _)| last != number) {
            report.breach(Breach::AnsweredUnexecuted { client, number });
        }
    }
}

impl Canonical for ExactlyOnce {
    fn write(&self, out: &mut Writer<'_>) {
        self.frontier.write(out);
        out.list(&self.executed, |out, (client, (number, index))| {
            out.number(client.0.into());
            out.number(number.0);
            index.write(out);
        });
        out.list(&self.free, |out, (client, number)| {
            out.number(client.0.into());
            out.number(number.0);
        });
    }
}
