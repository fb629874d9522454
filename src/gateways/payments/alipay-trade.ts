import type { ImportFormat, ImportProblem, Recognition, RowRead, RowReader } from '../../kernel/imports/format.ts';
import { words } from '../../kernel/words.ts';
import { alipayAccount, alipayLine, outgoing, StatedTotal } from './alipay-preamble.ts';
import type { BillKind, BillRow } from './bill-row.ts';
import { absolute } from './cells.ts';
import { fitRow, type RowShape } from './fit.ts';
import { Columns, recogniseLayout, type Layout } from './layout.ts';
import { orderNoHints } from './order-hints.ts';
import { fileProblem, problem, tooFewCells, tooManyCells, totalsMissing, wrongSign } from './problems.ts';
import { isBlankRow, RowCells, SeenNumbers } from './reading.ts';

export const alipayTradeLayout: Layout = {
  id: 'alipay.merchant.trade.25',
  kind: 'alipay-trade',
  title: words('支付宝商家业务明细', 'Alipay merchant trade bill'),
  widths: [25],
  columns: [
    { name: '支付宝交易号', key: true }, { name: '商户订单号' }, { name: '业务类型', key: true }, { name: '商品名称' },
    { name: '创建时间' }, { name: '完成时间', key: true }, { name: '门店编号' }, { name: '门店名称' }, { name: '操作员' }, { name: '终端号' },
    { name: '对方账户' }, { name: '订单金额（元）' }, { name: '商家实收（元）', key: true }, { name: '支付宝红包（元）' }, { name: '集分宝（元）' },
    { name: '支付宝优惠（元）' }, { name: '商家优惠（元）' }, { name: '券核销金额（元）' }, { name: '券名称' }, { name: '商家红包消费金额（元）' },
    { name: '卡消费金额（元）' }, { name: '退款批次号/请求号', also: ['退款批次号'], key: true }, { name: '服务费（元）' }, { name: '分润（元）' }, { name: '备注' },
  ],
};

const kinds: Record<string, BillKind> = { 交易: 'payment', 支付: 'payment', 退款: 'refund' };

interface Side {
  count: StatedTotal;
  received: StatedTotal;
  discount: StatedTotal;
}

/**
 * 业务明细: one row a payment or refund. The amount is 商家实收 (what is credited to us, discounts of Alipay included), the fee
 * stands beside it. Refunds are written negative or positive depending on the year of the export; both become negative. A refund
 * number is chosen by the merchant and unique only within its trade, so the movement is `trade number/refund number`.
 */
class AlipayTradeReader implements RowReader<BillRow> {
  readonly #columns: Columns;
  readonly #shape: RowShape;
  readonly #seen = new SeenNumbers();
  readonly #sides: Record<'payment' | 'refund', Side>;
  readonly #problems: ImportProblem[] = [];
  #account: string | null;
  #rows = 0;
  #ended = false;

