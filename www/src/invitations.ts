/** What to try next: gentle first steps, and the way back from each. Pure. */
import { leaderOf, type ClusterView } from './frame.ts';
import type { Params, TextKey } from './i18n.ts';
import { teachingPartition } from './menu.ts';

export interface Invitation {
  readonly text: TextKey;
  /** More than fits on a button, where that helps. */
  readonly label?: TextKey;
  readonly params?: Params;
  /** What the console would be told. */
  readonly line: string;
}

/** What was done so far, as far as it matters here. */
export interface Tried {
  readonly puts: number;
  /** The value put last was not read since. */
  readonly unread: boolean;
}

export const NOTHING_TRIED: Tried = { puts: 0, unread: false };

/** What has been tried once one of the invitations was accepted. */
export function triedAfter({ puts, unread }: Tried, line: string): Tried {
  if (line.startsWith('put ')) return { puts: puts + 1, unread: true };
  return { puts, unread: unread && !line.startsWith('get ') };
}

/** As many at all times: more of them would take room from the cluster. `loss` is what per cent of messages is lost now. */
export function invitations(
  view: ClusterView,
  { puts, unread }: Tried,
  loss: number,
): readonly Invitation[] {
  const crashed = view.servers.find((server) => server.status === 'crashed');
  return [
    crashed === undefined
      ? { text: 'try.crash-leader', line: 'crash leader' }
      : { text: 'try.restart', line: `restart ${crashed.id}`, params: { s: `S${crashed.id}` } },
    unread
      ? { text: 'try.get', line: 'get x' }
      : { text: 'try.put', line: `put x ${puts + 1}` },
    view.cuts.length === 0
      ? { text: 'try.cut', line: teachingPartition(view, leaderOf(view)?.id) }
      : { text: 'try.heal', line: 'heal' },
    loss === 0
      ? { text: 'try.lose', label: 'try.lose.label', line: 'loss 20' }
      : { text: 'try.lose.stop', label: 'try.lose.stop.label', line: 'loss 0' },
  ];
}
