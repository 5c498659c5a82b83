//! Operations put together from lines, and what no client can do.

use super::{History, Wrong};
use crate::check::linearizability::{Call, Outcome};
use crate::sorted::{SortedMap, sort_by_number};

/// The operations so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Events {
    calls: Vec<Call>,
    lines: Vec<u64>,
    /// What each process did last.
    processes: SortedMap<u64, Last>,
    /// Operations that are known not to have happened, in order of their ends.
    undone: Vec<usize>,
}

/// What a process did last.
#[derive(Clone, Copy, Debug)]
struct Last {
    /// Where its call stands.
    at: usize,
    line: u64,
    is_open: bool,
    number: Option<u64>,
}

impl Events {
    pub(super) fn len(&self) -> usize {
        self.calls.len()
    }

    /// A process makes a call; when is not told but by the line.
    pub(super) fn called(&mut self, line: u64, call: Call) -> Result<(), Wrong> {
        self.begin(line, call, None)
    }

    /// An operation from call to return.
    #[cfg(feature = "json")]
    pub(super) fn operation(
        &mut self,
        line: u64,
        call: Call,
        number: Option<u64>,
    ) -> Result<(), Wrong> {
        if call.returned.is_some_and(|returned| returned < call.call) {
            return Err(Wrong::Backwards);
        }
        let (process, returned) = (call.process, call.returned);
        self.begin(line, call, number)?;
        if let Some(last) = self.processes.get_mut(&process) {
            last.is_open = returned.is_none();
        }
        Ok(())
    }

    fn begin(&mut self, line: u64, call: Call, number: Option<u64>) -> Result<(), Wrong> {
        let process = call.process;
        if let Some(last) = self.processes.get(&process) {
            let before = self.calls[last.at].returned;
            if last.is_open || before.is_some_and(|returned| call.call < returned) {
                return Err(Wrong::Overlap { process, since: last.line });
            }
            let expected = last.number.map_or(number, |last| Some(last.saturating_add(1)));
            if let (Some(number), Some(expected)) = (number, expected)
                && number != expected
            {
                return Err(Wrong::Gap { process, expected });
            }
        }
        let last = Last { at: self.calls.len(), line, is_open: true, number };
        self.processes.insert(process, last);
        self.calls.push(call);
        self.lines.push(line);
        Ok(())
    }

    /// What a process has called and not returned from.
    pub(super) fn open(&self, process: u64) -> Result<&Call, Wrong> {
        let last = self.processes.get(&process).filter(|last| last.is_open);
        last.map(|last| &self.calls[last.at]).ok_or(Wrong::Return { process })
    }

    /// A process returns.
    pub(super) fn returned(&mut self, line: u64, process: u64, outcome: Outcome) {
        if let Some(last) = self.processes.get_mut(&process).filter(|last| last.is_open) {
            last.is_open = false;
            let call = &mut self.calls[last.at];
            (call.returned, call.outcome) = (Some(line), outcome);
        }
    }

    /// A process is told that its operation was not done.
    pub(super) fn failed(&mut self, line: u64, process: u64) {
        if let Some(last) = self.processes.get(&process).filter(|last| last.is_open) {
            self.undone.push(last.at);
        }
        self.returned(line, process, Outcome::Unknown);
    }

    pub(super) fn finish(mut self) -> History {
        sort_by_number(&mut self.undone, |&at| at as u64);
        let is_done = |at: &usize| self.undone.binary_search(at).is_err();
        let kept: Vec<bool> = (0..self.calls.len()).map(|at| is_done(&at)).collect();
        let (mut calls, mut lines) = (kept.iter(), kept.iter());
        self.calls.retain(|_| calls.next().copied().unwrap_or(true));
        self.lines.retain(|_| lines.next().copied().unwrap_or(true));
        History { calls: self.calls, lines: self.lines }
    }
}
