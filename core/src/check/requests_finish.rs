//! Requests finish (§8; diss. §6.3): in a calm cluster, a call whose Clerk asks again and again is answered.

use super::calm::Look;
use super::{Breach, Property, Report};
use crate::sim::World;
use crate::sorted::SortedMap;
use crate::types::{ClientId, RequestNumber};

/// Election timeouts, and rounds of asking everybody.
const PATIENCE: (u64, u64) = (60, 20);

/// History variable: each client's call that was found to wait for too long.
#[derive(Clone, Debug, Default)]
pub(super) struct RequestsFinish {
    told: SortedMap<ClientId, RequestNumber>,
}

impl RequestsFinish {
    pub(super) fn look(&mut self, world: &World, look: Look, report: &mut Report) {
        let round = world.setup().clerk.retry_after + world.setup().clerk.pause;
        let servers = u64::from(world.setup().servers);
        let patience = PATIENCE
            .0
            .saturating_mul(look.timeout)
            .saturating_add((PATIENCE.1 * servers).saturating_mul(round));
        for client in world.clients() {
            let Some(operation) = client.operation().and_then(|at| world.history().get(at)) else {
                continue;
            };
            report.checked(Property::RequestsFinish);
            let (client, number) = (operation.client, operation.number);
            let since = operation.call.max(look.since);
            let is_overdue = world.now().since(since) > patience;
            if is_overdue && self.told.insert(client, number) != Some(number) {
                report.breach(Breach::Unanswered { client, number, since });
            }
        }
    }
}
