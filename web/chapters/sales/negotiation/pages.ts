import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'sales', path: '/sales/opportunities', title: words('商机', 'Opportunities'), nav: 20, reads: ['GET /opportunities'], load: () => import('./opportunity-list.tsx') },
  { place: 'sales', path: '/sales/opportunities/board', title: words('商机看板', 'Board of opportunities'), load: () => import('./opportunity-board.tsx') },
  { place: 'sales', path: '/sales/opportunities/$id', title: words('商机', 'Opportunity'), load: () => import('./opportunity-page.tsx') },
  { place: 'sales', path: '/sales/opportunities/$id/quote', title: words('编制报价', 'Write a quote'), load: () => import('./quote-editor.tsx') },
  { place: 'sales', path: '/sales/quotes', title: words('报价', 'Quotes'), nav: 22, reads: ['GET /quotes'], load: () => import('./quote-list.tsx') },
  { place: 'sales', path: '/sales/quotes/$id', title: words('报价单', 'Quote'), load: () => import('./quote-page.tsx') },
  { place: 'sales', path: '/sales/contracts', title: words('合同', 'Contracts'), nav: 24, reads: ['GET /contracts'], load: () => import('./contract-list.tsx') },
  { place: 'sales', path: '/sales/contracts/$id', title: words('合同', 'Contract'), load: () => import('./contract-page.tsx') },
  { place: 'sales', path: '/sales/price-lists', title: words('价目表', 'Price lists'), nav: 50, reads: ['GET /price-lists'], load: () => import('./price-list-list.tsx') },
  { place: 'sales', path: '/sales/price-lists/$id', title: words('价目表', 'Price list'), load: () => import('./price-list-page.tsx') },
  { place: 'sales', path: '/sales/product-sheets', title: words('产品资料', 'Product sheets'), nav: 52, reads: ['GET /product-sheets'], load: () => import('./sheet-list.tsx') },
  { place: 'sales', path: '/sales/product-sheets/$id', title: words('产品资料', 'Product sheet'), load: () => import('./sheet-page.tsx') },
  { place: 'sales', path: '/sales/contract-templates', title: words('合同模板', 'Contract templates'), nav: 64, reads: ['GET /contract-templates'], load: () => import('./template-list.tsx') },
  { place: 'sales', path: '/sales/contract-templates/$id', title: words('合同模板', 'Contract template'), load: () => import('./template-page.tsx') },
];
