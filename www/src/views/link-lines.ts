/** The links between servers: a hairline each, and a wider one to press, which the keyboard reaches, too. */
import { svg, type SVGTemplateResult } from 'lit';
import type { Cut } from '../frame.ts';
import type { Place } from '../geometry.ts';
import type { Translate } from '../i18n.ts';
import type { Scene } from '../layout.ts';

/** What is seen of them, below all that moves. */
export function linkLines(scene: Scene): readonly SVGTemplateResult[] {
  return scene.links.map(
    ([a, b]) => svg`<line class="link" x1=${a.x} y1=${a.y} x2=${b.x} y2=${b.y}></line>`,
  );
}

/** What is pressed. Where servers stand in rows there are none: hundreds of lines would only be in the way. */
export function linkHits(scene: Scene, cuts: readonly Cut[], t: Translate): readonly SVGTemplateResult[] {
  if (scene.links.length === 0) return [];
  const pairs = scene.servers.flatMap((a, i) =>
    scene.servers.slice(i + 1).map((b) => [a, b] as const),
  );
  return pairs.map(
    ([a, b]) => svg`<line class="link-hit" role="button" tabindex="-1" aria-haspopup="menu"
      data-link="${a.id} ${b.id}" aria-label=${nameOf(a, b, cuts, t)}
      x1=${a.x} y1=${a.y} x2=${b.x} y2=${b.y}></line>`,
  );
}

function nameOf(a: Place, b: Place, cuts: readonly Cut[], t: Translate): string {
  const isCut = (from: number, to: number): boolean =>
    cuts.some((cut) => cut.from === from && cut.to === to);
  const [there, back] = [isCut(a.id, b.id), isCut(b.id, a.id)];
  const names = { a: `S${a.id}`, b: `S${b.id}` };
  if (there && back) return t('ring.link.cut', names);
  if (!there && !back) return t('ring.link', names);
  const [from, to] = there ? [names.a, names.b] : [names.b, names.a];
  return t('ring.link.one-way', { ...names, from, to });
}
