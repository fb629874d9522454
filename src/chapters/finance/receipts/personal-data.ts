import { formatYuan } from '../../../kernel/money.ts';
import { searchColumn } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import { accounting, type DataHolder } from '../../../registers/customers/index.ts';
import { importAlipayBills, importWechatBills } from './import-bills.ts';

const of = `r.customer_id = $1 or exists (select from finance.match m join finance.receivable v on v.id = m.receivable_id where m.receipt_id = r.id and v.customer_id = $1)`;

/** What the money side holds of a customer: the payer's name and remark on movements. Amounts, numbers and entries are never touched. */
export const receiptsHeld: DataHolder = {
  keptFileKinds: [...importAlipayBills.kinds, ...importWechatBills.kinds],
  // Money is settled by order and trade numbers: nobody's name is needed for it.
  unsettled: async () => [],
  async give(on, person) {
    const { rows } = await on.runner.query<Record<string, unknown> & { 金额: bigint }>(`select r.trade_no as "交易号", r.kind_text as "类型", r.amount_fen as "金额", r.counterparty as "对方", r.remark as "备注", to_char(r.occurred_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as "时间"
      from finance.receipt r where ${of} order by r.occurred_at limit 5000`, [person.customerId], 'finance.give_receipts');
    return [{ title: words('收付款', 'Payments'), rows: rows.map((r) => ({ ...r, 金额: formatYuan(r.金额) })) }];
  },
  records: async (on, person) => (await on.runner.query<{ id: string }>(`select r.id from finance.receipt r where ${of}`, [person.customerId], 'finance.records_of_person')).rows.map((r) => ({ type: 'receipt', id: r.id })),
  async erase(tx, person) {
    const receipts = await tx.rows<{ id: string; trade_no: string; movement_no: string; merchant_order_no: string | null; subject: string | null; nos: string[] | null }>('finance.receipts_of_person',
      `select r.id, r.trade_no, r.movement_no, r.merchant_order_no, r.subject, (select array_agg(n.no) from finance.receipt_ref n where n.receipt_id = r.id and n.role = 'hint') as nos from finance.receipt r where ${of} for update`, [person.customerId]);
    const rows = receipts.map((r) => {
      const subject = r.subject !== null && person.personal.some((word) => r.subject!.includes(word)) ? null : r.subject;
      return { id: r.id, subject, tokens: searchColumn({ numbers: [r.trade_no, r.movement_no, r.merchant_order_no, ...(r.nos ?? [])], names: [subject] }) };
    });
    await tx.rows('finance.erase_receipts', `update finance.receipt f set counterparty = null, remark = null, subject = r.subject, search = array_to_tsvector(string_to_array(r.tokens, ' ')), version = f.version + 1
      from jsonb_to_recordset($1::jsonb) as r(id uuid, subject text, tokens text) where r.id = f.id`, [JSON.stringify(rows)]);
    if (receipts.length === 0) return { removed: [], kept: [] };
    return {
      removed: [{ what: words('收付款里的对方姓名与备注', 'payers’ names and remarks of payments'), count: receipts.length }],
      kept: [{ what: words('账款与凭证（金额、交易号、时间），不含个人信息', 'payments and entries (amounts, numbers, times) without the person'), count: receipts.length, why: accounting, until: null }],
    };
  },
};
