/** Where a run comes from: a scenario of the element's own, a file, a link, or what stands in the page. */
import { mistake, toLabError } from '../engine.ts';
import { errorText, type Language } from '../i18n.ts';
import { fetchScenario, get, readJson, type ReadScenario } from '../gallery.ts';
import type { Failure } from './trouble.ts';
import type { Source } from './wishes.ts';

export interface ScenarioParts {
  /** Scenarios that come with the element: their folder, or whoever has them by file name. */
  readonly scenarios: URL | ReadScenario;
  /** All of them, where their folder is not. */
  readonly bundled?: () => Promise<Readonly<Record<string, string>>>;
}

/** A scenario that comes with the element. Rejects if it cannot be known whether there is one. */
export async function readScenario({ scenarios, bundled }: ScenarioParts, name: string): Promise<string | undefined> {
  if (!(scenarios instanceof URL)) return scenarios(name);
  const fetched = get(new URL(name, scenarios));
  if (bundled === undefined) return fetched;
  const text = await fetched.catch(() => undefined);
  if (text !== undefined) return text;
  const all = await bundled().catch(() => undefined);
  return all === undefined ? fetched : all[name];
}

/** What stands at the source. Throws a `LabError`. */
export async function readSource(source: Source): Promise<{ link?: string; file?: string; id?: string }> {
  switch (source.kind) {
    case 'own':
      return {};
    case 'inline':
      return { file: source.json };
    case 'link':
      return { link: source.link };
    case 'name':
      return { file: await fetchScenario(source.name), id: source.name };
    case 'url':
      return { file: await readJson(addressOf(source.url)) };
    default:
      return source satisfies never;
  }
}

function addressOf(text: string): URL {
  try {
    return new URL(text, document.baseURI);
  } catch {
    throw mistake('scenario-unreachable', '“{found}” is no address.', { found: text });
  }
}

/** Why it could not be had, with names that may have been meant. */
export async function failureOf(error: unknown, source: Source): Promise<Failure> {
  const lab = toLabError(error);
  const { code, message, path } = lab;
  const detail = (language: Language): string => errorText(lab, language);
  const name =
    source.kind === 'name' ? source.name : source.kind === 'url' ? source.url : source.kind === 'link' ? '#r=…' : '';
  if (code !== 'scenario-missing' || source.kind !== 'name') return { code, message, path, name, detail };
  const { namesLike } = await import('./alike.ts');
  return { code, message, path, name, detail, perhaps: await namesLike(name) };
}
