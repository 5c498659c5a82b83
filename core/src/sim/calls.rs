//! How the world runs its clients: one call at a time, from queue or workload.

use super::client::Operation;
use super::event::{Address, Event, Parcel};
use super::world::{Due, World};
use crate::kv::{ClerkEffect, ClerkInput, Command};
use crate::types::Tick;

impl World {
    pub(super) fn step_client(&mut self, at: usize, input: ClerkInput) {
        let client = &mut self.clients[at];
        // The Clerk's clock first, unless the input is the clock itself.
        let elapsed = self.now.since(client.clock);
        client.clock = self.now;
        let mut effects = std::mem::take(&mut self.clerk_effects);
        if elapsed > 0 && !matches!(input, ClerkInput::Tick { .. }) {
            client.clerk.step(ClerkInput::Tick { elapsed }, &mut effects);
        }
        client.clerk.step(input, &mut effects);
        for effect in effects.drain(..) {
            self.carry_out_for_client(at, effect);
        }
        self.clerk_effects = effects;
        self.call_next(at);
        self.set_client_alarm(at);
    }

    fn carry_out_for_client(&mut self, at: usize, effect: ClerkEffect) {
        let client = self.clients[at].clerk.id();
        match effect {
            ClerkEffect::Send { to, request } => {
                let from = Address::Client(client);
                self.transmit(from, Address::Server(to), Parcel::Request(request));
            }
            ClerkEffect::Return { number, answer } => {
                let mut called = None;
                let place = self.clients[at].operation.take();
                if let Some(operation) = place.and_then(|place| self.history.get_mut(place)) {
                    operation.returned = Some(self.now);
                    operation.answer.clone_from(&answer);
                    called = Some(operation.call);
                }
                let mut think = match &mut self.clients[at].workload {
                    Some(workload) => workload.rng.between(workload.think.0, workload.think.1),
                    None => 0,
                };
                // Where messages and disks take no time, calls without end would stop the clock.
                if called == Some(self.now) {
                    think = think.max(1);
                }
                self.clients[at].free_from = self.now.plus(think);
                self.emit(Event::Returned { client, number, answer });
            }
        }
    }

    /// Makes the client's next call, if it is free and has one to make.
    pub(super) fn call_next(&mut self, at: usize) {
        let now = self.now;
        let client = &mut self.clients[at];
        if client.clerk.request().is_some() {
            return;
        }
        let id = client.clerk.id();
        let command = client.queue.pop_front().or_else(|| {
            if now < client.free_from {
                return None;
            }
            client.workload.as_mut()?.next_command(id, now)
        });
        if let Some(command) = command {
            self.call(at, command);
        }
    }

    fn call(&mut self, at: usize, command: Command) {
        let client = &mut self.clients[at];
        let mut effects = std::mem::take(&mut self.clerk_effects);
        client.clock = self.now;
        client.clerk.step(ClerkInput::Call(command.clone()), &mut effects);
        client.operation = Some(self.history.len());
        let (id, number) = (client.clerk.id(), client.clerk.last_number());
        let operation = Operation {
            client: id,
            number,
            command: command.clone(),
            call: self.now,
            returned: None,
            answer: None,
        };
        self.history.push(operation);
        self.emit(Event::Called { client: id, number, command });
        for effect in effects.drain(..) {
            self.carry_out_for_client(at, effect);
        }
        self.clerk_effects = effects;
    }

    pub(super) fn set_client_alarm(&mut self, at: usize) {
        let client = &self.clients[at];
        let due = match client.clerk.timer() {
            Some(ticks) => client.clock.plus(ticks),
            None if client.is_done(self.now) => return,
            None => client.free_from.max(self.now),
        };
        self.wake_client(at, due);
    }

    pub(super) fn wake_client(&mut self, at: usize, due: Tick) {
        let client = &mut self.clients[at];
        if client.alarm.is_none_or(|alarm| due < alarm) {
            client.alarm = Some(due);
            self.schedule(due, Due::Client(at));
        }
    }
}
