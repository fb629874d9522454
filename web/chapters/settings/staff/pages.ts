import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  {
    place: 'settings', path: '/settings/staff', title: words('员工', 'Staff'), nav: 10, reads: ['GET /staff'], load: () => import('./staff-list.tsx'),
    posts: ['administrator', 'hr', 'department-head', 'general-manager', 'auditor', 'team-lead', 'service-lead'],
  },
  { place: 'settings', path: '/settings/staff/$id', title: words('员工', 'Staff'), load: () => import('./staff-page.tsx') },
];
