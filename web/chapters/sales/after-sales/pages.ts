import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'sales', path: '/sales/returns', title: words('退换货', 'Returns'), nav: 30, reads: ['GET /returns'], load: () => import('./return-list.tsx') },
  { place: 'sales', path: '/sales/returns/new', title: words('代客户申请退换', 'Ask for a return'), load: () => import('./new-return.tsx') },
  { place: 'sales', path: '/sales/returns/$id', title: words('退换单', 'Return'), load: () => import('./return-page.tsx') },
  { place: 'sales', path: '/sales/return-reasons', title: words('退换原因', 'Reasons of returns'), nav: 66, reads: ['GET /return-reasons'], load: () => import('./reason-tree.tsx') },
  { place: 'sales', path: '/sales/complaints', title: words('投诉', 'Complaints'), nav: 32, reads: ['GET /complaints'], load: () => import('./complaint-list.tsx') },
  { place: 'sales', path: '/sales/complaints/$id', title: words('投诉', 'Complaint'), load: () => import('./complaint-page.tsx') },
  { place: 'sales', path: '/sales/complaint-statistics', title: words('投诉统计', 'Statistics of complaints'), load: () => import('./complaint-statistics.tsx') },
  { place: 'sales', path: '/sales/complaint-causes', title: words('投诉原因', 'Causes of complaints'), nav: 68, reads: ['GET /complaint-causes'], load: () => import('./cause-tree.tsx') },
  { place: 'sales', path: '/sales/after-sales-limits', title: words('售后权限', 'After-sales limits'), nav: 69, reads: ['GET /compensation-limits'], posts: ['service-agent', 'service-lead', 'department-head', 'general-manager', 'auditor'], load: () => import('./limits-page.tsx') },
  { place: 'sales', path: '/sales/feedback', title: words('客户反馈', 'Feedback'), nav: 34, reads: ['GET /feedback'], load: () => import('./feedback-list.tsx') },
  { place: 'sales', path: '/sales/feedback/$id', title: words('客户反馈', 'Feedback'), load: () => import('./feedback-page.tsx') },
  { place: 'logistics', path: '/logistics/return-desk', title: words('退货验收台', 'Returns desk'), nav: 25, reads: ['GET /returns'], load: () => import('./return-desk.tsx') },
  { place: 'finance', path: '/finance/refunds', title: words('退款', 'Refunds'), nav: 25, reads: ['GET /refunds'], load: () => import('./refund-list.tsx') },
];
