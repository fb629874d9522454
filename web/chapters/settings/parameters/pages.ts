import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/parameters', title: words('规章参数', 'Parameters'), nav: 40, reads: ['GET /parameters'], posts: ['department-head', 'general-manager', 'team-lead', 'service-lead', 'accountant', 'hr', 'auditor'], load: () => import('./parameter-list.tsx') },
  { place: 'settings', path: '/settings/parameters/$key', title: words('规章参数', 'Parameter'), load: () => import('./parameter-page.tsx') },
  { place: 'settings', path: '/settings/parameters/$key/backtest/$clause/$control/$unit/$value/$scope', title: words('回测', 'Back-test'), load: () => import('./backtest-cases.tsx') },
  { place: 'settings', path: '/settings/parameters/$key/divergence/$value', title: words('权限回测', 'Back-test of authority'), load: () => import('./divergence-list.tsx') },
];
