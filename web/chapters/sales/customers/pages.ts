import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'sales', path: '/sales/customers', title: words('客户', 'Customers'), nav: 40, reads: ['GET /customers'], load: () => import('./customer-list.tsx') },
  { place: 'sales', path: '/sales/data-requests', title: words('个人信息请求', 'Personal data'), nav: 70, reads: ['GET /data-requests'], load: () => import('./data-requests.tsx') },
  { place: 'sales', path: '/sales/customers/$id', title: words('客户', 'Customer'), load: () => import('./customer-page.tsx') },
];
