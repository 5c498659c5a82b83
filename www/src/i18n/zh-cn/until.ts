import type { until as english } from '../en/until.ts';

export const until: Readonly<Record<keyof typeof english, string>> = {
  'until.so': '{time} 时已经如此：{that}。',
  'until.runs': '时间前进，直到：{that}。',
  'until.there': '{time}：{that}。',
  'help.until': '让时间前进，直到选出领导者、条目已提交或有裁判反对',
  'help.amid': '在下一步进行到一半时崩溃：完成这么多次写入和发送之后',
  'help.version': '键为此版本时才写入；0：键不存在时',
  'console.kept': '上一次运行已保留：在本次运行的开头撤销（Ctrl Z）即可回到它。',
  'console.before': '回到上一次运行，{time}。',
};
