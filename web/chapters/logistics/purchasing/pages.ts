import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

const posts = ['buyer', 'warehouse', 'store-operator', 'accountant', 'department-head', 'general-manager'] as const;

export const pages: readonly ChapterPage[] = [
  { place: 'logistics', path: '/logistics/purchase-requests', title: words('请购', 'Requests'), nav: 34, reads: ['GET /purchase-requests'], posts, load: () => import('./request-list.tsx') },
  { place: 'logistics', path: '/logistics/purchase-orders', title: words('采购单', 'Purchase orders'), nav: 35, reads: ['GET /purchase-orders'], posts, load: () => import('./purchase-list.tsx') },
  { place: 'logistics', path: '/logistics/purchase-orders/$id', title: words('采购单', 'Purchase order'), posts, load: () => import('./purchase-page.tsx') },
  { place: 'logistics', path: '/logistics/back-shipments', title: words('退供', 'Back to suppliers'), nav: 36, reads: ['GET /back-shipments'], posts, load: () => import('./back-list.tsx') },
  { place: 'logistics', path: '/logistics/suppliers', title: words('供应商', 'Suppliers'), nav: 36, reads: ['GET /suppliers'], posts, load: () => import('./supplier-list.tsx') },
];
