import { Buffer } from 'node:buffer';
import type { Policy } from '../../../kernel/actor.ts';
import { act, raw, read, type Route } from '../../../kernel/http/route.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import { agreeAction, listCauses, listLimits, recordCause, saveCause, setLimit, verifyAction } from './complaint-causes.ts';
import { complaintsXlsx, complaintStatistics, listComplaints, readComplaint } from './complaint-reads.ts';
import { acceptComplaint, closeComplaint, confirmResult, noteComplaint, receiveComplaint, tellResult, withdrawComplaint } from './complaint-verbs.ts';
import * as contract from './contract-complaints.ts';
import * as feedback from './contract-feedback.ts';
import { feedbackXlsx } from './feedback-export.ts';
import { listFeedback, readFeedback } from './feedback-reads.ts';
import { answerFeedback, finishTask, markSpam, mergeFeedback, openTask, receiveFeedback, withdrawTask } from './feedback-verbs.ts';
import { mayReadReturns } from './load-return.ts';

const mayReadCases: Policy = mayReadReturns;
const mayReadLimits: Policy = { 'service-agent': 'all', 'service-lead': 'all', 'department-head': 'all', 'general-manager': 'all', auditor: 'all' };
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Feedback and complaints (clauses 2.4.1, 2.4.3). */
export const caseRoutes = (engine: Engine): Route[] => [
  read(contract.listComplaints, mayReadCases, ({ kernel, actor, scope, query }) => listComplaints(kernel, actor, scope, query)),
  raw(contract.exportComplaints, mayReadCases, async ({ kernel, actor, scope, query, language, reply }) =>
    reply.type(xlsx).header('x-content-type-options', 'nosniff').header('content-disposition', 'attachment; filename="complaints.xlsx"').send(Buffer.from(await complaintsXlsx(kernel, actor, scope, query, language)))),
  read(contract.readComplaint, mayReadCases, ({ kernel, actor, scope, params }) => readComplaint(kernel, actor, scope, params.id)),
  read(contract.complaintStatistics, mayReadCases, ({ kernel, actor, scope, query }) => complaintStatistics(kernel, actor, scope, query)),
  read(contract.listCauses, mayReadCases, ({ kernel, query }) => listCauses(kernel, query.q)),
  read(contract.listLimits, mayReadLimits, ({ kernel }) => listLimits(kernel)),
  act(contract.receiveComplaintEnd, receiveComplaint),
  act(contract.acceptComplaintEnd, acceptComplaint),
  act(contract.noteComplaintEnd, noteComplaint),
  act(contract.tellResultEnd, tellResult),
  act(contract.confirmResultEnd, confirmResult),
  act(contract.closeComplaintEnd, closeComplaint),
  act(contract.withdrawComplaintEnd, withdrawComplaint),
  act(contract.recordCauseEnd, recordCause(engine)),
  act(contract.agreeActionEnd, agreeAction),
  act(contract.verifyActionEnd, verifyAction),
  act(contract.saveCauseEnd, saveCause),
  act(contract.setLimitEnd, setLimit),
  read(feedback.listFeedback, mayReadCases, ({ kernel, actor, scope, query }) => listFeedback(kernel, actor, scope, query)),
  raw(feedback.exportFeedback, mayReadCases, async ({ kernel, actor, scope, query, language, reply }) =>
    reply.type(xlsx).header('x-content-type-options', 'nosniff').header('content-disposition', 'attachment; filename="feedback.xlsx"').send(Buffer.from(await feedbackXlsx(kernel, actor, scope, query, language)))),
  read(feedback.readFeedback, mayReadCases, ({ kernel, actor, scope, params }) => readFeedback(kernel, actor, scope, params.id)),
  act(feedback.receiveFeedbackEnd, receiveFeedback),
  act(feedback.answerFeedbackEnd, answerFeedback),
  act(feedback.mergeFeedbackEnd, mergeFeedback),
  act(feedback.spamFeedbackEnd, markSpam),
  act(feedback.openTaskEnd, openTask),
  act(feedback.finishTaskEnd, finishTask),
  act(feedback.withdrawTaskEnd, withdrawTask),
];
