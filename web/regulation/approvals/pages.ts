import { words } from '../../../src/kernel/words.ts';
import type { ChapterPage } from '../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'board', path: '/approvals', title: words('审批', 'Approvals'), nav: 30, reads: ['GET /approvals'], load: () => import('./approval-list.tsx') },
  { place: 'board', path: '/approvals/delegations', title: words('审批委托', 'Delegations'), load: () => import('./delegation-list.tsx') },
  { place: 'board', path: '/approvals/link/$token', title: words('审批', 'Approval'), load: () => import('./approval-link.tsx') },
  { place: 'board', path: '/approvals/$id/flips', title: words('会改判的事项', 'Verdicts that would flip'), load: () => import('./flip-list.tsx') },
  { place: 'board', path: '/approvals/$id', title: words('审批', 'Approval'), load: () => import('./approval-page.tsx') },
];
