/** Why it matters what a judge found, fetched when one has found something. Pure. */
import { withTexts, type Translate } from './i18n.ts';
import { stakes } from './i18n/en/stakes.ts';

const sayer = withTexts(stakes);

/** Nothing for a judge that this page does not know yet. */
export function stakesText(judge: string, t: Translate): string {
  const key = `judge.${judge}.why`;
  return Object.hasOwn(stakes, key) ? sayer(t)(key as keyof typeof stakes) : '';
}
