import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'operations', path: '/operations/products', title: words('商品', 'Products'), nav: 20, reads: ['GET /products'], load: () => import('./product-list.tsx') },
  { place: 'operations', path: '/operations/products/$id', title: words('商品', 'Product'), load: () => import('./product-page.tsx') },
];
