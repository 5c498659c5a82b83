import type { until as english } from '../en/until.ts';

export const until: Readonly<Record<keyof typeof english, string>> = {
  'until.so': '{time} 时已经如此：{that}。',
  'until.runs': '时间前进，直到：{that}。',
  'until.there': '{time}：{that}。',
  'console.kept': '上一次运行已保留：在本次运行的开头撤销（Ctrl Z）即可回到它。',
  'console.before': '回到上一次运行，{time}。',
};
