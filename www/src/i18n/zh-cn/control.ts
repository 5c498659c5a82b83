import type { control as english } from '../en/control.ts';

export const control: Readonly<Record<keyof typeof english, string>> = {
  'list.comma': '、',
  'switch.on': '开',
  'switch.off': '关',
  'note.not-restored': '上次的运行无法恢复，这是一次新的运行。',
  'note.link-damaged': '运行已打开，但链接中其余的内容未能全部读出。',
  'settings.label': '设置',
  'museum.label': '缺陷馆',
  'broken.label': '故意弄坏：{bugs}',
  'broken.note': '这不是正确的 Raft。',
  'broken.mend': '修好',
  'broken.mend.label': '修好：去掉它重新开始',
  'explore.label': '探索',
};
