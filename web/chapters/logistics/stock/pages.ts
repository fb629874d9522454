import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'logistics', path: '/logistics/stock', title: words('库存', 'Stock'), nav: 40, reads: ['GET /stock'], load: () => import('./stock-list.tsx') },
  { place: 'logistics', path: '/logistics/batches', title: words('批次与效期', 'Batches and expiry'), nav: 40, reads: ['GET /stock/batches'], load: () => import('./batch-list.tsx') },
  { place: 'logistics', path: '/logistics/arrivals', title: words('到货', 'Arrivals'), nav: 41, reads: ['GET /goods-receipts'], load: () => import('./receipt-list.tsx') },
  { place: 'logistics', path: '/logistics/counts', title: words('盘点', 'Stock counts'), nav: 42, reads: ['GET /stock/counts'], load: () => import('./count-list.tsx') },
  { place: 'logistics', path: '/logistics/transfers', title: words('调拨', 'Transfers'), nav: 43, reads: ['GET /stock/transfers'], load: () => import('./transfer-list.tsx') },
];
