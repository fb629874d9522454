import { act, read, type Route } from '../kernel/http/route.ts';
import { approvalRoutes } from './approvals/routes.ts';
import { backtestRoutes } from './backtest/routes.ts';
import { bookRoutes } from './book/routes.ts';
import { calendarRoutes } from './calendars/routes.ts';
import { miningRoutes } from './mining/live/routes.ts';
import { chooseNotices, confirmMail, noticeWays, tryNotices } from './notices/choose.ts';
import { chooseNoticeWays, confirmNoticeMail, listNotices, readNotices, readNoticeWays, tryNoticeWays } from './notices/contract.ts';
import { correctiveRoutes } from './corrective/routes.ts';
import { noticesOf } from './notices/queries.ts';
import { readNoticesVerb } from './notices/read-notices.ts';
import { obligationRoutes } from './obligations/routes.ts';
import { parameterRoutes } from './parameters/routes.ts';
import type { Parts } from './parts.ts';
import { versionRoutes } from './versions/routes.ts';
import { publicationRoutes } from './publications/routes.ts';
import { workRoutes } from './work/routes.ts';

/** Every route of the engine. */
export const regulationRoutes = (parts: Parts): Route[] => [
  ...workRoutes(parts), ...bookRoutes(parts), ...obligationRoutes(parts), ...parameterRoutes(parts), ...publicationRoutes(parts), ...calendarRoutes(parts), ...backtestRoutes(parts), ...miningRoutes(parts), ...approvalRoutes(parts), ...versionRoutes(parts), ...correctiveRoutes(parts),
  read(listNotices, { signedIn: 'own' }, noticesOf(parts.engine)),
  act(readNotices, readNoticesVerb),
  read(readNoticeWays, { signedIn: 'own' }, noticeWays(parts.directory)),
  act(chooseNoticeWays, chooseNotices(parts.directory)),
  act(confirmNoticeMail, confirmMail),
  act(tryNoticeWays, tryNotices),
];
