//! A file as the disk of a server. It holds what Raft must not forget: term and vote, the log, the
//! latest snapshot.
//!
//! The file `raft.log` begins with a header and the server's number; then come records, one for all
//! writes that were synced together: length (4 bytes), fingerprint (8), writes. A record is only begun
//! when the one before it is durable, so a crash can spoil the last one alone, and nobody was told yet
//! that it is there: a restart cuts it off. Damage before the end is another matter. Votes and
//! acknowledged entries may be lost with it, and the server must not take part as if it had given none.
//!
//! A snapshot begins a new file with all that is left; it takes the place of the old one at once.

use crate::codec::{Wire, from_bytes, to_bytes};
use kvraft_core::hash::fingerprint;
use kvraft_core::kv::Op;
use kvraft_core::raft::{Durable, Snapshot, Write};
use kvraft_core::types::{LogIndex, NodeId};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"KVRAFT-1";
/// `MAGIC`, and a server's number.
const HEADER: usize = 12;
/// A length, and a fingerprint.
const RECORD_HEAD: usize = 12;

/// The disk of one server.
#[derive(Debug)]
pub struct Disk {
    id: NodeId,
    folder: PathBuf,
    file: File,
    /// What the file says. It shares its entries with the server's log.
    durable: Durable<Op>,
    /// Held as long as this server runs: a second one with the same disk would vote twice.
    _lock: File,
}

impl Disk {
    /// The disk of server `id` in `folder`, which is made if it is not there.
    pub fn open(folder: &Path, id: NodeId) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let lock = File::create(folder.join("lock"))?;
        let in_use = |_| wrong(folder, "in use by another process");
        lock.try_lock().map_err(in_use)?;
        let path = folder.join("raft.log");
        if !path.try_exists()? {
            let file = write_whole(folder, id, &Durable::default())?;
            return Ok(Self {
                id,
                folder: folder.into(),
                file,
                durable: Durable::default(),
                _lock: lock,
            });
        }
        let mut file = OpenOptions::new().read(true).write(true).open(&path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        check_header(&bytes, id).map_err(|why| wrong(&path, &why))?;
        let mut durable = Durable::default();
        let end = replay(&bytes, &mut durable).map_err(|why| wrong(&path, &why))?;
        if end < bytes.len() {
            file.set_len(end as u64)?;
            file.sync_all()?;
        }
        file.seek(SeekFrom::Start(end as u64))?;
        Ok(Self { id, folder: folder.into(), file, durable, _lock: lock })
    }

    /// What a server starts from.
    pub fn durable(&self) -> &Durable<Op> {
        &self.durable
    }

    /// Makes these writes durable, in this order. After an error it is not known what is durable, and
    /// the server must stop.
    pub fn append(&mut self, writes: &[Write<Op>]) -> io::Result<()> {
        for write in writes {
            apply(&mut self.durable, write.clone()).map_err(|why| wrong(&self.folder, &why))?;
        }
        if writes.iter().any(|write| matches!(write, Write::Snapshot(_))) {
            self.file = write_whole(&self.folder, self.id, &self.durable)?;
            return Ok(());
        }
        self.file.write_all(&record(writes)?)?;
        self.file.sync_data()
    }
}

/// Writes a new file with all of this, and puts it in the place of the old one.
fn write_whole(folder: &Path, id: NodeId, durable: &Durable<Op>) -> io::Result<File> {
    let Durable { current_term, voted_for, snapshot, log } = durable;
    let mut writes = vec![Write::HardState { current_term: *current_term, voted_for: *voted_for }];
    let base = snapshot.as_ref().map_or(LogIndex::ZERO, |snapshot| snapshot.last.index);
    writes.extend(snapshot.clone().map(Write::Snapshot));
    if !log.is_empty() {
        writes.push(Write::Log { first: base.next(), entries: log.iter().cloned().collect() });
    }
    let path = folder.join("raft.log.new");
    let mut file = File::create(&path)?;
    file.write_all(MAGIC)?;
    file.write_all(&to_bytes(&id))?;
    file.write_all(&record(&writes)?)?;
    file.sync_all()?;
    fs::rename(&path, folder.join("raft.log"))?;
    // The new name must survive a crash, too. (Other systems do not sync folders.)
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(file)
}

fn record(writes: &[Write<Op>]) -> io::Result<Vec<u8>> {
    let content = to_bytes(&writes.to_vec());
    let length = u32::try_from(content.len()).map_err(io::Error::other)?;
    let mut record = to_bytes(&length);
    fingerprint(&content).encode(&mut record);
    record.extend_from_slice(&content);
    Ok(record)
}

