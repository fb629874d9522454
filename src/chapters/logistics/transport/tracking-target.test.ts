import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { DAY, HOUR } from '../../../kernel/clock.ts';
import { system } from '../../../kernel/actor.ts';
import type { ImportFormat, RowRead } from '../../../kernel/imports/format.ts';
import type { StagedRow } from '../../../kernel/imports/target.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { RunTotals } from '../../../kernel/imports/totals.ts';
import { shipNoticeReply } from '../../../gateways/couriers/ship-notice-reply.ts';
import { givenSku, givenStock } from '../../../registers/products/testing.ts';
import { z } from 'zod';
import { reactions } from '../reactions.ts';
import { clerk, factsAbout, givenHouse, makeReady, parcelOf, release, sendOff, settled, type House } from '../testing.ts';
import { giveShipNotice } from './announce-parcel.ts';
import { tracking } from './formats/tracking.ts';
import { noticeFile } from './notice-file.ts';
import { shipParcels } from './ship-parcels.ts';
import { trackingTarget } from './tracking-target.ts';

let kernel: TestKernel;
let house: House;

beforeEach(async () => {
  kernel = await freshKernel({ reactions });
  house = await givenHouse(kernel, { notifiedBy: 'file' });
});
afterEach(() => kernel.close());

async function parcel() {
  const sku = await givenSku(kernel);
  await givenStock(kernel, sku, house.warehouseId, 5);
  const released = await release(kernel, house, { skuId: sku, quantity: 1 });
  await settled(kernel);
  return parcelOf(kernel, released.fulfilmentId);
}
const state = async (p: { id: string }) => (await kernel.db.query<{ state: string; waybill_no: string | null }>('select state, waybill_no from logistics.parcel where id = $1', [p.id])).rows[0]!;

/** A file's rows as they are staged: read by the real format, through JSON. */
function staged(format: ImportFormat<unknown>, table: readonly (readonly string[])[]): StagedRow[] {
  const reader = format.open(format.recognise('Sheet1', table, 'file.csv')!);
  return table.slice(1).flatMap((cells, i) => {
    const read: RowRead<unknown> = reader.read(cells, i + 2);
    return read.is === 'record' ? [{ kind: 'tracking' as const, line: i + 2, key: read.key, record: JSON.parse(JSON.stringify(read.record)) as unknown }] : [];
  });
}
const apply = (rows: readonly StagedRow[]) => runVerb(kernel, verb({
  name: 'test.import', title: words('测试', 'Test'), may: {}, input: z.strictObject({}), run: (tx) => trackingTarget.apply(tx, rows, {}),
}), {}, { actor: system('测试') });

describe('the ship notice that comes back', () => {
  it('goes out as a file without numbers, and its numbers announce the parcels; then they may ship', async () => {
    const [a, b] = [await parcel(), await parcel()];
    await makeReady(kernel, a.id);
    await makeReady(kernel, b.id);
    const given = await runVerb(kernel, giveShipNotice, { ids: [a.id, b.id] }, { actor: clerk });
    expect(await state(a)).toEqual({ state: 'inspected', waybill_no: null });
    await expect(runVerb(kernel, shipParcels, { ids: [a.id] }, { actor: clerk })).rejects.toMatchObject({ kind: { code: 'logistics.carrier-not-notified' } });
    const file = await noticeFile(kernel, given.id, 'csv', { actor: clerk });
    const lines = Buffer.from(file.bytes).toString('utf8').replace('\uFEFF', '').trim().split('\r\n').map((l) => l.split(','));
    expect(lines).toHaveLength(3);
    const back = lines.map((cells, i) => (i === 0 ? cells : cells.map((c, at) => (lines[0]![at] === '运单号' ? `YT800000000010${i}` : c))));
    const rows = staged(shipNoticeReply, back);
    expect((await trackingTarget.preview(kernel, rows, {}, clerk)).map((o) => o.is)).toEqual(['accepted', 'accepted']);
    expect((await apply(rows)).map((o) => o.is)).toEqual(['accepted', 'accepted']);
    expect((await apply(rows)).map((o) => o.is)).toEqual(['unchanged', 'unchanged']);
    expect(await state(a)).toMatchObject({ state: 'announced' });
    await runVerb(kernel, shipParcels, { ids: [a.id, b.id] }, { actor: clerk });
    expect(await factsAbout(kernel, a.id)).toEqual(expect.arrayContaining(['carrier-notified', 'parcel-shipped']));
  });

  it('one number for two parcels: the second line waits in the quarantine, the first is taken', async () => {
    const [a, b] = [await parcel(), await parcel()];
    await makeReady(kernel, a.id);
    await makeReady(kernel, b.id);
    const rows = staged(shipNoticeReply, [['发货单号', '运单号', '快递公司'], [a.parcel_no, 'YT8000000000200', '圆通'], [b.parcel_no, 'YT8000000000200', '圆通'], ['PK-20990101-0001', 'YT8000000000201', '圆通']]);
    const outcomes = await apply(rows);
    expect(Object.fromEntries(outcomes.map((o) => [o.line, o.is]))).toEqual({ 2: 'accepted', 3: 'quarantined', 4: 'quarantined' });
    expect([await state(a), await state(b)]).toMatchObject([{ state: 'announced' }, { state: 'inspected' }]);
  });
});

describe('a file of steps', () => {
  it('moves its parcels, keeps words that nobody knows, and changes nothing the second time', async () => {
    const p = await parcel();
    const number = await sendOff(kernel, p.id);
    kernel.clock.advance(3 * DAY + HOUR);
    const rows = staged(tracking as ImportFormat<unknown>, [
      ['快递公司', '运单号', '时间', '状态', '内容', '所在地'],
      ['圆通速递', number, '2026-03-10 18:00:00', '揽收', '快件已揽收', '杭州市'], ['圆通速递', number, '2026-03-11 09:00:00', '量子传送', '正在传送', '杭州市'],
      ['圆通速递', number, '2026-03-12 11:00:00', '签收', '已签收', '成都市'], ['圆通速递', 'YT1111111111111', '2026-03-12 11:00:00', '签收', '已签收', '成都市'], ['中通快递', number, '2026-03-12 12:00:00', '签收', '已签收', '成都市'],
    ]);
    const outcomes = await apply(rows);
    expect(Object.fromEntries(outcomes.map((o) => [o.line, o.is]))).toEqual({ 2: 'accepted', 3: 'accepted', 4: 'accepted', 5: 'quarantined', 6: 'quarantined' });
    expect(await state(p)).toMatchObject({ state: 'delivered' });
    const before = (await kernel.db.query('select 1 from kernel.fact')).rowCount;
    expect((await apply(rows)).filter((o) => o.is === 'unchanged')).toHaveLength(3);
    expect((await kernel.db.query('select 1 from kernel.fact')).rowCount).toBe(before);
    const totals = new RunTotals(trackingTarget.totals, ['tracking']);
    totals.add(rows);
    totals.add(rows);
    expect(totals.sums()).toEqual({ parcels: 2, steps: 5 });
  });
});
