import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { fen, id } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { refundSources } from './contract.ts';

/** A refund is due: decided, and waiting for the goods or for the cashier. */
export const refundOwed = fact('finance.refund-owed', {
  subject: 'refund', payload: z.object({ refundNo: z.string(), sourceType: z.string(), sourceId: id, orderNo: z.string(), amountFen: fen, extraFen: fen }),
  sentence: (p) => words(`应退款 ${formatYuan(p.amountFen + p.extraFen)}（${p.refundNo}）`, `Refund of ${formatYuan(p.amountFen + p.extraFen)} owed (${p.refundNo})`),
});
/** The customer has the money (clause 2.4.2). `amountFen`: of the price; `extraFen`: freight of the return, or compensation. */
export const refundPaid = fact('finance.refund-paid', {
  subject: 'refund',
  payload: z.object({ refundNo: z.string(), sourceType: z.enum(refundSources), sourceId: id, orderId: id, orderNo: z.string(), storeId: id, amountFen: fen, extraFen: fen, way: z.enum(['same', 'other']), /** Nobody paid it here: the bill shows it. */ byBill: z.boolean().optional() }),
  sentence: (p) => words(`已退款 ${formatYuan(p.amountFen + p.extraFen)}${p.byBill ? '（账单显示）' : p.way === 'same' ? '（原路退回）' : ''}`, `Refunded ${formatYuan(p.amountFen + p.extraFen)}${p.byBill ? ', as the bill shows' : p.way === 'same' ? ', the same way as paid' : ''}`),
  doer: (p) => (p.byBill ? words('支付平台', 'Payment provider') : null),
});
