/** The narrator's notation for experts, fetched for the first of them. Pure. */
import { withTexts, type Params, type Translate } from './i18n.ts';
import { terse } from './i18n/en/terse.ts';

type Key = keyof typeof terse;

const sayer = withTexts(terse);
const isKey = (key: string): key is Key => Object.hasOwn(terse, key);

/** The notation for a kind of event, if there is one. */
export function notationOf(kind: string, reason: string | undefined, facts: Params, t: Translate): string | undefined {
  const say = sayer(t);
  const key = `terse.${kind}`;
  const why = `reason.${reason ?? ''}`;
  return isKey(key) ? say(key, { ...facts, reason: say(isKey(why) ? why : 'reason.other') }) : undefined;
}
