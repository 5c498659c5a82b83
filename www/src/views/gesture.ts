/** What is seen of a gesture while it lasts: a line, a loop or a server that is carried, and what letting go would do. */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { ClusterView } from '../frame.ts';
import type { Translate } from '../i18n.ts';
import type { Scene } from '../layout.ts';
import { carried, destination, isLoop, partedByStroke, type Wish } from '../sides.ts';
import { partitionSides } from '../walls.ts';
import type { Gesture } from './hand.ts';

/** What letting go would do; nothing, if nothing. */
export function wishOf(gesture: Gesture, view: ClusterView, { servers }: Scene): Wish | undefined {
  if (gesture.kind === 'stroke') return partedByStroke(gesture.path, servers);
  const to = destination(gesture.server, gesture.at, servers);
  if (to.kind === 'home') return undefined;
  const sides = partitionSides(view.servers, view.cuts);
  return carried(gesture.server, to.kind === 'with' ? to.other : undefined, sides);
}

export function gestureText(gesture: Gesture, view: ClusterView, scene: Scene, t: Translate): string {
  const wish = wishOf(gesture, view, scene);
  if (wish === undefined) return t(gesture.kind === 'carry' ? 'carry.none' : 'wall.none');
  if (wish.kind === 'heal') return t('carry.heal');
  const named = wish.sides.map((side) => side.map((id) => `S${id}`).join(' ')).join(' | ');
  return t('wall.hint', { sides: named });
}

export function gestureDrawing(gesture: Gesture, scene: Scene): SVGTemplateResult | typeof nothing {
  if (gesture.kind === 'carry') {
    const radius = scene.servers[gesture.server - 1]?.radius ?? 30;
    return svg`<g class="carried" transform="translate(${gesture.at.x} ${gesture.at.y})">
      <circle r=${radius}></circle><text class="name" y="5">S${gesture.server}</text>
    </g>`;
  }
  const { path } = gesture;
  const [from, to] = [path[0], path.at(-1)];
  if (from === undefined || to === undefined) return nothing;
  const points = path.map(({ x, y }) => `${x} ${y}`).join('L');
  return isLoop(path)
    ? svg`<path class="stroke loop" d="M${points}Z"></path>`
    : svg`<path class="stroke" d="M${from.x} ${from.y}L${to.x} ${to.y}"></path>`;
}
