import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: ChapterPage[] = [
  { place: 'logistics', path: '/logistics/carriers', title: words('承运商与运价', 'Carriers and rates'), nav: 60, reads: ['GET /carriers'], posts: ['logistics-clerk', 'department-head'], load: () => import('./carriers-page.tsx') },
  { place: 'logistics', path: '/logistics/waybill-accounts', title: words('电子面单账号', 'E-waybill accounts'), nav: 62, reads: ['GET /waybill-accounts'], posts: ['logistics-clerk', 'department-head'], load: () => import('./account-list.tsx') },
];
