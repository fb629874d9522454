import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/stores', title: words('店铺', 'Stores'), nav: 30, reads: ['GET /stores'], posts: ['administrator', 'department-head', 'general-manager', 'store-operator', 'auditor'], load: () => import('./store-list.tsx') },
  { place: 'settings', path: '/settings/warehouses', title: words('仓库', 'Warehouses'), nav: 35, reads: ['GET /warehouses'], posts: ['administrator', 'department-head', 'general-manager', 'logistics-clerk', 'auditor'], load: () => import('./warehouse-list.tsx') },
];
