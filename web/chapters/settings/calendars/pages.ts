import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/calendars', title: words('工作日历', 'Calendars'), nav: 45, reads: ['GET /calendars'], posts: ['department-head', 'general-manager', 'hr', 'auditor'], load: () => import('./calendar-page.tsx') },
];
