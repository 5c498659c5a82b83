//! How the world carries messages, and what can be done to one of them by hand.

use super::action::Deed;
use super::action_error::ActionError;
use super::event::{Address, Event, Loss, MessageId, Parcel};
use super::network::{Fate, MessageKind, client_position, position};
use super::world::{Due, Status, World};
use crate::kv::{ClerkInput, KvInput};
use crate::raft::Input;
use crate::sorted::sort_by_number;
use crate::types::Tick;

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFlight {
    /// Which.
    pub id: MessageId,
    /// Whence.
    pub from: Address,
    /// Whither.
    pub to: Address,
    /// What.
    pub parcel: Parcel,
    /// When it left; later by the time for which it was held.
    pub sent: Tick,
    /// When it arrives, or dies; if it is held: when it would have.
    pub due: Tick,
    /// Why it will die, if it will.
    pub loss: Option<Loss>,
    /// Whether it is a copy made by the network.
    pub is_copy: bool,
    /// Since when it is held, if it is.
    pub held: Option<Tick>,
}

impl InFlight {
    /// When it left and when it is due, for those who draw it: so that one that is held stays where it is.
    pub fn journey(&self, now: Tick) -> (Tick, Tick) {
        let stands = self.held.map_or(0, |since| now.since(since));
        (self.sent.plus(stands), self.due.plus(stands))
    }
}

impl World {
    pub(super) fn transmit(&mut self, from: Address, to: Address, parcel: Parcel) {
        let summary = parcel.summary();
        self.counts.rpcs += u64::from(summary.is_rpc());
        let kind = if summary.is_rpc() { MessageKind::Request } else { MessageKind::Answer };
        let Fate { delay, loss, copy } = self.network.fate(self.now, (from, to), &parcel, kind);
        let id = self.next_message_id();
        self.emit(Event::Sent { message: id, from, to, summary });
        // A message that is lost dies half way, where one can see it.
        let due = self.now.plus(if loss.is_some() { delay.div_ceil(2) } else { delay });
        let sent = self.now;
        let message =
            InFlight { id, from, to, parcel, sent, due, loss, is_copy: false, held: None };
        if let Some(delay) = copy {
            self.copy(&message, delay);
        }
        self.put_on_wire(message);
    }

    fn copy(&mut self, message: &InFlight, delay: u64) {
        let copy = self.next_message_id();
        self.emit(Event::Duplicated { message: message.id, copy });
        let (sent, due) = (self.now, self.now.plus(delay));
        let message = InFlight { id: copy, sent, due, is_copy: true, ..message.clone() };
        self.put_on_wire(message);
    }

    fn put_on_wire(&mut self, message: InFlight) {
        let (id, due) = (message.id, message.due);
        let slot = if let Some(slot) = self.free_slots.pop() {
            self.messages[slot] = Some(message);
            slot
        } else {
            self.messages.push(Some(message));
            self.messages.len() - 1
        };
        self.schedule(due, Due::Message { slot, id });
    }

    fn next_message_id(&mut self) -> MessageId {
        self.last_message.0 += 1;
        self.last_message
    }

    /// The message in this slot arrives or dies, if it is still this one, and due now.
    pub(super) fn arrive(&mut self, slot: usize, id: MessageId) {
        let Some(place @ Some(_)) = self.messages.get_mut(slot) else { return };
        let is_due = |one: &mut InFlight| one.id == id && one.due == self.now && one.held.is_none();
        let Some(message) = place.take_if(is_due) else { return };
        self.free_slots.push(slot);
        let InFlight { from, to, loss, .. } = message;
        // A link that was cut while the message was under way takes it, too.
        let cut = self.network.is_cut(from, to).then_some(Loss::Cut);
        match loss.or(cut) {
            Some(loss) => self.emit(Event::Dropped { message: id, from, to, loss }),
            None => self.deliver(message),
        }
    }

