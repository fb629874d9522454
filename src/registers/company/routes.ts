import { Readable } from 'node:stream';
import { z } from 'zod';
import { localText } from '../../kernel/clock.ts';
import { act, raw, read, type Route } from '../../kernel/http/route.ts';
import { runVerb, verbTitle } from '../../kernel/verb.ts';
import type { Policy } from '../../kernel/actor.ts';
import type { Endpoint } from '../../kernel/http/contract.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Words } from '../../kernel/words.ts';
import { auditLog, auditRows } from './audit/audit-log.ts';
import * as audit from './audit/contract.ts';
import { CSV_START, csvLine } from './audit/csv.ts';
import { changeCompany } from './places/change-company.ts';
import * as places from './places/contract.ts';
import { dissolveTeam } from './places/dissolve-team.ts';
import { companyOf, shiftList, teamList, warehouseList } from './places/queries.ts';
import { changeShift, createShift } from './places/save-shift.ts';
import { changeTeam, formTeam } from './places/save-team.ts';
import { changeWarehouse, createWarehouse } from './places/save-warehouse.ts';
import { hashPassword } from './sign-in/passwords.ts';
import { signInRoutes, type SignInOptions } from './sign-in/routes.ts';
import { installationKey, secretOf } from './sign-in/secrets.ts';
import { unmasking } from './sign-in/unmasking.ts';
import { addStaff } from './staff/add-staff.ts';
import { assignShift } from './staff/assign-shift.ts';
import { changeStaff } from './staff/change-staff.ts';
import * as staff from './staff/contract.ts';
import { disableStaff } from './staff/disable-staff.ts';
import { enableStaff } from './staff/enable-staff.ts';
import { endPost } from './staff/end-post.ts';
import { endSubstitute } from './staff/end-substitute.ts';
import { holdPost } from './staff/hold-post.ts';
import { nameSubstitute } from './staff/name-substitute.ts';
import { colleagues, staffList, staffRecord } from './staff/queries.ts';
import { resetPassword } from './staff/reset-password.ts';
import { resetSecondFactor } from './staff/reset-second-factor.ts';
import { setSuperior } from './staff/set-superior.ts';
import { staffForUpdate } from './staff/staff-record.ts';
import * as views from './views/contract.ts';
import { dropView, saveView, viewsOf } from './views/views.ts';

const sees: Policy = { administrator: 'all', hr: 'all', 'department-head': 'all', 'general-manager': 'all', auditor: 'all', 'team-lead': 'team', 'service-lead': 'team', signedIn: 'own' };
const everyone: Policy = { signedIn: 'all' };
const watches: Policy = { administrator: 'all', auditor: 'all', 'department-head': 'all', 'general-manager': 'all' };

const unmaskStaff = unmasking({
  name: 'company.unmask-staff', title: { zh: '查看员工电话', en: 'See a colleague’s phone' }, kind: 'staff', fields: ['phone'],
  may: { administrator: 'all', hr: 'all', 'department-head': 'all', 'general-manager': 'all' },
  load: async (tx, id) => (z.uuid().safeParse(id).success ? { ...(await staffForUpdate(tx, id)) } : null),
});

