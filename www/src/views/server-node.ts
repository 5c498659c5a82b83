/**
 * One server of the ring: an SVG button whose accessible name is what it shows, and beside it the signs for
 * which the name has words.
 */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import {
  hasBit,
  leaderOf,
  standingOf,
  type ClusterView,
  type DiskFaults,
  type ServerNode,
  type Standing,
} from '../frame.ts';
import type { TextKey, Translate } from '../i18n.ts';
import { labelLines, scaleOf, type Place } from '../geometry.ts';
import { isDense, logShares } from '../layout.ts';
import { hueOf } from '../styles/tokens.ts';

export interface NodeState {
  readonly selected: boolean;
  readonly focusable: boolean;
  /** Something about it changed a moment ago. */
  readonly fresh: boolean;
  readonly menuOpen: boolean;
  /** Room for one line of label only. */
  readonly compact: boolean;
}

/** How far outside of a server's body its timer runs. */
export const TIMER = 7;
const STAR = 'M0 -9L2.6 -3.1 9 -2.6 4.1 1.6 5.7 7.9 0 4.5 -5.7 7.9 -4.1 1.6 -9 -2.6 -2.6 -3.1Z';

export function serverNode(
  server: ServerNode,
  place: Place,
  view: ClusterView,
  state: NodeState,
  t: Translate,
): SVGTemplateResult {
  const r = place.radius;
  const k = scaleOf(r);
  const [line, nextLine] = labelLines(r);
  const standing = standingOf(server, leaderOf(view));
  // Where there is no room for the word "term" its colour and number stand for it.
  const little = r < 22;
  const words = wordsOf(server, standing, little, t);
  // Among many, only who differs is labelled; the name for assistive technology always says it.
  const plain =
    isDense(view.servers.length) &&
    server.role === 'follower' &&
    server.status === 'up' &&
    standing === 'voter';
  const at = `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`;
  const leads = server.role === 'leader' && server.status === 'up';
  const candidate = server.role === 'candidate' && server.status !== 'crashed';
  return svg`<g
    class="server ${little ? 'little' : ''} ${state.selected ? 'selected' : ''} ${state.fresh ? 'fresh' : ''}"
    role="button"
    tabindex=${state.focusable ? 0 : -1}
    transform=${at}
    data-server=${server.id}
    data-role=${server.role}
    data-standing=${standing}
    data-status=${server.status}
    data-term=${server.term}
    data-hue=${hueOf(server.term)}
    aria-haspopup="menu"
    aria-expanded=${state.menuOpen}
    aria-label=${words.name}
  >
    <circle class="hit" r=${r + 9}></circle>
    <circle class="focus-ring" r=${r + 14}></circle>
    <circle class="track" r=${r + TIMER}></circle>
    <circle class="arc" r=${r + TIMER} pathLength="1" stroke-dasharray="0 2"
      transform="rotate(-90)" data-arc=${server.id}></circle>
    <circle class="body" r=${r}></circle>
    ${standing === 'learner' ? svg`<circle class="inner" r=${r - 5}></circle>` : nothing}
    ${server.status === 'crashed' ? crossOut(r) : nothing}
    <text class="name" y="1">S${server.id} </text>
    ${
      little ? nothing : svg`<text class="term" y=${16.5 * k}>${words.term} </text>`
    }
    ${r < 27 ? nothing : logBar(server, view, r, k)}
    ${
      server.role === 'leader' && server.status !== 'crashed'
        ? svg`<path class="star" d=${STAR} transform="translate(0 ${-r - 9}) scale(1.25)"></path>`
        : nothing
    }
    ${candidate ? votes(server, view, r) : nothing}
    ${
      server.status === 'paused'
        ? svg`<path class="pause-mark" d="M-7 -7h5v14h-5zM2 -7h5v14h-5z" transform="translate(${-r * 0.78} ${-r * 0.78})"></path>`
        : nothing
    }
    ${plain ? nothing : svg`<text class="role" y=${line}>${words.role} </text>`}
    ${state.compact ? nothing : svg`<text class="log" y=${nextLine}>${words.log}</text>`}
  </g>
  <g
    class="signs ${little ? 'little' : ''} ${leads ? 'leads' : ''} ${server.status}"
    aria-hidden="true"
    data-hue=${hueOf(server.term)}
    transform=${at}
  >
    ${little ? svg`<text class="term" y=${r * 0.62}>${server.term}</text>` : nothing}
    ${server.pendingWrites > 0 ? disk(server.pendingWrites, r) : nothing}
    ${server.clock === 100 ? nothing : clockBadge(server.clock, r)}
    ${hasFault(server.disk) ? diskBadge(server.disk, r) : nothing}
  </g>`;
}

