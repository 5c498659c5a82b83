//! A leader is elected (§5.2, §9.3; diss. §9.6): in a calm cluster with a majority up there is a leader within
//! some election timeouts. One is enough, most often; thirty are no bad luck any more.

use super::calm::Look;
use super::{Breach, Property, Report};
use crate::sim::World;
use crate::types::Tick;

/// Election timeouts.
const PATIENCE: u64 = 30;

/// History variable: when there was last seen to be a leader.
#[derive(Clone, Debug, Default)]
pub(super) struct LeaderElected {
    led: Tick,
}

impl LeaderElected {
    pub(super) fn look(&mut self, world: &World, look: Look, report: &mut Report) {
        report.checked(Property::LeaderElected);
        let missing_since = self.led.max(look.since);
        if world.leader().is_some() {
            self.led = world.now();
        } else if world.now().since(missing_since) > PATIENCE.saturating_mul(look.timeout) {
            report.breach(Breach::NoLeader { since: missing_since });
            self.led = world.now();
        }
    }
}
