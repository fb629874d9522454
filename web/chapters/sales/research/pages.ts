import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

const readers = ['seller', 'team-lead', 'store-operator', 'service-lead', 'buyer', 'department-head', 'general-manager', 'auditor'] as const;

export const pages: readonly ChapterPage[] = [
  { place: 'sales', path: '/sales/research', title: words('市场调研', 'Research'), nav: 54, reads: ['GET /research'], posts: readers, load: () => import('./research-list.tsx') },
  { place: 'sales', path: '/sales/research/$id', title: words('调研报告', 'Report'), load: () => import('./research-page.tsx') },
  { place: 'sales', path: '/sales/competitors', title: words('竞争对手', 'Competitors'), nav: 56, reads: ['GET /competitors'], posts: readers, load: () => import('./competitor-list.tsx') },
  { place: 'sales', path: '/sales/competitors/$id', title: words('竞争对手', 'Competitor'), load: () => import('./competitor-page.tsx') },
];
