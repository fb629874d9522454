import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/company', title: words('公司', 'Company'), nav: 5, reads: ['GET /company'], posts: ['administrator'], load: () => import('./company-page.tsx') },
  { place: 'settings', path: '/settings/teams', title: words('团队', 'Teams'), nav: 20, reads: ['GET /teams'], posts: ['administrator', 'hr', 'department-head', 'general-manager', 'auditor'], load: () => import('./team-list.tsx') },
  { place: 'settings', path: '/settings/shifts', title: words('班次', 'Shifts'), nav: 25, reads: ['GET /shifts'], posts: ['administrator', 'hr', 'department-head'], load: () => import('./shift-list.tsx') },
];
