import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'sales', path: '/sales/orders', title: words('订单', 'Orders'), nav: 2, reads: ['GET /orders'], load: () => import('./order-list.tsx') },
  { place: 'sales', path: '/sales/orders/new', title: words('手工建单', 'Enter an order'), load: () => import('./entry/order-entry.tsx') },
  { place: 'sales', path: '/sales/orders/$id', title: words('订单', 'Order'), load: () => import('./order-page.tsx') },
  { place: 'sales', path: '/sales/review', title: words('审单', 'Review'), nav: 3, reads: ['GET /review-queue'], load: () => import('./review-desk.tsx') },
  { place: 'sales', path: '/sales/merge-offers', title: words('合单建议', 'Merge offers'), nav: 4, reads: ['GET /merge-offers'], load: () => import('./merge-offers.tsx') },
  { place: 'sales', path: '/sales/shortages', title: words('缺货', 'Shortages'), nav: 5, reads: ['GET /shortages'], load: () => import('./shortage-list.tsx') },
  { place: 'sales', path: '/sales/notices', title: words('发货告知', 'Ship notices'), nav: 6, reads: ['GET /customer-notices'], load: () => import('./notice-list.tsx') },
  { place: 'sales', path: '/sales/sku-matches', title: words('商品匹配', 'Kept matches'), nav: 59, reads: ['GET /sku-matches'], load: () => import('./sku-matches.tsx') },
  { place: 'sales', path: '/sales/gift-rules', title: words('赠品规则', 'Gift rules'), nav: 58, reads: ['GET /gift-rules'], load: () => import('./gift-rules.tsx') },
  { place: 'sales', path: '/sales/review-rules', title: words('审单规则', 'Review rules'), nav: 60, reads: ['GET /review-rules'], load: () => import('./rules/review-rules-page.tsx') },
];
