import type { gestures as english } from '../en/gestures.ts';

export const gestures: Readonly<Record<keyof typeof english, string>> = {
  'menu.cut-both': '切断 {a} 与 {b} 的双向链路',
  'menu.mend-both': '修复 {a} 与 {b} 的双向链路',
  'carry.none': '拖到另一台服务器上：归为一侧。拖离所有服务器：独自一侧',
  'carry.heal': '松手即修复网络',
  'ring.link': '链路 {a}–{b}',
  'ring.link.cut': '链路 {a}–{b}，双向切断',
  'ring.link.one-way': '链路 {a}–{b}，{from} → {to} 切断',
  'console.no-leader.patient': '目前没有领导者应答；{c} 会一直重试，永不放弃。',
  'ring.key.heartbeat': '心跳',
  'ring.key.vote': '投票',
  'ring.key.entries': '条目',
  'ring.key.client': '客户端',
  'ring.key.reply': '空心：答复',
  'mark.crashed': '崩溃',
  'mark.restarted': '重启',
  'mark.cut': '网络被切断',
  'mark.healed': '网络恢复',
  'mark.violation': '一条性质被破坏',
  'ring.labels': '名称',
  'ring.labels.label': '显示每条消息是什么 (T)',
};
