import { words } from '../../../../src/kernel/words.ts';
import type { ChapterPage } from '../../../shell/chapter-pages.ts';

export const pages: readonly ChapterPage[] = [
  { place: 'settings', path: '/settings/webhooks', title: words('推送地址', 'Webhooks'), nav: 82, reads: ['GET /webhooks'], posts: ['auditor'], load: () => import('./webhook-list.tsx') },
  { place: 'settings', path: '/settings/webhooks/$id', title: words('推送地址', 'Webhook'), load: () => import('./webhook-page.tsx') },
  { place: 'settings', path: '/settings/robots', title: words('群机器人', 'Group robots'), nav: 83, reads: ['GET /robots'], posts: ['auditor'], load: () => import('./robot-list.tsx') },
  { place: 'settings', path: '/settings/messages', title: words('消息外发', 'Messages out'), nav: 84, reads: ['GET /messages'], posts: ['auditor'], load: () => import('./message-list.tsx') },
  { place: 'settings', path: '/settings/mailboxes', title: words('收件邮箱', 'Mailboxes'), nav: 85, reads: ['GET /mailboxes'], posts: ['auditor'], load: () => import('./mailbox-list.tsx') },
];