    fn deliver(&mut self, message: InFlight) {
        let InFlight { id, from, to, parcel, .. } = message;
        match to {
            Address::Server(server) if self.nodes[position(server)].status == Status::Crashed => {
                self.emit(Event::Dropped { message: id, from, to, loss: Loss::Down });
            }
            Address::Server(server) => {
                self.emit(Event::Delivered { message: id, from, to });
                self.hand_to_server(position(server), from, parcel);
            }
            Address::Client(client) => {
                self.emit(Event::Delivered { message: id, from, to });
                self.hand_to_client(client_position(client), from, parcel);
            }
        }
    }

    pub(super) fn hand_to_server(&mut self, at: usize, from: Address, parcel: Parcel) {
        if self.nodes[at].status == Status::Paused {
            return self.nodes[at].inbox.push_back((from, parcel));
        }
        match parcel {
            Parcel::Raft(envelope) => {
                self.step_server(at, KvInput::Raft(Input::Receive(envelope)));
            }
            Parcel::Request(request) => self.step_server(at, KvInput::Request(request)),
            Parcel::Reply { .. } => {}
        }
    }

    fn hand_to_client(&mut self, at: usize, from: Address, parcel: Parcel) {
        if let (Address::Server(from), Parcel::Reply { number, reply }) = (from, parcel) {
            self.step_client(at, ClerkInput::Reply { from, number, reply });
        }
    }
}

/// What is done to one message.
impl World {
    pub(super) fn handle_message(
        &mut self,
        message: MessageId,
        deed: Deed,
    ) -> Result<(), ActionError> {
        let slot = self.slot_of(message)?;
        match deed {
            Deed::Hold => self.hold(slot, message),
            Deed::Release => self.release(slot, message),
            Deed::Copy => {
                if let Some(original) = self.messages[slot].clone() {
                    let delay = self.network.delay_of(original.from, original.to);
                    self.copy(&InFlight { loss: None, held: None, ..original }, delay);
                }
                Ok(())
            }
            Deed::Deliver | Deed::Drop => {
                self.free_slots.push(slot);
                match (self.messages[slot].take(), deed == Deed::Drop) {
                    (Some(InFlight { from, to, .. }), true) => {
                        self.emit(Event::Dropped { message, from, to, loss: Loss::Hand });
                    }
                    (Some(taken), false) => self.deliver(taken),
                    (None, _) => {}
                }
                Ok(())
            }
        }
    }

    fn hold(&mut self, slot: usize, message: MessageId) -> Result<(), ActionError> {
        let now = self.now;
        match &mut self.messages[slot] {
            Some(one) if one.held.is_none() => {
                one.held = Some(now);
                let (from, to) = (one.from, one.to);
                self.emit(Event::Held { message, from, to });
                Ok(())
            }
            Some(_) | None => Err(ActionError::AlreadyHeld(message)),
        }
    }

    fn release(&mut self, slot: usize, message: MessageId) -> Result<(), ActionError> {
        let now = self.now;
        let Some(one) = &mut self.messages[slot] else {
            return Err(ActionError::NotHeld(message));
        };
        let since = one.held.take().ok_or(ActionError::NotHeld(message))?;
        let stood = now.since(since);
        one.sent = one.sent.plus(stood);
        one.due = one.due.plus(stood);
        let (from, to, due) = (one.from, one.to, one.due);
        self.emit(Event::Released { message, from, to });
        self.schedule(due, Due::Message { slot, id: message });
        Ok(())
    }

    /// Lets all messages go on that are held.
    pub(super) fn release_all(&mut self) {
        let held = self.messages.iter().enumerate().filter_map(|(slot, one)| {
            let one = one.as_ref().filter(|one| one.held.is_some())?;
            Some((one.id, slot))
        });
        let mut held: Vec<(MessageId, usize)> = held.collect();
        sort_by_number(&mut held, |(message, _)| message.0);
        for (message, slot) in held {
            // It is held, so it can be released.
            let _ = self.release(slot, message);
        }
    }

    fn slot_of(&self, message: MessageId) -> Result<usize, ActionError> {
        let sent = self.last_message.0;
        if !(1..=sent).contains(&message.0) {
            return Err(ActionError::NoSuchMessage { message, sent });
        }
        let is_it = |one: &Option<InFlight>| one.as_ref().is_some_and(|one| one.id == message);
        self.messages.iter().position(is_it).ok_or(ActionError::NotOnItsWay(message))
    }
}
