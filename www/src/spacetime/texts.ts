/** What these views say; their texts come with them, not with the page. */
import { fill, type Language, type Params } from '../i18n.ts';
import { diagram as en } from '../i18n/en/diagram.ts';
import { diagram as zhCN } from '../i18n/zh-cn/diagram.ts';

export type DiagramKey = keyof typeof en;
export type Say = (key: DiagramKey, params?: Params) => string;

export function sayIn(language: Language): Say {
  const texts: Readonly<Record<DiagramKey, string>> = language === 'zh-CN' ? zhCN : en;
  return (key, params) => fill(texts[key], params);
}
