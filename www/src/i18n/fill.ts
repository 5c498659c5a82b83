/** Filling in texts, for those who need no texts of the page. */

export type Params = Readonly<Record<string, string | number>>;

/** Fills in `{name}`; a name without a value stays visible. */
export function fill(template: string, params: Params | undefined): string {
  if (params === undefined) return template;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
