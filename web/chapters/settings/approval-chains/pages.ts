import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/approval-chains', title: words('审批流', 'Approval chains'), nav: 45, reads: ['GET /approval-chains'], posts: ['department-head', 'general-manager', 'accountant', 'hr', 'auditor'], load: () => import('./chain-list.tsx') },
  { place: 'settings', path: '/settings/approval-chains/$key', title: words('审批流', 'Approval chain'), load: () => import('./chain-page.tsx') },
];
