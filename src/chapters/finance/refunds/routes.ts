import { act, read, type Route } from '../../../kernel/http/route.ts';
import { listRefunds as listEnd, payRefundEnd } from './contract.ts';
import { listRefunds, mayReadRefunds } from './list.ts';
import { payRefund } from './pay-refund.ts';

export const refundRoutes: Route[] = [read(listEnd, mayReadRefunds, listRefunds), act(payRefundEnd, payRefund)];
