import { words } from '../../../src/kernel/words.ts';
import type { ChapterPage } from '../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'finance', path: '/finance/matching', title: words('核对台', 'Matching desk'), nav: 5, reads: ['GET /finance/receipts', 'GET /finance/open-items/summary'], load: () => import('./matching-desk.tsx') },
  { place: 'finance', path: '/finance/receipts', title: words('收款与核对', 'Receipts'), nav: 10, reads: ['GET /finance/receipts'], load: () => import('./receipts-page.tsx') },
  { place: 'finance', path: '/finance/receipts/new', title: words('登记收款', 'Record a receipt'), load: () => import('./hand-receipt-page.tsx') },
  { place: 'finance', path: '/finance/bills', title: words('账单', 'Bills'), nav: 20, reads: ['GET /finance/bills'], load: () => import('./bills-page.tsx') },
  { place: 'finance', path: '/finance/cheques', title: words('支票', 'Cheques'), nav: 25, reads: ['GET /finance/cheques'], load: () => import('./cheques-page.tsx') },
  { place: 'finance', path: '/finance/receivables', title: words('订单应收', 'Receivables'), nav: 30, reads: ['GET /finance/receivables'], load: () => import('./receivables-page.tsx') },
  { place: 'finance', path: '/finance/entries', title: words('凭证', 'Entries'), nav: 40, reads: ['GET /finance/entries'], load: () => import('./entries-page.tsx') },
  { place: 'finance', path: '/finance/entries/new', title: words('录入凭证', 'Post an entry'), load: () => import('./new-entry-page.tsx') },
  { place: 'finance', path: '/finance/trial-balance', title: words('试算平衡表', 'Trial balance'), nav: 45, reads: ['GET /finance/trial-balance'], load: () => import('./trial-balance-page.tsx') },
  { place: 'finance', path: '/finance/ledger/$account', title: words('总账', 'Ledger'), load: () => import('./ledger-page.tsx') },
  { place: 'finance', path: '/finance/methods', title: words('收款方式', 'Payment methods'), nav: 65, reads: ['GET /finance/payment-methods'], load: () => import('./methods-page.tsx') },
  { place: 'finance', path: '/finance/entries/$id', title: words('凭证', 'Entry'), load: () => import('./entry-page.tsx') },
  { place: 'finance', path: '/finance/statements', title: words('利润表', 'Profit statement'), nav: 50, reads: ['GET /finance/profit'], load: () => import('./profit-page.tsx') },
  { place: 'finance', path: '/finance/periods', title: words('账期', 'Periods'), nav: 55, reads: ['GET /finance/periods'], load: () => import('./periods-page.tsx') },
  { place: 'finance', path: '/finance/periods/$period', title: words('账期', 'Period'), load: () => import('./period-page.tsx') },
  { place: 'finance', path: '/finance/accounts', title: words('收款账户', 'Payment accounts'), nav: 60, reads: ['GET /finance/payment-accounts'], load: () => import('./accounts-page.tsx') },
];
