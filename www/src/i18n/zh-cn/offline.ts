import type { OfflineTexts } from '../en/offline.ts';

export const offline: OfflineTexts = {
  ready: '本页面的新版本已就绪。',
  accept: '立即更新',
  later: '以后再说',
};
