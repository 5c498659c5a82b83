/**
 * Texts and their types. They are ICU messages (`{name}`, `{count, plural, one {…} other {…}}`), compiled as they are
 * read by scripts/catalogs.mjs. What a text wants is known from the text: TypeScript refuses `t('ring.term')`
 * without a `term`.
 */

export type Value = string | number;
export type Params = Readonly<Record<string, Value>>;

/** By key. The types are of what is written, the values of what that is compiled to. */
export type Texts<Key extends string = string> = Readonly<Record<Key, string>>;

/** A piece of a compiled text: words; a name; `#` and a name whose plural form chooses among texts. */
export type Part = string | readonly [name: string, kind?: string, cases?: Readonly<Record<string, Compiled>>];
export type Compiled = string | readonly Part[];

/** The names in a text without plurals. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type Without<Text extends string, Case extends string> = Text extends `${infer Before}${Case} {${infer Rest}`
  ? `${Before}${Without<Rest, Case>}`
  : Text;
type LastOpened<Text extends string> = Text extends `${string}{${infer Rest}` ? LastOpened<Rest> : Text;
/** What is filled in. */
type Shown<Text extends string> = Text extends `${infer Before}, plural, ${infer Rest}`
  ? NamesIn<Before> | Shown<Without<Without<Rest, 'one'>, 'other'>>
  : NamesIn<Text>;
/** What chooses a plural. */
type Counted<Text extends string> = Text extends `${infer Before}, plural, ${infer Rest}`
  ? LastOpened<Before> | Counted<Rest>
  : never;

/** What a text is filled with. */
export type ValuesOf<Text extends string> = { readonly [Name in Counted<Text>]: number } & {
  readonly [Name in Exclude<Shown<Text>, Counted<Text>>]: Value;
};

type IsOne<T, All = T> = T extends unknown ? ([All] extends [T] ? true : false) : never;

/** For a key that is only known to be one of several, whatever any of them wants. */
export type Filling<Text extends string> = string extends Text
  ? [params?: Params]
  : IsOne<Text> extends false
    ? [params?: Params]
    : [Shown<Text> | Counted<Text>] extends [never]
      ? []
      : [params: ValuesOf<Text>];

/** The text of a key, filled in. */
export type Say<English extends Texts> = <Key extends keyof English & string>(
  key: Key,
  ...filling: Filling<English[Key]>
) => string;

/** The parts of a text. */
export function partsOf(text: string): readonly Part[] {
  const compiled = text as Compiled;
  return typeof compiled === 'string' ? [compiled] : compiled;
}

/** A text without plurals, for those who speak before Lingui is there. */
export function joined(text: string, params: Params): string {
  return partsOf(text)
    .map((part) => (typeof part === 'string' ? part : (params[part[0]] ?? `{${part[0]}}`)))
    .join('');
}
