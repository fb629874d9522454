import { system, type Actor } from '../src/kernel/actor.ts';
import { runVerb } from '../src/kernel/verb.ts';
import { saveCarrier } from '../src/chapters/logistics/carriers/save-carrier.ts';
import { saveRates } from '../src/chapters/logistics/carriers/save-rates.ts';
import { saveRule } from '../src/chapters/logistics/carriers/save-rule.ts';
import { announceParcel } from '../src/chapters/logistics/transport/announce-parcel.ts';
import { packParcels } from '../src/chapters/logistics/transport/pack-parcel.ts';
import { pickParcels } from '../src/chapters/logistics/transport/pick-parcels.ts';
import { recordInspections } from '../src/chapters/logistics/transport/record-inspection.ts';
import { createToken } from '../src/registers/company/index.ts';
import { addStaff } from '../src/registers/company/staff/add-staff.ts';
import { prepare } from './company.ts';
import { median, round } from './figures.ts';
import { onGround, type Ground, type Load } from './ground.ts';
import { cpuSeconds, databaseSeconds } from './process.ts';
import type { Part } from './run.ts';

const robot = system('基准');
const clerk: Actor = { ...robot, posts: ['logistics-clerk', 'warehouse'] };
const CLIENTS = 8;
/** Parcels that ship before anything is measured. */
const WARM = 176;

/** Changes of state through HTTP: parcels leave one by one and a hundred together, and are delivered one by one. Stock, ledger and duties follow, as always. */
export const parcels: Part = async (tell, { rounds }) => onGround(async (ground) => {
  const { kernel } = ground.product;
  const bodies = await prepare(kernel);
  const carrier = await runVerb(kernel, saveCarrier, {
    id: null, version: null, code: 'bench', name: '基准速递', trackingCode: 'yuantong', active: true, notifiedBy: 'hand', product: null, payment: 'monthly', promiseDays: 3, phone: null, agreementUntil: '2099-12-31',
  }, { actor: robot });
  await runVerb(kernel, saveRule, { id: null, version: null, carrierId: carrier.id, priority: 10, provinces: [], aboveGrams: 0, upToGrams: null, platforms: [], storeId: null, promiseDays: null, note: null }, { actor: robot });
  await runVerb(kernel, saveRates, { id: carrier.id, version: 1, rates: [{ provinces: [], firstGrams: 1_000, firstFen: 500, stepGrams: 1_000, stepFen: 200 }] }, { actor: robot });
  await runVerb(kernel, addStaff, { name: '基准发货', login: 'shipper', phone: null, language: null, posts: ['logistics-clerk'], teamIds: [], superiorId: null, passwordHash: '-', mustChangePassword: false }, { actor: robot });
  const { token } = await createToken(kernel, { login: 'shipper', name: 'bench' });
  const server = await ground.server();
  await ground.load(`${server.url}/api/orders`, { clients: CLIENTS, seconds: 12, bodies: bodies.spread, token: ground.token });
  await ground.quiet();
  const all = await ready(ground);
  await ground.quiet();
  await ground.looked();
  const ids = all.slice(WARM);
  const parts = rounds * 3;
  const share = (i: number): string[] => ids.slice(Math.floor((ids.length * i) / parts), Math.floor((ids.length * (i + 1)) / parts));
  const send = (list: readonly unknown[]): Promise<Load> => ground.load(`${server.url}/api/shipments`, { clients: CLIENTS, seconds: 0, bodies: list, token });
  const [one, many, delivered]: [Load[], Load[], Load[]] = [[], [], []];
  // Every connection has done it once before anything is measured: eleven at a time never share one.
  await send(inParts(all.slice(0, WARM), 11).map((list) => ({ ids: list })));
  await ground.quiet();
  // What an act leads to belongs to it: taken until every reader of the facts has come to the end.
  const taken: Record<'shipped' | 'hundred' | 'delivered', { server: number; database: number }[]> = { shipped: [], hundred: [], delivered: [] };
  const measured = async (what: keyof typeof taken, list: readonly unknown[], parcels = list.length): Promise<Load> => {
    const [server0, database0] = [cpuSeconds(server.pid), databaseSeconds(ground.folder)];
    const load = await send(list);
    await ground.quiet();
    taken[what].push({ server: (cpuSeconds(server.pid) - server0) * 1_000 / parcels, database: (databaseSeconds(ground.folder) - database0) * 1_000 / parcels });
    return load;
  };
  for (let i = 0; i < parts; i += 3) {
    one.push(await measured('shipped', [...share(i), ...share(i + 1)].map((id) => ({ ids: [id] }))));
    many.push(await measured('hundred', inHundreds(share(i + 2)).map((list) => ({ ids: list })), share(i + 2).length));
    delivered.push(await measured('delivered', share(i).map((id) => ({ at: { path: `/api/parcels/${id}/track-events`, body: { at: Date.now(), state: 'delivered', text: '已签收', place: null } } }))));
  }
  const failed = [...one, ...many, ...delivered].reduce((n, l) => n + l.failed, 0);
  if (failed > 0) throw new Error(`${failed} changes of state were refused`);
  tell('parcels made ready', ids.length);
  tell('shipped one by one, a second', Math.round(median(one.map((l) => l.perSecond))), '≥ 1,000');
  tell('shipped a hundred together, parcels a second', Math.round(median(many.map((l, i) => l.perSecond * (share(i * 3 + 2).length / Math.max(1, l.count))))), '≥ 1,000');
  tell('delivered one by one, a second', Math.round(median(delivered.map((l) => l.perSecond))), '≥ 1,000');
  const names = { shipped: 'shipped one by one', hundred: 'shipped a hundred together', delivered: 'delivered one by one' };
  for (const [what, times] of Object.entries(taken))
    tell(`processor time a parcel ${names[what as keyof typeof taken]}, ms`, { server: round(median(times.map((t) => t.server))), database: round(median(times.map((t) => t.database))) });
  await server.stop();
  await ground.holds();
});

