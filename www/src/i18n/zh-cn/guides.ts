import type { guides as english } from '../en/guides.ts';

export const guides: Readonly<Record<keyof typeof english, string>> = {
  'guides.label': '指南',
  'guides.teachers': '教师指南',
  'guides.students': '实验课学生指南',
  'guides.engineers': '工程师指南',
  'guides.reference': '参考',
};
