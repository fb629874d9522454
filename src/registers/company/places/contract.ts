import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, id, listOf, page, query, text, timeOfDay } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { post } from '../sign-in/contract.ts';

const params = z.strictObject({ id });
const ref = z.object({ id, name: z.string() });
const version = z.int().min(1);

export const readCompany = endpoint({
  method: 'GET', path: '/company', summary: words('公司资料', 'The company'),
  response: z.object({ name: z.string(), zone: z.string(), secondFactorPosts: z.array(post), version }),
});
export const changeCompany = endpoint({
  method: 'PATCH', path: '/company', summary: words('修改公司资料', 'Change the company'),
  body: z.strictObject({ version, name: text(100, 2).optional(), secondFactorPosts: z.array(post).max(20).optional() }), response: z.object({}),
});

export const teamRow = z.object({ id, name: z.string(), lead: ref.nullable(), members: z.array(ref), stores: z.int(), warehouses: z.int(), active: z.boolean(), version });
export const listTeams = endpoint({
  method: 'GET', path: '/teams', summary: words('团队', 'Teams'),
  query: z.strictObject({ ...page, q: query.text(100), sort: query.oneOf(['name', '-name']), active: query.bool }), response: listOf(teamRow),
});
const team = { name: text(50, 1), leadId: id.nullable().default(null), memberIds: z.array(id).max(500).default([]) };
export const formTeam = endpoint({
  method: 'POST', path: '/teams', summary: words('组建团队', 'Form a team'), body: z.strictObject(team), response: done,
});
export const changeTeam = endpoint({
  method: 'PUT', path: '/teams/:id', summary: words('调整团队', 'Change a team'), params,
  body: z.strictObject({ version, name: text(50, 1), leadId: id.nullable(), memberIds: z.array(id).max(500) }), response: done,
});
export const dissolveTeam = endpoint({
  method: 'DELETE', path: '/teams/:id', summary: words('撤销团队', 'Dissolve a team'), params, body: z.strictObject({}), response: done,
});

/** Stretches of one day, `["09:00", "12:00"]`; an end not after the beginning lies on the next day. */
const dayHours = z.array(z.tuple([timeOfDay, timeOfDay])).max(6);
export const week = z.strictObject({ mon: dayHours, tue: dayHours, wed: dayHours, thu: dayHours, fri: dayHours, sat: dayHours, sun: dayHours });
export const listShifts = endpoint({
  method: 'GET', path: '/shifts', summary: words('班次', 'Shifts'), query: z.strictObject({ ...page, active: query.bool }),
  response: listOf(z.object({ id, name: z.string(), week, staff: z.int(), active: z.boolean(), version })),
});
export const createShift = endpoint({
  method: 'POST', path: '/shifts', summary: words('新建班次', 'Create a shift'), body: z.strictObject({ name: text(50, 1), week }), response: done,
});
export const changeShift = endpoint({
  method: 'PUT', path: '/shifts/:id', summary: words('修改班次', 'Change a shift'), params, body: z.strictObject({ version, name: text(50, 1), week, active: z.boolean() }), response: done,
});

const address = { province: text(30).nullable().default(null), city: text(30).nullable().default(null), district: text(30).nullable().default(null), detail: text(200).nullable().default(null) };
export const warehouseRow = z.object({
  id, name: z.string(), team: ref.nullable(), province: z.string().nullable(), city: z.string().nullable(), district: z.string().nullable(), detail: z.string().nullable(),
  stores: z.int(), active: z.boolean(), version,
});
export const listWarehouses = endpoint({
  method: 'GET', path: '/warehouses', summary: words('仓库', 'Warehouses'),
  query: z.strictObject({ ...page, q: query.text(100), sort: query.oneOf(['name', '-name']), active: query.bool }), response: listOf(warehouseRow),
});
export const createWarehouse = endpoint({
  method: 'POST', path: '/warehouses', summary: words('新建仓库', 'Create a warehouse'),
  body: z.strictObject({ name: text(50, 1), teamId: id.nullable().default(null), ...address }), response: done,
});
export const changeWarehouse = endpoint({
  method: 'PUT', path: '/warehouses/:id', summary: words('修改仓库', 'Change a warehouse'), params,
  body: z.strictObject({ version, name: text(50, 1), teamId: id.nullable(), ...address, active: z.boolean() }), response: done,
});