const inParts = <T>(all: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, i * size + size));
const inHundreds = <T>(all: readonly T[]): T[][] => inParts(all, 100);

/** The articles of parcels, as a scanner reads them. */
async function scansOf(kernel: Ground['product']['kernel'], ids: readonly string[]): Promise<Map<string, { code: string; quantity: number }[]>> {
  const { rows } = await kernel.db.query<{ id: string; scans: { code: string; quantity: number }[] }>(
    `select l.parcel_id as id, jsonb_agg(jsonb_build_object('code', k.code, 'quantity', l.quantity)) as scans from logistics.parcel_line l join products.sku k on k.id = l.sku_id
     where l.parcel_id = any ($1::uuid[]) group by 1`, [ids]);
  return new Map(rows.map((r) => [r.id, r.scans]));
}

/** Every parcel that waits is picked, packed, inspected and announced, as a warehouse does it by waves. */
async function ready({ product: { kernel } }: Ground): Promise<string[]> {
  const { rows } = await kernel.db.query<{ id: string }>("select id from logistics.parcel where state = 'waiting' order by id");
  const ids = rows.map((r) => r.id);
  for (const list of inHundreds(ids)) {
    await runVerb(kernel, pickParcels, { ids: list }, { actor: clerk });
    await runVerb(kernel, packParcels, { parcels: list.map((id) => ({ id, weightGrams: 620 })) }, { actor: clerk });
    const scans = await scansOf(kernel, list);
    await runVerb(kernel, recordInspections, { inspections: list.map((id) => ({ id, passed: true, defect: null, scans: scans.get(id) ?? [] })) }, { actor: clerk });
    for (const id of list) await runVerb(kernel, announceParcel, { id, waybillNo: `YT${id.replaceAll('-', '').slice(-13).toUpperCase().replace(/[A-F]/g, (c) => String(c.charCodeAt(0) - 60))}` }, { actor: clerk });
  }
  return ids;
}
