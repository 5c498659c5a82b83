/** One client of the ring: an SVG button with its name and, where there is room, its request. */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { ClientNode } from '../frame.ts';
import { REQUEST_LETTERS, type Place } from '../geometry.ts';
import type { Translate } from '../i18n.ts';
import { isCrowded } from '../layout.ts';

export interface ClientState {
  /** The text of the request under way. */
  readonly request: string | undefined;
  readonly selected: boolean;
  readonly focusable: boolean;
  /** How many clients there are: the more, the less room. */
  readonly among: number;
}

export function clientNode(
  client: ClientNode,
  place: Place,
  state: ClientState,
  t: Translate,
): SVGTemplateResult {
  const { id, waiting } = client;
  const r = place.radius;
  const crowded = isCrowded(state.among);
  const half = crowded ? 16 : r + 8;
  const kind = t('ring.client');
  const text = waiting ? (state.request ?? '…') : kind;
  const looks = [
    waiting ? 'waiting' : '',
    state.selected ? 'selected' : '',
    crowded ? 'small' : '',
  ];
  return svg`<g
    class="client ${looks.join(' ')}"
    role="button"
    tabindex=${state.focusable ? 0 : -1}
    transform="translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})"
    data-client=${id}
    aria-label="C${id} ${text}, ${waiting ? kind : t('ring.client.idle')}"
  >
    ${crowded ? nothing : svg`<rect class="hit" x="-30" y="-22" width="60" height="56"></rect>`}
    <rect class="focus-ring" x=${-half - 3} y=${-r - 3} rx="8"
      width=${2 * half + 6} height=${2 * r + 6}></rect>
    <rect class="client-body" x=${-half} y=${-r} rx="6" width=${2 * half} height=${2 * r}></rect>
    <text class="client-name" y=${crowded ? 4 : 4.5}>C${id} </text>
    ${
      crowded
        ? nothing
        : svg`<text class="client-text" y=${r + 15}>${shorten(text, state.among <= 3 ? REQUEST_LETTERS : 8)}</text>`
    }
  </g>`;
}

function shorten(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('')}…`;
}
