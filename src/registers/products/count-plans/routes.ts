import { Buffer } from 'node:buffer';
import { act, raw, read, type Route } from '../../../kernel/http/route.ts';
import { download } from '../downloads.ts';
import { mayReadCounts } from '../policies.ts';
import * as contract from './contract.ts';
import { enterCountVerb } from './enter-count.ts';
import { countPlans, planFile, planSheet, readPlan } from './plan-queries.ts';
import { cancelCountPlanVerb, endRoundVerb, planCountVerb, startCountPlanVerb } from './plan-verbs.ts';
import { postCountPlanVerb } from './post-plan.ts';

/** `recountAboveAt`: the value at cost above which a difference is counted a second time (clause 4.1.2, parameter recountAbove), in fen. */
export const countPlanRoutes = (recountAboveAt: (now: number) => bigint): Route[] => [
  read(contract.listCountPlans, mayReadCounts, countPlans),
  read(contract.readCountPlan, mayReadCounts, readPlan),
  raw(contract.exportCountPlan, mayReadCounts, async ({ kernel, actor, params, query, reply }) => {
    const format = query.format ?? 'xlsx';
    return reply.headers(download('count-plan', format)).send(Buffer.from(await planFile(kernel, actor, params.id, format)));
  }),
  raw(contract.exportCountSheet, mayReadCounts, async ({ kernel, actor, params, query, reply }) => {
    const format = query.format ?? 'xlsx';
    return reply.headers(download('count-sheet', format)).send(Buffer.from(await planSheet(kernel, actor, params.id, format)));
  }),
  act(contract.planCount, planCountVerb),
  act(contract.startCountPlan, startCountPlanVerb),
  act(contract.enterCount, enterCountVerb),
  act(contract.endCountRound, endRoundVerb(recountAboveAt)),
  act(contract.postCountPlan, postCountPlanVerb),
  act(contract.cancelCountPlan, cancelCountPlanVerb),
];
