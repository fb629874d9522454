/** Front door of the engine: what the composition root puts together and what chapters call. */
export { Engine } from './runtime/engine.ts';
export { Ticker } from './runtime/ticker.ts';
export { retimeAll } from './runtime/retime-open.ts';
export type { Notify } from './runtime/wake.ts';
export type { Directory, Holder } from './directory.ts';
export { emptyDirectory } from './directory.ts';
export { Subjects, type SubjectAct, type SubjectCard, type SubjectKind } from './subjects.ts';
export type { Parts } from './parts.ts';
export { notifier } from './notices/notify.ts';
export { noticeJob } from './notices/deliver.ts';
export { writeNotices } from './notices/write-notices.ts';
export { seedCalendars } from './calendars/seed.ts';
export { regulationRoutes } from './routes.ts';
export { contentHash, lockApproval } from './approvals/store.ts';
export { submitApproval, type Submission } from './approvals/submit.ts';
export { wakeApprovals } from './approvals/timeouts.ts';
export { regulationNo } from './refusals.ts';
export { connectClauses, type ConnectedClause } from './declare-needs.ts';
