import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

const sellers = ['seller', 'team-lead', 'store-operator', 'department-head', 'general-manager', 'auditor'] as const;

export const pages: readonly ChapterPage[] = [
  { place: 'sales', path: '/sales/leads', title: words('线索', 'Leads'), nav: 10, reads: ['GET /leads'], posts: sellers, load: () => import('./lead-list.tsx') },
  { place: 'sales', path: '/sales/leads/new', title: words('录入线索', 'Capture a lead'), load: () => import('./capture-page.tsx') },
  { place: 'sales', path: '/sales/leads/$id', title: words('线索', 'Lead'), load: () => import('./lead-page.tsx') },
  { place: 'sales', path: '/sales/lead-pool', title: words('公海', 'Lead pool'), nav: 12, reads: ['GET /lead-pool'], posts: sellers, load: () => import('./pool-page.tsx') },
  { place: 'sales', path: '/sales/lead-funnel', title: words('线索漏斗', 'Lead funnel'), nav: 14, reads: ['GET /lead-funnel'], posts: sellers, load: () => import('./funnel-page.tsx') },
  { place: 'sales', path: '/sales/lead-rules', title: words('分配规则', 'Assignment rules'), nav: 62, reads: ['GET /lead-rules'], posts: sellers, load: () => import('./rules/rules-page.tsx') },
  { place: 'sales', path: '/sales/greetings', title: words('话术模板', 'Greetings'), load: () => import('./greetings-page.tsx') },
];
