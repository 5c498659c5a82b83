import type { sharing as english } from '../en/sharing.ts';

export const sharing: Readonly<Record<keyof typeof english, string>> = {
  'share.note': '链接和文件都包含这个未来：它如何开始，以及其中做过的一切。打开的人会看到逐个事件完全相同的过程。',
  'share.link': '此会话的链接',
  'share.copy': '复制链接',
  'share.copied': '已复制：{shown} 个字符。',
  'share.by-hand': '请选中链接并手动复制。',
  'share.download': '下载为文件',
  'share.trace-note':
    '供其他工具使用，包含到当前时刻为止的每个事件：一份用 etcd-io/raft 词汇写成、可对照 TLA+ 规约验证的轨迹，以及一份带向量时钟、供 ShiViz 使用的日志。',
  'share.etcd': '轨迹（etcd）',
  'share.shiviz': '日志（ShiViz）',
  'share.writing': '正在写出……',
  'share.downloaded': '已保存为 {name}。',
};
