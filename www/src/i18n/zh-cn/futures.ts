import type { futures as english } from '../en/futures.ts';

export const futures: Readonly<Record<keyof typeof english, string>> = {
  'futures.note': '在过去做的任何事，都会在原有的未来旁边开启另一个未来。',
  'futures.name': '未来 {number}',
  'futures.rename': '{name} 的名称',
  'futures.first': '从头开始，已看到 {end}',
  'futures.left': '在 {start} 从{origin}分出，已看到 {end}',
  'futures.go': '前往',
  'futures.here': '当前',
  'futures.compare': '两个未来从何处分开',
  'futures.choose': '比较{name}',
  'futures.choose-two': '用 ≠ 选出两个，看它们从何处分开。',
  'futures.same': '就目前所见，二者完全相同。',
  'futures.differ': '第一个不同之处是事件 {event}：',
  'futures.not-so-far': '还没有看到这里',
  'futures.go-there': '前往该处',
};
