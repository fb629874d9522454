import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { fen } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const cheque = { chequeNo: z.string(), amountFen: fen };
/** Opens the clock of clause 6.1.1: a cheque is banked in time. */
export const chequeReceived = fact('finance.cheque-received', {
  subject: 'cheque', payload: z.object(cheque), sentence: (p) => words(`收到支票 ${p.chequeNo}，${formatYuan(p.amountFen)}`, `Cheque ${p.chequeNo} received, ${formatYuan(p.amountFen)}`),
});
export const chequeBanked = fact('finance.cheque-banked', { subject: 'cheque', payload: z.object(cheque), sentence: (p) => words(`支票 ${p.chequeNo} 送存银行`, `Cheque ${p.chequeNo} banked`) });
export const chequeCleared = fact('finance.cheque-cleared', { subject: 'cheque', payload: z.object(cheque), sentence: (p) => words(`支票 ${p.chequeNo} 已兑付`, `Cheque ${p.chequeNo} cleared`) });
/** The orders are owed again. */
export const chequeBounced = fact('finance.cheque-bounced', {
  subject: 'cheque', payload: z.object({ ...cheque, reason: z.string() }), sentence: (p) => words(`支票 ${p.chequeNo} 退票：${p.reason}`, `Cheque ${p.chequeNo} bounced: ${p.reason}`),
});
export const chequeReturned = fact('finance.cheque-returned', {
  subject: 'cheque', payload: z.object({ ...cheque, reason: z.string() }), sentence: (p) => words(`支票 ${p.chequeNo} 退还客户：${p.reason}`, `Cheque ${p.chequeNo} given back: ${p.reason}`),
});
