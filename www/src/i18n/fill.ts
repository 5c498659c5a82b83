/** Filling in what is no text of a catalog: an error's own sentence, which stands where the error is found. */
import type { Params } from './message.ts';

/** Fills in `{name}`; a name without a value stays visible. */
export function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
