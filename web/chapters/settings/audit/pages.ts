import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/audit', title: words('审计日志', 'Audit log'), nav: 90, reads: ['GET /audit'], posts: ['administrator', 'auditor', 'department-head', 'general-manager'], load: () => import('./audit-list.tsx') },
];
