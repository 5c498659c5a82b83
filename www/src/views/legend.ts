/** The signs of the ring, drawn small for the help sheet. */
import { css, svg, type TemplateResult } from 'lit';
import type { ReferenceKey } from './command-list.ts';

const styles = css`
  .sign-solid {
    fill: var(--hue);
  }
  .sign-open {
    fill: var(--surface);
    stroke: var(--hue);
    stroke-width: 2;
  }
  .sign-line {
    fill: none;
    stroke: var(--hue);
    stroke-width: 2;
    stroke-linecap: round;
  }
  .sign-ink {
    fill: none;
    stroke: var(--ink);
    stroke-width: 2.25;
    stroke-linecap: round;
  }
  .sign-arc {
    fill: none;
    stroke: var(--muted);
    stroke-width: 3;
  }
  .sign-wall {
    fill: none;
    stroke: var(--ink);
    stroke-width: 6;
    stroke-dasharray: 9 2;
  }
  .sign-strap {
    fill: none;
    stroke: var(--on-term);
    stroke-width: 2;
  }
  .sign-hatch {
    fill: none;
    stroke: var(--faint);
    stroke-width: 1.25;
  }
  .sign-text {
    font: 700 10px var(--font);
    text-anchor: middle;
    fill: var(--on-term);
  }
`;

const sign = (body: TemplateResult<2>) => svg`<svg viewBox="0 0 84 30">${body}</svg>`;
const diamond = (x: number) => `M${x} 6l9 9l-9 9l-9 -9z`;
const hexagon = (x: number) => `M${x - 10} 15l5 -8.7h10l5 8.7l-5 8.7h-10z`;

const list: readonly (readonly [TemplateResult, ReferenceKey])[] = [
  [
    sign(
      svg`<circle class="sign-solid" cx="20" cy="17" r="10"></circle><text class="sign-text" x="20" y="21">★</text>`,
    ),
    'sign.leader',
  ],
  [
    sign(
      svg`<circle class="sign-open" cx="20" cy="15" r="10" stroke-dasharray="4 3"></circle><circle class="sign-solid" cx="42" cy="15" r="4"></circle><circle class="sign-open" cx="55" cy="15" r="3.5"></circle>`,
    ),
    'sign.candidate',
  ],
  [
    sign(
      svg`<circle class="sign-open" cx="20" cy="15" r="9"></circle><path class="sign-arc" d="M20 2a13 13 0 1 1 -13 13"></path>`,
    ),
    'sign.follower',
  ],
  [
    sign(
      svg`<circle class="sign-open" cx="20" cy="15" r="10" opacity="0.5"></circle><path class="sign-ink" d="M13 8l14 14M27 8l-14 14"></path>`,
    ),
    'sign.crashed',
  ],
  [
    sign(
      svg`<circle class="sign-open" cx="20" cy="15" r="10" opacity="0.5"></circle><path class="sign-ink" d="M17 10v10M23 10v10"></path>`,
    ),
    'sign.paused',
  ],
  [
    sign(
      svg`<circle class="sign-solid" cx="20" cy="15" r="9"></circle><text class="sign-text" x="20" y="19">?</text><rect class="sign-solid" x="40" y="7" width="17" height="16" rx="4"></rect><text class="sign-text" x="48.5" y="19">2</text>`,
    ),
    'sign.request',
  ],
  [
    sign(
      svg`<circle class="sign-open" cx="20" cy="15" r="8"></circle><path class="sign-line" d="M16 15h8M20 11v8"></path><rect class="sign-open" x="40" y="7" width="16" height="16" rx="4"></rect><path class="sign-line" d="M44 15h8"></path>`,
    ),
    'sign.reply',
  ],
  [
    sign(
      svg`<circle class="sign-solid" cx="20" cy="15" r="3.5"></circle><circle class="sign-open" cx="48" cy="15" r="3.5"></circle>`,
    ),
    'sign.heartbeat',
  ],
  [
    sign(
      svg`<rect class="sign-solid" x="7" y="4" width="30" height="22" rx="3"></rect><path class="sign-strap" d="M7 11.5h30M7 18.5h30"></path><rect class="sign-open" x="48" y="6" width="24" height="18" rx="3"></rect><path class="sign-line" d="M48 15h24"></path>`,
    ),
    'sign.snapshot',
  ],
  [
    sign(
      svg`<circle class="sign-solid" cx="20" cy="15" r="9"></circle><text class="sign-text" x="20" y="19">!</text>`,
    ),
    'sign.timeout-now',
  ],
  [
    sign(
      svg`<path class="sign-solid" d=${hexagon(20)}></path><text class="sign-text" x="20" y="18.5">r</text><path class="sign-open" d=${hexagon(48)}></path><path class="sign-line" d="M44.5 15l2.5 3l5 -6"></path>`,
    ),
    'sign.read',
  ],
  [
    sign(
      svg`<path d=${diamond(20)} fill="var(--ink)"></path><path d=${diamond(48)} fill="none" stroke="var(--ink)" stroke-width="2"></path>`,
    ),
    'sign.client',
  ],
  [
    sign(
      svg`<circle class="sign-solid" cx="20" cy="15" r="4" opacity="0.4"></circle><path class="sign-ink" d="M14 9l12 12M26 9l-12 12"></path>`,
    ),
    'sign.lost',
  ],
  [
    sign(
      svg`<path class="sign-wall" d="M12 2v26"></path><path class="sign-ink" d="M30 15h36" stroke-dasharray="1 5"></path><path class="sign-ink" d="M43 10l10 10M53 10l-10 10"></path>`,
    ),
    'sign.wall',
  ],
  [
    sign(
      svg`<rect class="sign-hatch" x="8" y="5" width="26" height="20" rx="4" stroke-dasharray="3 2"></rect><path class="sign-hatch" d="M8 15l10 -10M8 24l19 -19M16 25l18 -18M25 25l9 -9"></path>`,
    ),
    'sign.stub',
  ],
  [
    sign(
      svg`<rect class="sign-solid" x="7" y="7" width="28" height="16" rx="8"></rect><text class="sign-text" x="21" y="19">2</text>`,
    ),
    'sign.members',
  ],
];

export const SIGNS = { styles, list } as const;
