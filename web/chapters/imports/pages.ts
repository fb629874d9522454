import { words } from '../../../src/kernel/words.ts';
import type { ChapterPage } from '../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'operations', path: '/imports', title: words('导入', 'Import'), nav: 80, reads: ['GET /imports/kinds'], load: () => import('./import-page.tsx') },
  { place: 'operations', path: '/imports/runs', title: words('导入记录', 'Imports'), load: () => import('./run-list.tsx') },
  { place: 'operations', path: '/imports/quarantine', title: words('待处理的行', 'Rows to mend'), load: () => import('./quarantine-page.tsx') },
  { place: 'operations', path: '/imports/$id', title: words('导入', 'An import'), load: () => import('./one-import.tsx') },
];