  constructor(recognition: Recognition, mapping: Readonly<Record<string, string>> | undefined, account: string | null) {
    const columns = new Columns(alipayTradeLayout, recognition, mapping);
    this.#columns = columns;
    this.#account = account;
    const places = (names: readonly string[]) => names.filter((name) => columns.has(name)).map((name) => columns.at(name));
    this.#shape = {
      width: columns.width,
      times: places(['创建时间', '完成时间']),
      amounts: places(alipayTradeLayout.columns.map(({ name }) => name).filter((name) => name.endsWith('（元）'))),
      texts: places(['商品名称', '门店名称', '券名称', '备注']),
      forms: [{ at: columns.at('支付宝交易号'), form: /^\d{16,}$/ }, { at: columns.at('业务类型'), form: /^\D+$/ }],
    };
    this.#sides = {
      payment: {
        count: new StatedTotal(words('交易笔数', 'Number of payments'), 'count'),
        received: new StatedTotal(words('交易商家实收合计', 'Received from payments'), 'fen'),
        discount: new StatedTotal(words('交易商家优惠合计', 'Merchant discounts on payments'), 'fen'),
      },
      refund: {
        count: new StatedTotal(words('退款笔数', 'Number of refunds'), 'count'),
        received: new StatedTotal(words('退款商家实收合计', 'Given back by refunds'), 'fen'),
        discount: new StatedTotal(words('退款商家优惠合计', 'Merchant discounts on refunds'), 'fen'),
      },
    };
  }

  read(cells: readonly string[], line: number): RowRead<BillRow> {
    const around = alipayLine(cells);
    if (around) return this.#around(around, line);
    if (isBlankRow(cells) || this.#columns.isHeading(cells)) return { is: 'ignored' };
    const fitted = fitRow(cells, this.#shape);
    if (!fitted) return problem(tooManyCells(cells.length, this.#shape.width));
    // Only trailing free text may be absent; amounts are never filled in.
    const needed = Math.max(this.#columns.at('退款批次号/请求号'), ...this.#shape.amounts) + 1;
    if (fitted.length < needed) return problem(tooFewCells(fitted.length, this.#shape.width));
    return this.#row(new RowCells(this.#columns, fitted), line);
  }

  #around(around: NonNullable<ReturnType<typeof alipayLine>>, line: number): RowRead<BillRow> {
    if (around.is === 'account') this.#account = around.account;
    if (around.is === 'end') this.#ended = true;
    if (around.is === 'unreadable-total') {
      this.#problems.push(fileProblem(line, 'total-unreadable', words(
        `合计行“${around.text}”无法读出笔数和金额，请重新下载账单`, `The totals line “${around.text}” cannot be read: download the bill again`)));
    }
    if (around.is !== 'total') return { is: around.is === 'unreadable-total' ? 'total' : 'ignored' };
    const side = around.name === '退款' ? this.#sides.refund : around.name === '交易' ? this.#sides.payment : null;
    if (!side) {
      this.#problems.push(fileProblem(line, 'total-unknown', words(
        `合计行“${around.name}合计”不在已知的合计项中，未能核对，请联系管理员`, `The total “${around.name}” is not a known one and was not checked: tell an administrator`)));
      return { is: 'total' };
    }
    const sign = side === this.#sides.refund ? outgoing : (fen: bigint) => fen;
    side.count.state(around.count);
    for (const [name, fen] of around.amounts) (name.includes('优惠') ? side.discount : side.received).state(sign(fen));
    return { is: 'total' };
  }

  #row(row: RowCells, line: number): RowRead<BillRow> {
    const tradeNo = row.requiredId('支付宝交易号');
    const kindText = row.text('业务类型');
    const kind = kinds[kindText] ?? 'other';
    const received = row.requiredFen('商家实收（元）');
    const discount = row.fen('商家优惠（元）');
    const fee = absolute(row.fen('服务费（元）'));
    const occurredAt = row.time('完成时间', '创建时间');
    const refundNo = kind === 'refund' ? row.requiredId('退款批次号/请求号') : row.id('退款批次号/请求号');
    if (kind === 'payment' && received < 0n) row.problems.push(wrongSign('商家实收（元）', row.text('商家实收（元）'), kindText));
    const merchantOrderNo = row.id('商户订单号') || null;
    if (row.problems.length > 0) return problem(...row.problems);
    const movementNo = kind === 'payment' ? tradeNo : [tradeNo, kind === 'refund' ? refundNo : [kindText, refundNo].filter(Boolean).join(':')].filter(Boolean).join('/');
    const again = this.#seen.repeated(movementNo, line, kind === 'refund' ? '退款批次号/请求号' : '支付宝交易号');
    if (again) return problem(again);
    this.#rows += 1;
    if (kind === 'payment' || kind === 'refund') {
      const side = this.#sides[kind];
      side.count.rows += 1n;
      side.received.rows += kind === 'refund' ? outgoing(received) : received;
      side.discount.rows += kind === 'refund' ? outgoing(discount) : discount;
    }
    const remark = row.textOrNull('备注');
    const record: BillRow = {
      provider: 'alipay', bill: 'trade', kind, kindText, tradeNo, movementNo, merchantOrderNo,
      orderNoHints: orderNoHints([merchantOrderNo ?? '', remark ?? '', row.text('商品名称')]),
      occurredAt,
      amountFen: kind === 'refund' ? outgoing(received) : received,
      feeFen: kind === 'refund' ? fee : -fee,
      balanceFen: null, status: 'success', account: this.#account,
      counterparty: row.textOrNull('对方账户'), subject: row.textOrNull('商品名称'), remark,
    };
    return { is: 'record', key: `alipay:trade:${movementNo}`, record, happened: row.happened };
  }

  end() {
    const totals = [this.#sides.payment, this.#sides.refund].flatMap((side) => [side.count, side.received, side.discount]);
    const stated = totals.some((total) => total.file !== null);
    // A day without trades has its heading and closing line and states no totals.
    const required = this.#rows > 0 || !this.#ended;
    return {
      // A bill without refunds may leave their total out: nothing is missing then.
      reconciliation: totals.map((total) => total.entry(required && !(stated && total.rows === 0n))),
      problems: stated || !required ? this.#problems : [...this.#problems, totalsMissing()],
    };
  }
}

/** Alipay adds the account, which stands before the heading, to what was recognised. */
export interface AlipayRecognition extends Recognition {
  account?: string | null;
}

export const alipayTrade: ImportFormat<BillRow> = {
  id: alipayTradeLayout.id,
  kind: alipayTradeLayout.kind,
  title: alipayTradeLayout.title,
  recognise(sheet, firstRows, fileName): AlipayRecognition | null {
    const found = recogniseLayout(alipayTradeLayout, sheet, firstRows);
    return found && { ...found, account: alipayAccount(firstRows, fileName) };
  },
  open: (recognition: AlipayRecognition, mapping) => new AlipayTradeReader(recognition, mapping, recognition.account ?? null),
};
