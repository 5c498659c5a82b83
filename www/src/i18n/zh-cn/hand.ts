import type { hand as english } from '../en/hand.ts';

export const hand: Readonly<Record<keyof typeof english, string>> = {
  'palette.label': '能做的一切',
  'key.palette': '能做的一切，可以搜索',
  'key.rewind': '倒放',
  'key.turns': '去往下一次选举、提交、崩溃、违规、消息；按住 Shift 去往上一次',
  'key.bookmark': '设书签',
  'help.rewind': '倒放；给此刻命名',
  'transport.rewind': '倒放',
  'turn.none': '在试过的时间里，前面没有。',
  'turn.none.before': '此刻之前没有。',
  'console.rewinding': '正在倒放。',
  'console.bookmarked': '{time} 处的书签：{name}',
};
