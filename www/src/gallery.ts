/** The scenarios that come with the page: a list, and one file for each. */
import { LabError, mistake } from './engine.ts';
import { parseName } from './options.ts';

export interface GalleryEntry {
  readonly id: string;
  readonly group: string;
  readonly title: Readonly<Record<string, string>>;
}

/** A story's run in short, and what it tells; see scripts/strips.mjs. */
export interface Strip {
  readonly caption: Readonly<Record<string, string>>;
  readonly source: string;
  /** For each server, pieces of [columns, term, what it does]: 0 down, 1 follower, 2 candidate, 3 leader, 4 paused. */
  readonly lanes: readonly (readonly (readonly [number, number, number])[])[];
  /** When a judge first objects, as a part of the whole. */
  readonly broken: number | null;
}

/** A file of the folder of scenarios; undefined if there is none. Rejects if it cannot be known. */
export type ReadScenario = (name: string) => Promise<string | undefined>;

const FOLDER = 'scenarios/';

let readFile: ReadScenario = (name) => get(new URL(FOLDER + name, document.baseURI));

/** Elsewhere than beside the page. */
export function readScenariosFrom(read: ReadScenario): void {
  readFile = read;
}

/** A scenario's file. Throws a `LabError` when there is none, or the network fails. */
export async function fetchScenario(id: string): Promise<string> {
  const answer = parseName(id) === undefined ? undefined : await readFile(`${id}.json`);
  if (answer === undefined) {
    throw mistake('scenario-missing', 'There is no scenario “{id}” here.', { id });
  }
  return answer;
}

/** The list of them; empty when there is none. */
export function fetchGallery(): Promise<readonly GalleryEntry[]> {
  return fetchScenarioList('index.json', isEntry);
}

/** The stories' runs in short, by id; none when they cannot be fetched. */
export async function fetchStrips(): Promise<ReadonlyMap<string, Strip>> {
  try {
    const found: unknown = JSON.parse((await readFile('strips.json')) ?? '{}');
    return new Map(Object.entries(found as Readonly<Record<string, Strip>>));
  } catch {
    return new Map();
  }
}

/** A list in the folder of scenarios, without what is none of its entries; empty when there is none. */
export async function fetchScenarioList<T>(
  name: string,
  isOne: (value: unknown) => value is T,
): Promise<readonly T[]> {
  try {
    const list: unknown = JSON.parse((await readFile(name)) ?? '[]');
    return Array.isArray(list) ? list.filter(isOne) : [];
  } catch {
    return [];
  }
}

/** A file at any address. Throws a `LabError` when there is none, or the network fails. */
export async function readJson(url: URL): Promise<string> {
  const answer = await get(url);
  if (answer === undefined) throw mistake('scenario-unreachable', 'There is no file at {url}.', { url: url.href });
  return answer;
}

/** A text at an address; undefined if there is none. */
export async function get(url: URL): Promise<string | undefined> {
  let answer: Response;
  try {
    answer = await fetch(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabError({ code: 'scenario-unreachable' }, `The scenario could not be fetched: ${reason}.`);
  }
  // Servers of single pages answer everything with the page itself.
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true;
  return answer.ok && !isPage ? answer.text() : undefined;
}

function isEntry(value: unknown): value is GalleryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { id, group, title } = value as Readonly<Record<string, unknown>>;
  return (
    typeof id === 'string' &&
    typeof group === 'string' &&
    typeof title === 'object' &&
    title !== null
  );
}
