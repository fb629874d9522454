import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'logistics', path: '/logistics/count-plans', title: words('盘点计划', 'Stock-takes'), nav: 42, reads: ['GET /stock/count-plans'], load: () => import('./plan-list.tsx') },
  { place: 'logistics', path: '/logistics/count-plans/$id', title: words('盘点计划', 'Stock-take'), reads: ['GET /stock/count-plans/:id'], load: () => import('./plan-page.tsx') },
];
