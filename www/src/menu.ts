/** What can be done to a server, as lines of the action language. Pure. */
import { leaderOf, type ClientNode, type ClusterView, type MessageInFlight } from './frame.ts';
import type { Params, TextKey } from './i18n.ts';

export type MenuItem =
  | {
      readonly kind: 'action';
      readonly label: TextKey;
      readonly params?: Params;
      /** What the console would be told. */
      readonly line: string;
      /** And then. */
      readonly then?: string;
    }
  | { readonly kind: 'page'; readonly label: TextKey; readonly page: MenuPage };

export type MenuPage = 'main' | 'cuts';

/** All that an item does, in order. */
export function linesOf({ line, then }: MenuItem & { readonly kind: 'action' }): readonly string[] {
  return then === undefined ? [line] : [line, then];
}

/** What can be done to the link between two servers. */
export function linkItems(view: ClusterView, a: number, b: number): readonly MenuItem[] {
  const isCut = (from: number, to: number): boolean =>
    view.cuts.some((cut) => cut.from === from && cut.to === to);
  const ways = [
    [a, b],
    [b, a],
  ] as const;
  const both = isCut(a, b) && isCut(b, a) ? 'mend' : 'cut';
  return [
    {
      kind: 'action',
      label: `menu.${both}-both`,
      params: { a: `S${a}`, b: `S${b}` },
      line: `${both} ${a} ${b}`,
      then: `${both} ${b} ${a}`,
    },
    ...ways.map(([from, to]): MenuItem => {
      const verb = isCut(from, to) ? 'mend' : 'cut';
      return {
        kind: 'action',
        label: `menu.${verb}`,
        params: { a: `S${from}`, b: `S${to}` },
        line: `${verb} ${from} ${to}`,
      };
    }),
    ...ways.flatMap(([from, to]): readonly MenuItem[] => {
      const way = { a: `S${from}`, b: `S${to}` };
      return [
        { kind: 'action', label: 'menu.delay', params: way, line: `delay 100 300 on ${from} ${to}` },
        { kind: 'action', label: 'menu.lossy', params: way, line: `loss 50 on ${from} ${to}` },
      ];
    }),
    { kind: 'action', label: 'menu.link-calm', line: 'calm' },
  ];
}

/** What can be done to a client. */
export function clientItems({ id, waiting }: ClientNode): readonly MenuItem[] {
  const action = (label: TextKey, line: string): MenuItem => {
    return { kind: 'action', label, line: `c${id} ${line}` };
  };
  return [
    action('menu.put', 'put x 1'),
    action('menu.get', 'get x'),
    ...(waiting ? [action('menu.again', 'again')] : []),
    action('menu.work', 'work 20 50'),
    action('menu.rest', 'rest'),
    action('menu.impatient', 'patience 500'),
    action('menu.patient', 'patience 8000'),
  ];
}

export function menuItems(view: ClusterView, id: number, page: MenuPage): readonly MenuItem[] {
  return page === 'main' ? mainItems(view, id) : cutItems(view, id);
}

function mainItems(view: ClusterView, id: number): readonly MenuItem[] {
  const server = view.servers[id - 1];
  if (server === undefined) return [];
  const action = (label: TextKey, line: string): MenuItem => ({ kind: 'action', label, line });
  const items: MenuItem[] = [];
  if (server.status === 'crashed') items.push(action('menu.restart', `restart ${id}`));
  else {
    items.push(action('menu.crash', `crash ${id}`));
    items.push(
      server.status === 'paused'
        ? action('menu.resume', `resume ${id}`)
        : action('menu.pause', `pause ${id}`),
    );
    if (server.status === 'up' && server.role !== 'leader') {
      items.push(action('menu.timeout', `timeout ${id}`));
      if (leaderOf(view) !== undefined) items.push(action('menu.transfer', `transfer ${id}`));
    }
    // There is something to take a snapshot of once an entry is applied.
    if (server.status === 'up' && 0 < server.lastApplied) {
      items.push(action('menu.compact', `compact ${id}`));
    }
  }
  if (1 < view.servers.length) {
    items.push(action('menu.isolate', `isolate ${id}`));
    items.push({ kind: 'page', label: 'menu.cuts', page: 'cuts' });
  }
  if (0 < view.cuts.length) items.push(action('menu.heal', 'heal'));
  return items;
}

/** What can be done to a message on its way. */
export function messageItems({ id, held }: MessageInFlight): readonly MenuItem[] {
  const action = (label: TextKey, verb: string): MenuItem => {
    return { kind: 'action', label, line: `${verb} m${id}` };
  };
  return [
    action('menu.deliver', 'deliver'),
    held ? action('menu.release', 'release') : action('menu.hold', 'hold'),
    action('menu.copy', 'copy'),
    action('menu.drop', 'drop'),
  ];
}

function cutItems(view: ClusterView, id: number): readonly MenuItem[] {
  const items: MenuItem[] = [{ kind: 'page', label: 'menu.back', page: 'main' }];
  for (const other of view.servers) {
    if (other.id === id) continue;
    for (const [from, to] of [
      [id, other.id],
      [other.id, id],
    ] as const) {
      const cut = view.cuts.some((each) => each.from === from && each.to === to);
      items.push({
        kind: 'action',
        label: cut ? 'menu.mend' : 'menu.cut',
        params: { a: `S${from}`, b: `S${to}` },
        line: `${cut ? 'mend' : 'cut'} ${from} ${to}`,
      });
    }
  }
  return items;
}

/** A partition that a newcomer learns from: the leader with a minority on one side. */
export function teachingPartition(view: ClusterView, leader: number | undefined): string {
  const ids = view.servers.map((server) => server.id);
  const first = leader ?? ids[0] ?? 1;
  const minority = Math.max(1, Math.floor((ids.length - 1) / 2));
  const side = Array.from(
    { length: minority },
    (_, i) => ids[(ids.indexOf(first) + i) % ids.length] ?? first,
  );
  const rest = ids.filter((id) => !side.includes(id));
  return `partition ${side.join(' ')} | ${rest.join(' ')}`;
}
