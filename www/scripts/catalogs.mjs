// Compiles the catalogs of texts (src/i18n/en, src/i18n/zh-cn) where they are read: their texts are ICU messages,
// and a parser for these is larger than the page's own code. What has no placeholder stays a string, any other
// becomes the list that Lingui formats: ['term ', ['term']].
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';

/** The sentences of errors and breaches are none of these: src/i18n/teller.ts chooses and fills them itself. */
const CATALOG = /[\\/]src[\\/]i18n[\\/](?:en|zh-cn)[\\/](?!(?:errors|breaches)\.ts$)[\w-]+\.ts$/;

/** @returns {import('vite').Plugin} */
export function catalogs() {
  return {
    name: 'catalogs',
    enforce: 'pre',
    transform(code, id) {
      if (!CATALOG.test(id)) return null;
      const texts = [...textsOf(this.parse(code, { lang: 'ts' }))];
      let compiled = '';
      let end = 0;
      for (const { key, text, start, end: after } of texts) {
        try {
          const message = compile(text);
          if (typeof message === 'string') continue;
          compiled += code.slice(end, start) + JSON.stringify(message);
          end = after;
        } catch (error) {
          this.error(`${id}: the text of '${key}' is no message of ours: ${error.message}`);
        }
      }
      return { code: compiled + code.slice(end), map: null };
    },
  };
}

/**
 * A text as the page has it.
 * @param {string} text an ICU message
 * @returns {string | unknown[]} itself if it has no placeholder, else its parts; throws if it is no such message
 */
export function compile(text) {
  // The types of src/i18n/catalog.ts read texts as they are written, and know nothing of quoting.
  if (/'[{}]|''/.test(text)) throw new Error("' before a brace, or '', quotes: write ’, or other words");
  const message = compileMessageOrThrow(text);
  if (message.every((part) => typeof part === 'string')) return text;
  check(message);
  return JSON.parse(JSON.stringify(message.map(chosen))); // without what is undefined
}

/**
 * A plural as a choice by its form, under the count's name with # before it: src/i18n/catalog.ts knows the form. For
 * a plural Lingui makes an Intl.NumberFormat, to write a number that no text of ours has written, and to make its
 * first takes a browser 15 to 45 ms.
 */
function chosen(part) {
  if (typeof part === 'string' || part.length === 1) return part;
  const [name, , { one, other }] = part;
  return [`#${name}`, 'select', { one: formed(one), other: formed(other) }];
}

const formed = (text) => (typeof text === 'string' ? text : text.map(chosen));

/** What these types know: names, and plurals with `one` and `other`. */
function check(message) {
  for (const part of message) {
    if (part === '#') throw new Error('# writes numbers as no other text does: name what is shown');
    if (typeof part === 'string' || part.length === 1) continue;
    const [name, kind, { offset, ...cases } = {}] = part;
    if (kind !== 'plural' || offset != null) throw new Error(`{${name}, ${kind}} is not used here, nor is an offset`);
    if (Object.keys(cases).sort().join() !== 'one,other') throw new Error(`{${name}, plural} has one and other`);
    for (const each of Object.values(cases)) check(each);
  }
}

/** The texts of a module: properties of an object that are strings. */
function* textsOf(node) {
  if (node === null || typeof node !== 'object') return;
  if (node.type === 'Property' && node.value?.type === 'Literal' && typeof node.value.value === 'string') {
    const { value, start, end } = node.value;
    yield { key: node.key.name ?? node.key.value, text: value, start, end };
    return;
  }
  for (const child of Object.values(node)) yield* textsOf(child);
}
