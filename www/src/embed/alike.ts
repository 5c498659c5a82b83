/** Scenarios whose names somebody may have meant. Fetched when there is need. */
import { bestFit } from '../fuzzy.ts';
import { fetchGallery, fetchScenarioList } from '../gallery.ts';

const SHOWN = 3;

export async function namesLike(name: string): Promise<readonly string[]> {
  const gallery = await fetchGallery();
  const bugs = await fetchScenarioList('bugs/index.json', isNamed);
  const names = [...gallery.map(({ id }) => id), ...bugs.map(({ id }) => `bugs/${id}`)];
  const scored = names.map((each) => ({ each, score: Math.max(bestFit(name, [each]), shared(name, each)) }));
  scored.sort((a, b) => b.score - a.score || (a.each < b.each ? -1 : 1));
  return scored.filter(({ score }) => 0 < score).slice(0, SHOWN).map(({ each }) => each);
}

function isNamed(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string';
}

/** The part of all pairs of neighbouring letters that both have: 0 to 1. */
function shared(one: string, other: string): number {
  const pairs = (text: string): Set<string> =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.toLowerCase().slice(i, i + 2)));
  const [a, b] = [pairs(one), pairs(other)];
  const both = [...a].filter((pair) => b.has(pair)).length;
  const part = (2 * both) / Math.max(1, a.size + b.size);
  return part < 0.4 ? 0 : part;
}
