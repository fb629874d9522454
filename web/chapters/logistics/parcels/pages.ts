import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: ChapterPage[] = [
  { place: 'logistics', path: '/logistics/parcels', title: words('包裹', 'Parcels'), nav: 20, reads: ['GET /parcels'], load: () => import('./parcel-list.tsx') },
  { place: 'logistics', path: '/logistics/parcels/$id', title: words('包裹', 'Parcel'), load: () => import('./parcel-page.tsx') },
  { place: 'logistics', path: '/logistics/exceptions', title: words('物流异常', 'Exceptions'), nav: 30, reads: ['GET /parcel-exceptions'], load: () => import('./exception-list.tsx') },
];
