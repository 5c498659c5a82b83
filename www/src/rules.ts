/** The rules behind what the narrator says, fetched when somebody asks why. Pure. */
import { withTexts, type Translate } from './i18n.ts';
import { why } from './i18n/en/why.ts';

type Key = keyof typeof why;

const sayer = withTexts(why);

/** A rule by its name, `vote-refused.leader-alive`: the one for that reason, or for that kind of event. */
export function ruleText(name: string, t: Translate): string {
  const isKey = (key: string): key is Key => Object.hasOwn(why, key);
  const key = [`why.${name}`, `why.${name.split('.')[0]}`].find(isKey);
  return key === undefined ? '' : sayer(t)(key);
}
