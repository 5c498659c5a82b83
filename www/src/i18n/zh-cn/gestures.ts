import type { gestures as english } from '../en/gestures.ts';

export const gestures: Readonly<Record<keyof typeof english, string>> = {
  'menu.cut-both': '切断 {a} 与 {b} 的双向链路',
  'menu.mend-both': '修复 {a} 与 {b} 的双向链路',
  'carry.none': '拖到另一台服务器上：归为一侧。拖离所有服务器：独自一侧',
  'carry.heal': '松手即修复网络',
  'ring.link': '链路 {a}–{b}',
  'ring.link.cut': '链路 {a}–{b}，双向切断',
  'ring.link.one-way': '链路 {a}–{b}，{from} → {to} 切断',
  'key.wall': '在集群上画过：一道墙；圈住几台服务器：把它们围起来',
  'key.carry': '把一台服务器拖到另一台上：归为一侧；拖离所有服务器：独自一侧',
  'key.links': '在一台服务器的链路之间移动；Enter 打开菜单',
  'key.right-click': '右键',
  'key.long-press': '长按',
  'key.press': '服务器、客户端、链路或消息的菜单，与单击相同',
  'console.no-leader.patient': '目前没有领导者应答；{c} 会一直重试，永不放弃。',
  'ring.labels': '消息名称',
  'ring.labels.label': '显示每条消息是什么 (T)',
  'key.labels': '显示每条消息是什么',
};
