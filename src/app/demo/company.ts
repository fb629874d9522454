import { system, type Actor } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Post } from '../../kernel/posts.ts';
import { runVerb } from '../../kernel/verb.ts';
import { hashPassword, setUp } from '../../registers/company/index.ts';
import { setWavesByEye } from '../../chapters/logistics/transport/waves-by-eye.ts';
import { createWarehouse } from '../../registers/company/places/save-warehouse.ts';
import { formTeam } from '../../registers/company/places/save-team.ts';
import { addStaff } from '../../registers/company/staff/add-staff.ts';
import { openStore } from '../../chapters/operations/index.ts';

export const DEMO_PASSWORD = 'dianzhang-demo';

/** Who works in the demo company. Invented: nobody is called like his post. */
export const people = [
  ['operator', '林运营', ['store-operator'], 'main'],
  ['seller1', '周销售', ['seller'], 'main'],
  ['seller2', '吴销售', ['seller'], 'live'],
  ['lead1', '郑主管', ['team-lead'], 'main'],
  ['lead2', '冯主管', ['team-lead', 'store-operator'], 'live'],
  ['agent1', '陈客服', ['service-agent'], null],
  ['servicelead', '褚客服', ['service-lead'], null],
  ['warehouse1', '卫仓管', ['warehouse'], 'store'],
  ['warehouse2', '蒋仓管', ['warehouse'], 'store'],
  ['buyer1', '沈采购', ['buyer'], null],
  ['logistics', '韩物流', ['logistics-clerk'], null],
  ['cashier', '杨出纳', ['cashier'], null],
  ['accountant', '朱会计', ['accountant'], null],
  ['hr1', '秦人事', ['hr'], null],
  ['manager', '尤经理', ['department-head'], null],
  ['gm1', '许总', ['general-manager'], null],
  ['auditor', '何审计', ['auditor'], null],
] as const satisfies readonly (readonly [string, string, readonly Post[], 'main' | 'live' | 'store' | null])[];

export type Login = (typeof people)[number][0] | 'admin';
export const demoAccounts: readonly string[] = ['admin', ...people.map(([login]) => login)];

export interface DemoStore { id: string; name: string; platform: 'taobao' | 'douyin' | 'pdd' | 'jd'; warehouseId: string; share: number }

export interface DemoCompany {
  actors: Record<Login, Actor>;
  stores: DemoStore[];
  warehouses: { id: string; name: string }[];
}

/** The company, its people, teams, warehouses and stores, told through the verbs. */
export async function foundCompany(kernel: Kernel): Promise<DemoCompany> {
  const { staffId } = await setUp(kernel, { company: '山海优品（演示）', name: '演示管理员', login: 'admin', password: DEMO_PASSWORD, secondFactorPosts: [] });
  const admin: Actor = { kind: 'person', id: staffId, personId: staffId, name: '演示管理员', posts: ['administrator'], teamIds: [] };
  // One hash for all: the accounts share their password, and hashing is slow on purpose.
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const ids = new Map<string, string>();
  for (const [login, name, posts] of people) {
    const made = await runVerb(kernel, addStaff, {
      name, login, phone: null, language: null, posts: [...posts], teamIds: [], superiorId: null, passwordHash, mustChangePassword: false,
    }, { actor: admin });
    ids.set(login, made.id);
  }
  const team = async (name: string, key: string, lead: string | null): Promise<string> =>
    (await runVerb(kernel, formTeam, { name, leadId: lead ? ids.get(lead)! : null, memberIds: people.filter(([, , , t]) => t === key).map(([login]) => ids.get(login)!) }, { actor: admin })).id;
  const teams = { main: await team('传统电商组', 'main', 'lead1'), live: await team('直播拼团组', 'live', 'lead2'), store: await team('仓储组', 'store', null) };
  const warehouse = async (name: string, province: string, city: string, district: string): Promise<{ id: string; name: string }> =>
    ({ name, id: (await runVerb(kernel, createWarehouse, { name, teamId: teams.store, province, city, district, detail: '示范产业园' }, { actor: admin })).id });
  const east = await warehouse('华东仓', '浙江省', '嘉兴市', '南湖区');
  const south = await warehouse('华南仓', '广东省', '佛山市', '顺德区');
  const manager: Actor = { kind: 'person', id: ids.get('manager')!, personId: ids.get('manager')!, name: '尤经理', posts: ['department-head'], teamIds: [] };
  const store = async (name: string, platform: DemoStore['platform'], teamId: string, warehouseId: string, share: number): Promise<DemoStore> =>
    ({ name, platform, warehouseId, share, id: (await runVerb(kernel, openStore, { name, platform, teamId, defaultWarehouseId: warehouseId, outsideShopId: null, aliases: [] }, { actor: manager })).id });
  await runVerb(kernel, setWavesByEye, { id: south.id, byEye: true, version: 0, note: '直播小件多为单品，按波次目视，年底复核' }, { actor: manager });
  const stores = [
    await store('山海优品旗舰店', 'taobao', teams.main, east.id, 40),
    await store('山海小铺', 'taobao', teams.main, east.id, 14),
    await store('山海优品京东店', 'jd', teams.main, east.id, 12),
    await store('山海直播间', 'douyin', teams.live, south.id, 20),
    await store('山海拼团', 'pdd', teams.live, south.id, 14),
  ];
  const actors = Object.fromEntries([
    ['admin', admin],
    ...people.map(([login, name, posts, t]): [string, Actor] => [login, {
      kind: 'person', id: ids.get(login)!, personId: ids.get(login)!, name, posts: [...posts], teamIds: t ? [teams[t]] : [],
    }]),
  ]) as Record<Login, Actor>;
  return { actors, stores, warehouses: [east, south] };
}

export const demoRobot = system('演示');
