import type { share as en } from '../en/share.ts';

export const share: Readonly<Record<keyof typeof en, string>> = {
  'at': '在当前时刻（{time}）',
  'embed': '用于课程讲义',
  'embed.note': '把此处所见的图，作为可操作的图放进另一个页面。',
  'form': '形式',
  'form.tag': '标签',
  'form.frame': '内嵌框架',
  'form.markdown': 'Markdown',
  'form.json': 'JSON',
  'code': '供复制的代码',
  'copy': '复制',
  'copied': '已复制：{count} 个字符。',
  'by-hand': '请选中并手动复制。',
  'qr': '二维码',
  'qr.note': '用于课堂：以链接形式打开此次运行。',
  'qr.enlarge': '占满屏幕',
  'qr.label': '此次运行的链接的二维码',
  'qr.close': '关闭',
  'qr.too-long': '链接有 {count} 个字符，二维码最多容纳 {most} 个。未做其他操作的场景链接较短。',
  'qr.failed': '无法生成二维码：{reason}',
};
