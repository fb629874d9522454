import { readXlsx } from 'hucre/xlsx';
import { afterEach, describe, expect, it } from 'vitest';
import { kilograms, type CarrierGateway, type LabelAccount } from './carrier-gateway.ts';
import { createKuaidi100Labels, type Kuaidi100LabelSettings } from './kuaidi100-labels.ts';
import { cancelDocument, createFileCarrierGateway, shipNoticeDocument, shipNoticeHeadings } from './ship-notice-file.ts';
import { shipNoticeReply } from './ship-notice-reply.ts';
import { chengdu, closeAll, hour, notice, secrets, tuesday, twinAt } from './testing/situation.ts';

afterEach(closeAll);

describe('a ship notice as a document', () => {
  const text = async (changes: Parameters<typeof notice>[0] = {}) => Buffer.from((await shipNoticeDocument('yuantong', [notice(changes)], { format: 'csv', now: tuesday })).bytes).toString('utf8');

  it('opens in Excel: byte order mark, our headings, one line a parcel, named after carrier and time', async () => {
    const made = await shipNoticeDocument('yuantong', [notice(), notice({ shipmentNo: 'DN-20261124-0002' })], { format: 'csv', now: tuesday });
    expect(made.fileName).toBe('发货通知-圆通速递-20261124100000.csv');
    const lines = Buffer.from(made.bytes).toString('utf8').split('\r\n');
    expect(lines[0]).toBe(`\uFEFF${shipNoticeHeadings.join(',')}`);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain('女装,1,1.25,,,');
  });

  it('keeps amounts to the fen and runs no formula of a buyer’s name', async () => {
    const line = await text({ insuredFen: 100_05n, collectFen: 9n, remark: '=HYPERLINK("http://x")', receiver: { ...notice().receiver, street: '1号, "甲"座' } });
    expect(line).toContain('100.05,0.09,"\'=HYPERLINK(""http://x"")"');
    expect(line).toContain('"1号, ""甲""座"');
  });

  it('is a spreadsheet whose numbers are text, so that none loses a digit', async () => {
    const made = await createFileCarrierGateway({ format: 'xlsx', clock: { now: () => tuesday } }).notify(notice({ orderNo: '202611240000000001' }));
    expect(made.waybillNo).toBeNull();
    const [, row] = (await readXlsx(made.document!.bytes)).sheets[0]!.rows;
    expect(row!.slice(0, 4)).toEqual(['DN-20261124-0001', '202611240000000001', '', '圆通速递'].map((cell) => (cell === '' ? expect.toBeOneOf(['', null]) : cell)));
  });

  it('is not made of a masked receiver, a missing street or no weight', async () => {
    await expect(text({ receiver: { ...notice().receiver, phone: '138****0001' } })).rejects.toMatchObject({ code: 'couriers.notice-incomplete' });
    await expect(text({ receiver: { ...notice().receiver, street: ' ' } })).rejects.toThrow(/address is incomplete/);
    await expect(text({ weightGrams: 0 })).rejects.toThrow(/weight/);
    await expect(text({ pieces: 1000 })).rejects.toThrow(/pieces/);
    expect(await text({ pieces: 999, weightGrams: 1 })).toContain('999,0.001');
  });

  it('tells of cancelled shipments too', async () => {
    const made = await cancelDocument('yunda', [{ shipmentNo: 'DN-1', carrier: 'yunda', waybillNo: '4600000000001', reason: '客户退单' }], { format: 'csv', now: tuesday });
    expect(Buffer.from(made.bytes).toString('utf8')).toContain('DN-1,4600000000001,韵达快递,客户退单');
  });

  it('writes grams without a binary fraction', () => {
    expect([1, 999, 1_000, 1_050, 12_345].map(kilograms)).toEqual(['0.001', '0.999', '1', '1.05', '12.345']);
  });
});

describe('the document that comes back with numbers', () => {
  const rows = [['发货明细'], ['发货单号', '订单号', '运单号', '快递公司'],
    ['DN-1', 'SO-1', 'YT2556998666654', '圆通'], ['DN-2', 'SO-2', '', '圆通'], ['DN-3', 'SO-3', '="780012345678"', '中通'], ['DN-4', 'SO-4', '7.8E+11', '中通'], ['DN-5', 'SO-5', 'YT2556998666654', '某某速递'], ['', '', '', '']];

  it('gives numbers to shipments, keeps faulty lines apart and warns of doubles', () => {
    const found = shipNoticeReply.recognise('Sheet1', rows, 'reply.csv')!;
    expect(found).toMatchObject({ headingRow: 1, missing: [] });
    const reader = shipNoticeReply.open(found);
    const read = rows.slice(2).map((row, index) => reader.read(row, index + 3));
    expect(read.map((row) => row.is)).toEqual(['record', 'problem', 'record', 'problem', 'record', 'ignored']);
    expect(read[0]).toMatchObject({ key: 'DN-1|YT2556998666654', record: { carrier: 'yuantong', waybillNo: 'YT2556998666654' } });
    expect(read[1]).toMatchObject({ problems: [{ code: 'tracking.number-missing' }] });
    expect(read[2]).toMatchObject({ record: { waybillNo: '780012345678', carrier: 'zhongtong' } });
    expect(read[3]).toMatchObject({ problems: [{ code: 'tracking.number-damaged' }] });
    expect(read[4]).toMatchObject({ record: { carrier: null }, warnings: [{ code: 'tracking.carrier-unknown' }, { code: 'tracking.number-unusual' }] });
    expect(reader.end().problems).toMatchObject([{ line: 7, code: 'tracking.number-repeated' }]);
  });

  it('is not recognised in an order export without waybill numbers', () => {
    expect(shipNoticeReply.recognise('Sheet1', [['订单编号', '买家实付']], 'orders.csv')).toBeNull();
    expect(shipNoticeReply.recognise('Sheet1', [['发货单号', '订单号']], 'half.csv')).toMatchObject({ missing: ['运单号'] });
  });
});