/** A password that opens once: letters and digits that nobody mixes up, the same again for a repeated request. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
async function firstPassword(kernel: Kernel, requestId: string | null, actorId: string | null): Promise<{ password: string; passwordHash: string }> {
  const secret = secretOf(await installationKey(kernel), requestId, actorId, 'password');
  const password = [...secret.subarray(0, 14)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return { password, passwordHash: await hashPassword(password, secret.subarray(16, 32)) };
}

/** The company register over HTTP: signing in, staff, teams, shifts, warehouses, saved views, audit log. */
export function companyRoutes(options: SignInOptions = {}): Route[] {
  let known: Map<string, Words> | null = null;
  const titles = (verb: string): Words | null => {
    if (!known) {
      known = new Map([unmaskStaff, ...Object.values(options.unmaskers ?? {})].map((looks) => [looks.name, looks.title]));
      for (const route of options.allRoutes?.() ?? []) if (route.verb && !known.has(route.verb)) known.set(route.verb, route.endpoint.summary);
    }
    // Acts of the program itself have no route.
    return known.get(verb) ?? verbTitle(verb);
  };
  return [
    ...signInRoutes({ ...options, unmaskers: { ...options.unmaskers, staff: unmaskStaff } }),

    read(staff.listStaff, sees, ({ kernel, actor, scope, query }) => staffList(kernel, actor!, scope, query)),
    read(staff.listColleagues, everyone, ({ kernel, query }) => colleagues(kernel, query)),
    read(staff.readStaff, sees, ({ kernel, actor, scope, params }) => staffRecord(kernel, actor!, scope, params.id)),
    {
      endpoint: staff.addStaff as unknown as Endpoint, may: addStaff.may, kind: 'act', verb: addStaff.name,
      answer: async ({ kernel, actor, body, meta }) => {
        const asked = body as z.output<NonNullable<typeof staff.addStaff.body>>;
        const { password, passwordHash } = await firstPassword(kernel, meta.requestId, actor?.id ?? null);
        const made = await runVerb(kernel, addStaff, {
          name: asked.name, login: asked.login, phone: asked.phone ?? null, language: asked.language ?? null, posts: asked.posts, teamIds: asked.teamIds,
          superiorId: asked.superiorId ?? null, passwordHash, mustChangePassword: true,
        }, { actor, requestId: meta.requestId, ip: meta.ip });
        return { id: made.id, password };
      },
    },
    act(staff.changeStaff, changeStaff),
    act(staff.disableStaff, disableStaff),
    act(staff.enableStaff, enableStaff),
    {
      endpoint: staff.resetPassword as unknown as Endpoint, may: resetPassword.may, kind: 'act', verb: resetPassword.name,
      answer: async ({ kernel, actor, params, meta }) => {
        const { password, passwordHash } = await firstPassword(kernel, meta.requestId, actor?.id ?? null);
        const done = await runVerb(kernel, resetPassword, { id: (params as { id: string }).id, passwordHash }, { actor, requestId: meta.requestId, ip: meta.ip });
        return { id: done.id, password };
      },
    },
    act(staff.resetSecondFactor, resetSecondFactor),
    act(staff.holdPost, holdPost),
    act(staff.endPost, endPost),
    act(staff.setSuperior, setSuperior),
    act(staff.nameSubstitute, nameSubstitute),
    act(staff.endSubstitute, endSubstitute),
    act(staff.assignShift, assignShift),

    read(places.readCompany, everyone, ({ kernel }) => companyOf(kernel)),
    act(places.changeCompany, changeCompany),
    read(places.listTeams, everyone, ({ kernel, query }) => teamList(kernel, query)),
    act(places.formTeam, formTeam),
    act(places.changeTeam, changeTeam),
    act(places.dissolveTeam, dissolveTeam),
    read(places.listShifts, everyone, ({ kernel, query }) => shiftList(kernel, query)),
    act(places.createShift, createShift),
    act(places.changeShift, changeShift),
    read(places.listWarehouses, everyone, ({ kernel, query }) => warehouseList(kernel, query)),
    act(places.createWarehouse, createWarehouse),
    act(places.changeWarehouse, changeWarehouse),

    read(views.listViews, { signedIn: 'own' }, async ({ kernel, actor, query }) => ({ rows: await viewsOf(kernel, actor!, query.page) })),
    act(views.saveView, saveView),
    act(views.dropView, dropView),

    read(audit.listAudit, watches, ({ kernel, query }) => auditLog(kernel, query, titles)),
    raw(audit.auditFile, watches, async ({ kernel, query, language, reply }) => {
      const heads = language === 'en'
        ? ['Time', 'Who', 'For', 'Address', 'Act', 'Record', 'Record id', 'Outcome', 'Code', 'Reason']
        : ['时间', '操作人', '代谁操作', '网络地址', '操作', '对象', '对象编号', '结果', '代码', '原因'];
      async function* lines() {
        yield `${CSV_START}${csvLine(heads)}`;
        for await (const row of auditRows(kernel, query, titles))
          yield csvLine([localText(row.at), row.actorName, row.onBehalfOf, row.ip, row.title?.[language] ?? row.verb, row.subjectType, row.subjectId, row.outcome, row.code, row.reason]);
      }
      return reply.header('content-type', 'text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="audit.csv"').header('x-content-type-options', 'nosniff').send(Readable.from(lines()));
    }),
  ];
}
