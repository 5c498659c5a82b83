const baseUrl = process.env.SAMPLE_BASE ?? '/';

/** @type {import('@docusaurus/types').Config} */
export default {
  title: 'Week 3: Raft',
  url: 'https://example.edu',
  baseUrl,
  onBrokenLinks: 'throw',
  i18n: { defaultLocale: 'en', locales: ['en', 'zh-CN'] },
  plugins: [['@docusaurus/plugin-content-docs', { routeBasePath: '/', sidebarPath: false }]],
  themes: ['@docusaurus/theme-classic'],
  // The files of the element lie in static/kvraft; the tag itself is rendered without a browser, too.
  scripts: [{ src: `${baseUrl}kvraft/kvraft-lab.js`, type: 'module' }],
};
