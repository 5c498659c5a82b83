/** The museum: mistakes that real systems made, each a switch with a story that shows it. Pure but for the fetch. */
import { fetchScenarioList } from './gallery.ts';
import type { Language } from './options.ts';

/** A bug's story, as the list beside the scenarios tells of it. */
export interface Exhibit {
  /** The bug's name in scenarios and addresses. */
  readonly id: string;
  readonly title: Readonly<Record<string, string>>;
  readonly caption: Readonly<Record<string, string>>;
  /** The rule, and whom it bit: `§5.4.1; hashicorp/raft#94`. */
  readonly source: string;
  /** Who objects first. */
  readonly judge: string;
}

/** The bugs by what they break, in the order in which they are shown. */
export const GROUPS = {
  elections: [
    'vote-twice',
    'forget-vote',
    'ignore-candidate-log',
    'compare-lengths',
    'compare-as-vectors',
    'count-answers',
    'count-old-votes',
    'half-is-enough',
    'pre-vote-without-log',
    'pre-vote-own-term',
    'pre-vote-unanswered',
    'pre-vote-restarts-timer',
    'stick-for-ever',
    'transfer-for-ever',
  ],
  replication: [
    'commit-old-terms',
    'no-noop',
    'ignore-prev-term',
    'truncate-always',
    'commit-unverified',
    'acknowledge-all',
    'missing-matches',
    'gap-in-batch',
    'heed-late-refusals',
    'back-up-window',
    'heartbeat-from-match',
    'silent-heartbeats',
    'unsorted-quorum',
    'leader-drops-tail',
    'forget-next-page',
  ],
  snapshots: [
    'install-old-snapshot',
    'snapshot-keeps-tail',
    'snapshot-cuts-tail',
    'compacted-prev-conflicts',
    'sessions-not-in-snapshot',
    'configuration-not-in-snapshot',
    'no-snapshot-when-empty',
    'snapshot-sent-once',
  ],
  membership: [
    'change-before-commit',
    'joint-as-one',
    'leave-joint-early',
    'outlived-configuration',
    'removed-leader-counts',
    'removed-leader-stays',
    'leaving-forgets-own-vote',
    'count-learners',
    'learner-stands',
    'learner-refuses',
  ],
  clients: [
    'read-unconfirmed',
    'read-before-noop',
    'reuse-round',
    'lease-too-long',
    'lease-over-transfer',
    'forget-duplicates',
    'deduplicate-where-asked',
    'answer-by-index',
  ],
  disks: ['send-before-persist', 'count-undurable', 'last-completion-counts'],
} as const;

export type Group = keyof typeof GROUPS;
export type BugId = (typeof GROUPS)[Group][number];

/** Where a bug's story is, among the scenarios of the page. */
export function storyId(bug: string): string {
  return `bugs/${bug}`;
}

let fetched: Promise<ReadonlyMap<string, Exhibit>> | undefined;

/** What the stories tell, by bug; empty where it cannot be had, and asked for again next time. */
export function fetchExhibits(): Promise<ReadonlyMap<string, Exhibit>> {
  fetched ??= fetchScenarioList('bugs/index.json', isExhibit).then((list) => {
    if (list.length === 0) fetched = undefined;
    return new Map(list.map((each) => [each.id, each]));
  });
  return fetched;
}

/** A bug's name in a language: the title of its story, or its id where that is not known. */
export function bugName(
  bug: string,
  exhibits: ReadonlyMap<string, Exhibit>,
  language: Language,
): string {
  return exhibits.get(bug)?.title[language] ?? bug;
}

/** Whether all words that were typed occur in what is told. */
export function isFound(typed: string, told: readonly string[]): boolean {
  const text = told.join('\n').toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function isExhibit(value: unknown): value is Exhibit {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, caption, source, judge } = value as Readonly<Record<string, unknown>>;
  const texts = [title, caption].every((each) => typeof each === 'object' && each !== null);
  return texts && [id, source, judge].every((each) => typeof each === 'string');
}
