/** Finding by words that are typed roughly: in any order, shortened, with letters left out. Pure. */

/** How well one word fits: from a word of the text, to letters that occur in it in this order. */
const FIT = { whole: 10, start: 8, inside: 5, letters: 2 } as const;
/** Chinese is written without spaces: there each character counts as a word of its own. */
const UNSPACED = /[\u2e80-\u9fff]/;
const WORDS = /[\p{L}\p{N}.×/-]+/gu;

/** How well `typed` fits `text`: 0 if a word of it is nowhere; otherwise more is better. */
export function fit(typed: string, text: string): number {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return 1;
  const words = wordsOf(text);
  const whole = text.toLowerCase();
  let sum = 0;
  for (const word of wanted) {
    const best = UNSPACED.test(word) ? unspaced(word, whole) : spaced(word, words, whole);
    if (best === 0) return 0;
    sum += best;
  }
  // Of two that fit the shorter one is meant, and the one that begins as typed.
  const first = wanted[0] !== undefined && words[0]?.startsWith(wanted[0]) === true ? 1 : 0;
  return sum / wanted.length + first + 1 / (1 + words.length);
}

/** The best of several texts; those after the first count less. */
export function bestFit(typed: string, texts: readonly string[]): number {
  const [first = '', ...others] = texts;
  const whole = fit(typed, first);
  if (others.length === 0) return whole;
  const other = Math.max(...others.map((text) => fit(typed, text)));
  // Words may be spread: `睡 S3`, or a name in one language and a command in the other.
  const together = 0.6 * fit(typed, texts.join(' '));
  return Math.max(whole, 0.9 * other, together);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(WORDS) ?? [];
}

function spaced(word: string, words: readonly string[], whole: string): number {
  let best = 0;
  for (const each of words) {
    if (each === word) return FIT.whole;
    if (each.startsWith(word)) best = Math.max(best, FIT.start);
    else if (2 < word.length && hasLetters(each, word)) best = Math.max(best, FIT.letters);
  }
  return FIT.inside <= best || !whole.includes(word) ? best : FIT.inside;
}

function unspaced(word: string, whole: string): number {
  if (whole.includes(word)) return FIT.start;
  return hasLetters(whole, word) ? FIT.letters : 0;
}

/** Whether the letters of `word` occur in `text` in this order, beginning with its first. */
function hasLetters(text: string, word: string): boolean {
  if (!UNSPACED.test(word) && text[0] !== word[0]) return false;
  let at = 0;
  for (const letter of text) if (letter === word[at]) at += 1;
  return word.length <= at;
}
