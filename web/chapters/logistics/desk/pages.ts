import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: ChapterPage[] = [
  { place: 'logistics', path: '/logistics/desk', title: words('仓库工作台', 'Warehouse desk'), nav: 10, reads: ['GET /desk'], posts: ['warehouse', 'logistics-clerk'], load: () => import('./desk-page.tsx') },
  { place: 'logistics', path: '/logistics/waves', title: words('波次', 'Waves'), nav: 15, reads: ['GET /waves'], posts: ['warehouse', 'logistics-clerk'], load: () => import('./wave-list.tsx') },
  { place: 'logistics', path: '/logistics/waves/$id', title: words('波次', 'Wave'), load: () => import('./wave-page.tsx') },
  { place: 'logistics', path: '/logistics/inspection-ways', title: words('检验方式', 'Ways of inspection'), nav: 64, reads: ['GET /inspection-ways'], posts: ['department-head', 'administrator', 'logistics-clerk'], load: () => import('./inspection-ways.tsx') },
];
