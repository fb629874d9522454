import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/me', title: words('我的账号', 'My account'), nav: 1, reads: ['GET /me'], load: () => import('./me-page.tsx') },
];