function wordsOf(server: ServerNode, standing: Standing, little: boolean, t: Translate) {
  const term = t('ring.term', { term: server.term });
  const log = t('ring.log', { last: server.lastIndex, commit: server.commitIndex });
  const part: TextKey =
    standing === 'voter' || server.role !== 'follower'
      ? server.asksFirst
        ? 'role.asks-first'
        : `role.${server.role}`
      : `role.${standing}`;
  const role =
    server.status === 'crashed'
      ? t('status.crashed')
      : server.status === 'paused'
        ? `${t(part)} · ${t('status.paused')}`
        : t(part);
  const more = [
    server.role === 'candidate'
      ? t('ring.votes', {
          have: countBits(server.votes & server.voters),
          majority: Math.floor(countBits(server.voters) / 2) + 1,
        })
      : '',
    server.pendingWrites > 0 ? t('ring.pending', { count: server.pendingWrites }) : '',
    server.storeKeys === 0 ? '' : t('ring.keys', { count: server.storeKeys }),
    server.clock === 100 ? '' : t('ring.clock', { percent: server.clock }),
    server.disk.lies ? t('ring.disk.lies') : '',
    server.disk.disorder ? t('ring.disk.disorder') : '',
    server.disk.full ? t('ring.disk.full') : '',
  ].filter((text) => text !== '');
  // Begins with the visible words, in their order (WCAG 2.5.3).
  const facts = little ? `${role} ${term}` : `${term} ${role}`;
  return { term, log, role, name: [`S${server.id} ${facts} ${log}`, ...more].join(', ') };
}

/** How long its log is beside the longest, and how much of it is committed, as far as it knows. */
function logBar(server: ServerNode, view: ClusterView, r: number, k: number): SVGTemplateResult {
  const { last, commit } = logShares(server, view.servers);
  const y = 16.5 * k + 5;
  const width = Math.min(40, 2 * Math.sqrt(Math.max(0, (r - 3) ** 2 - (y + 4.5) ** 2)));
  const bar = (share: number, name: string) =>
    svg`<rect class=${name} x=${-width / 2} y=${y} width=${share * width} height="4.5" rx="1"></rect>`;
  return svg`<g class="log-bar">${bar(1, 'room')}${bar(last, 'last')}${bar(commit, 'commit')}</g>`;
}

function crossOut(r: number): SVGTemplateResult {
  const d = (r * Math.SQRT1_2).toFixed(1);
  return svg`<path class="cross-out" d="M-${d} -${d}L${d} ${d}M${d} -${d}L-${d} ${d}"></path>`;
}

/** A dot per voter: have it, granted but still travelling, not. That gap is the lesson. */
function votes(server: ServerNode, view: ClusterView, r: number): SVGTemplateResult {
  const travelling = new Set(
    view.messages
      .filter((m) => m.to === server.id && m.a === 1 && !m.lost)
      .filter((m) =>
        server.asksFirst
          ? m.kind === 'pre-vote-response'
          : m.kind === 'vote-response' && m.term === server.term,
      )
      .map((m) => m.from),
  );
  const step = 13;
  const voters = view.servers.filter((each) => hasBit(server.voters, each.id));
  const start = (-step * (voters.length - 1)) / 2;
  return svg`${voters.map((each, i) => {
    const look = hasBit(server.votes, each.id) ? 'have' : travelling.has(each.id) ? 'travelling' : 'none';
    return svg`<circle class="vote ${look}" cx=${start + i * step} cy=${-r - 19} r="4.25"></circle>`;
  })}`;
}

function disk(count: number, r: number): SVGTemplateResult {
  const at = (r * 0.82).toFixed(1);
  return svg`<g transform="translate(${at} ${at})">
    <path class="disk" d="M-8 -6v11c0 2 3.6 3.5 8 3.5s8 -1.5 8 -3.5v-11"></path>
    <ellipse class="disk" cy="-6" rx="8" ry="3.5"></ellipse>
    <text class="disk-count" y="6">${count}</text>
  </g>`;
}

function hasFault(disk: DiskFaults): boolean {
  return disk.lies || disk.disorder || disk.full;
}

/** A clock that runs wrong, and how. */
function clockBadge(percent: number, r: number): SVGTemplateResult {
  const at = (r * 0.84).toFixed(1);
  return svg`<g class="badge" data-badge="clock" transform="translate(${at} -${at})">
    <rect x="-10" y="-9" width="56" height="18" rx="9"></rect>
    <path d="M0 -5a5 5 0 1 0 .1 0zM0 -2.5v2.5h2"></path>
    <text x="26" y="4">${percent} %</text>
  </g>`;
}

/** A disk with a fault: ? it lies, ⇄ it finishes in any order, ! it is full. */
function diskBadge(faults: DiskFaults, r: number): SVGTemplateResult {
  const at = (r * 0.84).toFixed(1);
  const signs = [faults.lies ? '?' : '', faults.disorder ? '⇄' : '', faults.full ? '!' : ''];
  const text = signs.filter((each) => each !== '').join(' ');
  const width = 26 + 9 * text.length;
  return svg`<g class="badge" data-badge="disk" transform="translate(-${at} ${at})">
    <rect x=${10 - width} y="-10" width=${width} height="20" rx="10"></rect>
    <path transform="translate(${20 - width} 0)" d="M-5 -4v7c0 1.3 2.2 2.2 5 2.2s5 -.9 5 -2.2v-7a5 2.2 0 1 0 -10 0a5 2.2 0 1 0 10 0"></path>
    <text x=${20 - 4.5 * text.length - 11} y="4">${text}</text>
  </g>`;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
