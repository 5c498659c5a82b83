import type { gallery as english } from '../en/gallery.ts';

export const gallery: Readonly<Record<keyof typeof english, string>> = {
  search: '搜索场景',
  'search.hint': '搜索：图、租约、磁盘……',
  found: '{count} / {all}',
  'found.none': '没有讲这个的场景。',
  copy: '复制“{name}”的地址',
  copied: '已复制：{address}',
  legend: '每条小图是一次运行，每台服务器一行：颜色是任期，粗的是领导者，空缺是崩溃。',
  broken: '裁判提出异议',
};
