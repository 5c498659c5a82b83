/** What these views say; their texts come with them, not with the page. */
import { catalog, type Language } from '../i18n.ts';
import { diagram as en } from '../i18n/en/diagram.ts';
import type { Say as SayTexts } from '../i18n/message.ts';
import { diagram as zhCN } from '../i18n/zh-cn/diagram.ts';

export type DiagramKey = keyof typeof en;
export type Say = SayTexts<typeof en>;

const spoken: Readonly<Record<Language, Say>> = {
  en: catalog<typeof en>('en', en).say,
  'zh-CN': catalog<typeof en>('zh-CN', zhCN).say,
};

export function sayIn(language: Language): Say {
  return spoken[language];
}
