/** Flows: a line for each direction of a link on which anything goes, in its lane. */
import { widthOf, type Flow } from '../flows.ts';
import { laneOf, type Scene } from '../layout.ts';
import { hueOf } from '../styles/tokens.ts';
import { svgElement } from './glyphs.ts';

/** Pixels that the dashes of a flow go in a real ms, and after how many they repeat. */
const PACE = 0.055;
const DASH = 14;
/** A flow of which so much is more than heartbeats is drawn strongly. */
const WEIGHTY = 0.08;
const LOSSY = 0.03;

/** How far dashes have gone: all move alike. */
export function dashesAt(realTime: number): number {
  return -(realTime * PACE) % DASH;
}

/** All in which two drawings of flows can differ, besides their places. */
function looksOf(flow: Flow): { readonly look: string; readonly hue: number; readonly width: number } {
  const looks = ['flow', flow.weighty < WEIGHTY ? 'idle' : '', flow.lost < LOSSY ? '' : 'lossy'];
  return {
    look: looks.filter((each) => each !== '').join(' '),
    hue: flow.term === 0 ? -1 : hueOf(flow.term),
    width: Math.round(widthOf(flow) * 2) / 2,
  };
}

/** The same for two flows that look alike and lie alike. */
export function nameOfFlow(flow: Flow): string {
  const { look, hue, width } = looksOf(flow);
  return `${flow.from} ${flow.to}|${look}|${hue}|${width}`;
}

/** A flow in its place, its dashes so far on; nothing, if that is not on the scene. */
export function drawFlow(flow: Flow, scene: Scene, offset = 0): SVGElement | undefined {
  const lane = laneOf(flow.from, flow.to, scene);
  if (lane === undefined) return undefined;
  const { from, to, heading } = lane;
  const { look, hue, width } = looksOf(flow);
  const group = svgElement('g', { class: look, 'data-flow': `${flow.from} ${flow.to}`, 'data-hue': hue });
  const at = (share: number): string =>
    `translate(${(from.x + share * (to.x - from.x)).toFixed(1)} ${(from.y + share * (to.y - from.y)).toFixed(1)})`;
  const turn = ((heading * 180) / Math.PI).toFixed(1);
  group.append(
    svgElement('path', {
      class: 'stream',
      d: `M${from.x.toFixed(1)} ${from.y.toFixed(1)}L${to.x.toFixed(1)} ${to.y.toFixed(1)}`,
      'stroke-width': width,
      'stroke-dasharray': `${DASH - 5} 5`,
      'stroke-dashoffset': offset.toFixed(1),
    }),
    svgElement('path', { class: 'head', d: 'M-4 -5L5 0L-4 5Z', transform: `${at(1)} rotate(${turn})` }),
    // What is lost dies half way.
    svgElement('path', { class: 'loss', d: 'M-5 -5L5 5M5 -5L-5 5', transform: at(0.5) }),
  );
  return group;
}