fn check_header(bytes: &[u8], id: NodeId) -> Result<(), String> {
    let owner = bytes.get(MAGIC.len()..HEADER).filter(|_| bytes.starts_with(MAGIC));
    match owner.map(from_bytes::<NodeId>) {
        Some(Ok(owner)) if owner == id => Ok(()),
        Some(Ok(owner)) => Err(format!("belongs to {owner}, not to {id}")),
        _ => Err("is no log of this program".into()),
    }
}

/// Does again what the records say, and returns where the last whole one ends.
fn replay(bytes: &[u8], durable: &mut Durable<Op>) -> Result<usize, String> {
    let mut at = HEADER;
    while at < bytes.len() {
        let Some(content) = content(&bytes[at..]) else {
            return if is_torn(&bytes[at..]) {
                Ok(at)
            } else {
                Err(format!("damaged at byte {at}"))
            };
        };
        let writes: Vec<Write<Op>> =
            from_bytes(content).map_err(|why| format!("record at byte {at} is {why}"))?;
        for write in writes {
            apply(durable, write).map_err(|why| format!("record at byte {at}: {why}"))?;
        }
        at += RECORD_HEAD + content.len();
    }
    Ok(at)
}

/// What the first record holds, if it is whole.
fn content(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_at_checked(4)?;
    let (expected, rest) = rest.split_at_checked(8)?;
    let length = usize::try_from(from_bytes::<u32>(length).ok()?).ok()?;
    let content = rest.get(..length)?.to_vec();
    (length > 0 && from_bytes(expected) == Ok(fingerprint(&content))).then(|| &rest[..length])
}

/// Whether these bytes can be what a crash left of the last record: it reaches the end of the file, or the
/// file had grown already and nothing was written into it yet.
fn is_torn(bytes: &[u8]) -> bool {
    let length = bytes.get(..4).and_then(|length| from_bytes::<u32>(length).ok());
    let end = length.and_then(|length| usize::try_from(length).ok()?.checked_add(RECORD_HEAD));
    end.is_none_or(|end| end >= bytes.len()) || bytes.iter().all(|&byte| byte == 0)
}

/// What a write does to what is durable.
fn apply(durable: &mut Durable<Op>, write: Write<Op>) -> Result<(), String> {
    let Durable { current_term, voted_for, snapshot, log } = durable;
    match write {
        Write::HardState { current_term: term, voted_for: vote } => {
            (*current_term, *voted_for) = (term, vote);
        }
        Write::Snapshot(newer) => {
            let covered = entries_up_to(snapshot.as_deref(), newer.last.index);
            let last = covered.checked_sub(1).and_then(|at| log.get(at));
            // Entries behind the snapshot's last one belong to the same log only if it does.
            let continues = last.is_some_and(|entry| entry.term == newer.last.term);
            log.drop_first(if continues { covered } else { log.len() });
            *snapshot = Some(newer);
        }
        Write::Log { first, entries } => {
            let kept = entries_up_to(snapshot.as_deref(), first.previous());
            if kept > log.len() {
                return Err(format!("entries from {first} on, and none before them"));
            }
            log.truncate(kept);
            log.extend_from_slice(&entries);
        }
    }
    Ok(())
}

/// How many entries stand behind the snapshot, up to `index`.
fn entries_up_to(snapshot: Option<&Snapshot>, index: LogIndex) -> usize {
    let base = snapshot.map_or(0, |snapshot| snapshot.last.index.0);
    usize::try_from(index.0.saturating_sub(base)).unwrap_or(usize::MAX)
}

