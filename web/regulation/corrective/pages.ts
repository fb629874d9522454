import { words } from '../../../src/kernel/words.ts';
import type { ChapterPage } from '../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'board', path: '/corrective', title: words('纠正措施', 'Corrective actions'), nav: 50, reads: ['GET /corrective-actions'], load: () => import('./corrective-list.tsx') },
  { place: 'board', path: '/corrective/$id', title: words('纠正措施', 'Corrective action'), load: () => import('./corrective-page.tsx') },
];
