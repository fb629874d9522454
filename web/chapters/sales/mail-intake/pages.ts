import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'sales', path: '/sales/mails', title: words('来信', 'Received mails'), nav: 36, reads: ['GET /mails'], posts: ['administrator', 'service-agent', 'service-lead', 'department-head', 'general-manager', 'auditor'], load: () => import('./mail-list.tsx') },
];
