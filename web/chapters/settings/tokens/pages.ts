import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/tokens', title: words('API 令牌', 'API tokens'), nav: 80, reads: ['GET /tokens'], load: () => import('./token-list.tsx') },
];