describe('a ship notice by the e-waybill interface', () => {
  const accounts: Record<string, LabelAccount> = { yuantong: { partnerId: 'K10000001', partnerKey: 'branch-key' } };
  async function desk({ accounts: own = accounts, ...changes }: Partial<Kuaidi100LabelSettings> & { accounts?: Record<string, LabelAccount> } = {}) {
    const peers = await twinAt(tuesday);
    const labels = createKuaidi100Labels({ ...secrets, clock: peers.clock, baseUrl: peers.twin.url, ...changes }, peers.fetch);
    const gateway: CarrierGateway = { notify: (told) => labels.notify(told, own[told.carrier] ?? null), cancel: (told) => labels.cancel(told, own[told.carrier] ?? null) };
    return { ...peers, gateway };
  }

  it('brings a number that then can be followed', async () => {
    const { gateway, twin } = await desk();
    const answer = await gateway.notify(notice());
    expect(answer.waybillNo).toMatch(/^YT\d{13}$/);
    expect(answer.sortingMark).toBe('成都市-武侯区');
    expect(twin.register({ carrier: 'yuantong', number: answer.waybillNo!, from: chengdu, to: chengdu }).to).toEqual(chengdu);
  });

  it('told twice within 48 hours gives the same number, afterwards another', async () => {
    const { gateway, clock } = await desk();
    const first = await gateway.notify(notice());
    clock.at = tuesday + 48 * hour - 1;
    expect((await gateway.notify(notice())).waybillNo).toBe(first.waybillNo);
    clock.at = tuesday + 48 * hour;
    expect((await gateway.notify(notice())).waybillNo).not.toBe(first.waybillNo);
  });

  it('gives every piece a number of its own', async () => {
    const { gateway } = await desk();
    const answer = await gateway.notify(notice({ pieces: 3 }));
    expect(new Set([answer.waybillNo, ...answer.childWaybillNos]).size).toBe(3);
    expect((await gateway.notify(notice({ shipmentNo: 'DN-9' }))).childWaybillNos).toEqual([]);
  });

  it('is taken five minutes apart by the clocks, and refused a millisecond more', async () => {
    for (const [skew, taken] of [[300_000, true], [300_001, false], [-300_000, true], [-300_001, false]] as const) {
      const { gateway } = await desk({ clock: { now: () => tuesday + skew } });
      if (taken) expect((await gateway.notify(notice())).waybillNo).toBeTruthy();
      else await expect(gateway.notify(notice())).rejects.toMatchObject({ code: 'couriers.label-refused', facts: { providerCode: 503 } });
    }
  });

  it('is refused under a wrong secret, and not sent without the carrier’s account', async () => {
    await expect((await desk({ secret: 'another' })).gateway.notify(notice())).rejects.toMatchObject({ code: 'couriers.label-refused', facts: { message: '验证签名失败' } });
    await expect((await desk({ accounts: { yuantong: { partnerId: 'K1' } } })).gateway.notify(notice())).rejects.toMatchObject({ code: 'couriers.account-missing', facts: { missing: 'partnerKey' } });
    await expect((await desk()).gateway.notify(notice({ carrier: 'yunda' }))).rejects.toMatchObject({ code: 'couriers.account-missing' });
    expect(() => createKuaidi100Labels({ ...secrets, secret: '', clock: { now: () => tuesday } }, (async () => { throw new Error('never called'); }) as never)).toThrow(/net.secret-missing/);
  });

  it('can be cancelled until the courier has the parcel', async () => {
    const { gateway, clock, twin } = await desk();
    const cancel = (waybillNo: string) => gateway.cancel({ shipmentNo: 'DN-20261124-0001', carrier: 'yuantong', waybillNo, reason: '客户退单' });
    const early = (await gateway.notify(notice())).waybillNo!;
    clock.at += 2 * hour - 1;
    await cancel(early);
    await cancel(early);
    expect(twin.register({ carrier: 'yuantong', number: early, from: chengdu, to: chengdu }).cancelledAt).toBe(clock.at);
    const late = (await gateway.notify(notice({ shipmentNo: 'DN-2' }))).waybillNo!;
    clock.at += 12 * hour;
    await expect(cancel(late)).rejects.toMatchObject({ code: 'couriers.label-refused', facts: { message: '快件已揽收，不能取消' } });
  });
});