fn wrong(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{} {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kvraft_core::raft::{Entry, Payload};
    use kvraft_core::types::{EntryId, Term};
    use std::sync::Arc;

    /// An empty folder of this test's own, removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("kvraft-disk-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            Self(path)
        }

        fn open(&self) -> io::Result<Disk> {
            Disk::open(&self.0, NodeId(1))
        }

        fn change(&self, change: impl FnOnce(&mut Vec<u8>)) {
            let path = self.0.join("raft.log");
            let mut bytes = fs::read(&path).expect("it was written");
            change(&mut bytes);
            fs::write(&path, bytes).expect("it can be written");
        }

        fn length(&self) -> usize {
            fs::read(self.0.join("raft.log")).expect("it was written").len()
        }

        /// What a restart finds.
        fn found(&self) -> Durable<Op> {
            self.open().expect("it can be read").durable().clone()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn vote(term: u64) -> Write<Op> {
        Write::HardState { current_term: Term(term), voted_for: Some(NodeId(2)) }
    }

    fn entries(first: u64, terms: &[u64]) -> Write<Op> {
        let entry = |&term: &u64| Entry { term: Term(term), payload: Payload::Noop };
        Write::Log { first: LogIndex(first), entries: terms.iter().map(entry).collect() }
    }

    fn snapshot(index: u64, term: u64) -> Write<Op> {
        let last = EntryId::new(LogIndex(index), Term(term));
        let (membership, data) = (Arc::default(), Arc::new([7; 9]));
        Write::Snapshot(Arc::new(Snapshot { last, membership, data }))
    }

    fn terms(durable: &Durable<Op>) -> Vec<u64> {
        durable.log.iter().map(|entry| entry.term.0).collect()
    }

    #[test]
    fn a_restart_finds_what_was_appended() {
        let folder = Folder::new("restart");
        let mut disk = folder.open().expect("it is new");
        disk.append(&[vote(1), entries(1, &[1, 1, 1])]).expect("there is room");
        disk.append(&[entries(3, &[2, 2])]).expect("there is room");
        let written = disk.durable().clone();
        drop(disk);
        assert_eq!(folder.found(), written);
        assert_eq!((written.current_term, terms(&written)), (Term(1), vec![1, 1, 2, 2]));
        // It goes on behind what it found.
        folder.open().and_then(|mut disk| disk.append(&[entries(5, &[3])])).expect("there is room");
        assert_eq!(terms(&folder.found()), [1, 1, 2, 2, 3]);
    }

    #[test]
    fn a_snapshot_makes_the_file_short_and_keeps_what_follows_it() {
        let folder = Folder::new("snapshot");
        let mut disk = folder.open().expect("it is new");
        disk.append(&[vote(2), entries(1, &[1; 500])]).expect("there is room");
        let long = folder.length();
        disk.append(&[snapshot(498, 1)]).expect("there is room");
        disk.append(&[entries(501, &[2])]).expect("there is room");
        drop(disk);
        let found = folder.found();
        assert_eq!((found.current_term, terms(&found)), (Term(2), vec![1, 1, 2]));
        assert!(folder.length() < long / 10, "{} of {long}", folder.length());
        // A snapshot whose last entry the log does not hold leaves nothing of it.
        folder.open().and_then(|mut disk| disk.append(&[snapshot(501, 3)])).expect("there is room");
        assert_eq!(terms(&folder.found()), [0; 0]);
    }

    #[test]
    fn a_torn_record_is_cut_off_wherever_it_is_torn() {
        let folder = Folder::new("torn");
        let mut disk = folder.open().expect("it is new");
        disk.append(&[vote(1), entries(1, &[1])]).expect("there is room");
        let whole = folder.length();
        disk.append(&[entries(2, &[2, 2])]).expect("there is room");
        drop(disk);
        let both = fs::read(folder.0.join("raft.log")).expect("it was written");
        for end in whole..both.len() {
            folder.change(|bytes| *bytes = both[..end].to_vec());
            assert_eq!(terms(&folder.found()), [1], "cut at {end} of {}", both.len());
            assert_eq!(folder.length(), whole);
            // The space was there, but not all of the content.
            folder.change(|bytes| {
                *bytes = both.clone();
                bytes[end..].fill(0);
            });
            let torn = both[end..].iter().any(|&byte| byte != 0);
            assert_eq!(terms(&folder.found()).len(), if torn { 1 } else { 3 }, "zeros from {end}");
        }
    }

    #[test]
    fn damage_is_refused_and_so_is_the_disk_of_another() {
        let folder = Folder::new("damage");
        let mut disk = folder.open().expect("it is new");
        for index in 1..9 {
            disk.append(&[entries(index, &[1])]).expect("there is room");
        }
        let told = |folder: &Folder| folder.open().expect_err("it is refused").to_string();
        assert!(told(&folder).ends_with("in use by another process"));
        drop(disk);
        let other = Disk::open(&folder.0, NodeId(2)).expect_err("it is S1's").to_string();
        assert!(other.ends_with("belongs to S1, not to S2"), "{other}");
        folder.change(|bytes| bytes[80] ^= 1);
        assert!(told(&folder).contains("damaged at byte"), "{}", told(&folder));
        folder.change(|bytes| bytes[0] = b'?');
        assert!(told(&folder).ends_with("is no log of this program"));
    }
}
