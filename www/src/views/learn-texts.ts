/** What the list of lessons and challenges, a lesson and a challenge are read in: the same texts. */
import { learn as english } from '../i18n/en/learn.ts';
import { OwnTexts } from './own-texts.ts';

export const own = new OwnTexts(english, () => import('../i18n/zh-cn/learn.ts').then(({ learn }) => learn));
