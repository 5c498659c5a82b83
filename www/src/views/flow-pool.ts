/** Flows drawn by hand: a line for each direction of a link on which anything goes, in its lane. */
import type { Flow } from '../flows.ts';
import { widthOf } from '../flows.ts';
import { laneOf, type Scene } from '../layout.ts';
import { hueOf } from '../styles/tokens.ts';
import { svgElement } from './glyphs.ts';

/** Pixels that the dashes of a flow go in a real ms, and after how many they repeat. */
const PACE = 0.055;
const DASH = 14;
/** A flow of which so much is more than heartbeats is drawn strongly. */
const WEIGHTY = 0.08;
const LOSSY = 0.03;

interface Drawn {
  readonly group: SVGElement;
  readonly line: SVGElement;
  readonly width: number;
}

export class FlowPool {
  /** Less motion: what flows is told by width and pointer alone. */
  calm = false;

  readonly #layer: SVGElement;
  readonly #drawn = new Map<string, Drawn>();
  #scene: Scene | undefined;

  constructor(layer: SVGElement) {
    this.#layer = layer;
  }

  paint(flows: readonly Flow[], scene: Scene, realTime: number): void {
    if (scene !== this.#scene) this.clear();
    this.#scene = scene;
    const seen = new Set<string>();
    // Dashes all move alike: one number for each line, each frame.
    const offset = this.calm ? '0' : (-(realTime * PACE) % DASH).toFixed(1);
    for (const flow of flows) {
      const key = `${flow.from} ${flow.to}`;
      const lane = laneOf(flow.from, flow.to, scene);
      if (lane === undefined) continue;
      seen.add(key);
      const drawn = this.#drawn.get(key) ?? this.#add(key, lane);
      const width = Math.round(widthOf(flow) * 2) / 2;
      if (width !== drawn.width) {
        drawn.line.setAttribute('stroke-width', String(width));
        this.#drawn.set(key, { ...drawn, width });
      }
      drawn.line.setAttribute('stroke-dashoffset', offset);
      const looks = ['flow', flow.weighty < WEIGHTY ? 'idle' : '', flow.lost < LOSSY ? '' : 'lossy'];
      const look = looks.filter((each) => each !== '').join(' ');
      if (drawn.group.getAttribute('class') !== look) drawn.group.setAttribute('class', look);
      const hue = String(flow.term === 0 ? -1 : hueOf(flow.term));
      if (drawn.group.dataset['hue'] !== hue) drawn.group.dataset['hue'] = hue;
    }
    for (const [key, drawn] of this.#drawn) {
      if (seen.has(key)) continue;
      drawn.group.remove();
      this.#drawn.delete(key);
    }
  }

  clear(): void {
    for (const drawn of this.#drawn.values()) drawn.group.remove();
    this.#drawn.clear();
  }

  #add(key: string, lane: NonNullable<ReturnType<typeof laneOf>>): Drawn {
    const { from, to, heading } = lane;
    const group = svgElement('g', { class: 'flow', 'data-flow': key });
    const line = svgElement('path', {
      class: 'stream',
      d: `M${from.x.toFixed(1)} ${from.y.toFixed(1)}L${to.x.toFixed(1)} ${to.y.toFixed(1)}`,
      'stroke-dasharray': `${DASH - 5} 5`,
    });
    const at = (share: number): string =>
      `translate(${(from.x + share * (to.x - from.x)).toFixed(1)} ${(from.y + share * (to.y - from.y)).toFixed(1)})`;
    const turn = ((heading * 180) / Math.PI).toFixed(1);
    group.append(
      line,
      svgElement('path', { class: 'head', d: 'M-4 -5L5 0L-4 5Z', transform: `${at(1)} rotate(${turn})` }),
      // What is lost dies half way.
      svgElement('path', { class: 'loss', d: 'M-5 -5L5 5M5 -5L-5 5', transform: at(0.5) }),
    );
    this.#layer.append(group);
    const drawn = { group, line, width: 0 };
    this.#drawn.set(key, drawn);
    return drawn;
  }
}
