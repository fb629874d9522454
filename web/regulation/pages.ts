import { words } from '../../src/kernel/words.ts';
import type { ChapterPage } from '../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'rulebook', path: '/rulebook', title: words('规章', 'Rulebook'), nav: 10, reads: ['GET /rulebook'], load: () => import('./book/book-page.tsx') },
  { place: 'rulebook', path: '/rulebook/mine', title: words('规章对我的要求', 'What it asks of me'), nav: 12, reads: ['GET /rulebook/mine'], load: () => import('./book/mine-page.tsx') },
  { place: 'rulebook', path: '/rulebook/changes', title: words('规章变更', 'Changes'), nav: 14, reads: ['GET /rulebook-changes'], load: () => import('./changes/change-list.tsx') },
  { place: 'rulebook', path: '/rulebook/changes/$id', title: words('规章变更', 'A change'), load: () => import('./changes/change-page.tsx') },
  { place: 'board', path: '/board', title: words('看板', 'Board'), nav: 10, reads: ['GET /board'], load: () => import('./board/board-page.tsx') },
  { place: 'board', path: '/obligations', title: words('义务', 'Obligations'), nav: 20, reads: ['GET /obligations'], load: () => import('./obligations/obligation-list.tsx') },
  { place: 'board', path: '/process', title: words('流程图', 'Process map'), nav: 40, reads: ['GET /process-maps'], posts: ['department-head', 'general-manager', 'team-lead', 'service-lead', 'store-operator', 'accountant', 'auditor'], load: () => import('./process/process-page.tsx') },
  { place: 'board', path: '/cases/$type/$id', title: words('经过', 'Timeline'), load: () => import('./obligations/case-page.tsx') },
  { place: 'board', path: '/samples', title: words('抽查', 'Samples'), nav: 30, reads: ['GET /samples'], load: () => import('./samples/sample-list.tsx') },
  { place: 'rulebook', path: '/rulebook/$clause/$control/open-items', title: words('未达账项', 'Open items'), load: () => import('./evidence/open-items.tsx') },
  { place: 'rulebook', path: '/rulebook/$clause/exceptions', title: words('拦截与例外', 'Refusals and exceptions'), load: () => import('./evidence/exceptions.tsx') },
  { place: 'rulebook', path: '/rulebook/$clause/$control/judgements', title: words('判定记录', 'Judgements'), load: () => import('./evidence/judgements.tsx') },
];
