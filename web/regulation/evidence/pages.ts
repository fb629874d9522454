import { words } from '../../../src/kernel/words.ts';
import type { ChapterPage } from '../../shell/chapter-pages.ts';

const posts = ['auditor', 'department-head', 'general-manager'] as const;

export const pages: readonly ChapterPage[] = [
  { place: 'board', path: '/evidence', title: words('证据', 'Evidence'), nav: 60, reads: ['GET /evidence/packets'], posts, load: () => import('./evidence-page.tsx') },
  { place: 'board', path: '/evidence/anchors', title: words('锚点', 'Anchors'), posts, load: () => import('./anchor-list.tsx') },
];
