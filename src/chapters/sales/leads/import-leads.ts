import type { ImportFormat, ImportProblem } from '../../../kernel/imports/format.ts';
import type { ImportTarget, RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import type { Runner } from '../../../kernel/query.ts';
import { maskName } from '../../../kernel/privacy.ts';
import { words } from '../../../kernel/words.ts';
import { captureLeads } from './capture.ts';
import { buyerOfMessage, leadFile, leadMessages, leadOfMessages, leadTemplate, messageTemplate, type LeadFileRow, type LeadMessageRow } from './formats/lead-files.ts';
import { emailKeyOf, phoneKeyOf, platformKeyOf } from './keys.ts';

/** A lead of the file with its rows: one row of a table, all messages of a buyer. After JSON money is a number of fen. */
interface Read { rows: StagedRow[]; lead: Omit<LeadFileRow, 'costFen'> & { costFen: number | bigint }; how: 'import' | 'message' }

/** A row of a table stands for itself; messages belong to their buyer. */
const groupOf = (row: StagedRow): string => (row.kind === 'leads' ? row.key : buyerOfMessage(row.record as LeadMessageRow));

function leadsOf(staged: readonly StagedRow[]): { leads: Read[]; silent: StagedRow[] } {
  const leads: Read[] = [];
  const silent: StagedRow[] = [];
  const groups = Map.groupBy(staged, (s) => `${s.kind} ${groupOf(s)}`);
  for (const rows of groups.values()) {
    if (rows[0]!.kind === 'leads') {
      const [first, ...again] = rows;
      leads.push({ rows: [first!], lead: first!.record as Read['lead'], how: 'import' });
      silent.push(...again);
      continue;
    }
    const lead = leadOfMessages(rows.map((r) => r.record as LeadMessageRow));
    if (lead) leads.push({ rows, lead, how: 'message' });
    else silent.push(...rows);
  }
  return { leads, silent };
}

const refOf = (r: Read): string => `${r.how}:${r.lead.ref}`;

async function known(on: { runner: Runner }, leads: readonly Read[]): Promise<Map<string, string>> {
  const { rows } = await on.runner.query<{ outside_ref: string; id: string }>("select outside_ref, id from sales.lead where how in ('import', 'message') and outside_ref = any ($1::text[])", [leads.map(refOf)], 'sales.imported_leads');
  return new Map(rows.map((r) => [r.outside_ref, r.id]));
}

/** Warns where the customer is here under another lead: it comes in all the same and is merged or shown as a duplicate. */
async function warnings(on: { runner: Runner }, leads: readonly Read[]): Promise<Map<Read, Omit<ImportProblem, 'line'>>> {
  const { rows } = await on.runner.query<{ key: string; lead_no: string }>(
    `select phone_key as key, lead_no from sales.lead where phone_key = any ($1::text[]) and state <> 'merged' union all select email_key, lead_no from sales.lead where email_key = any ($2::text[]) and state <> 'merged'
     union all select platform_key, lead_no from sales.lead where platform_key = any ($3::text[]) and state <> 'merged'`,
    [leads.flatMap((l) => phoneKeyOf(l.lead.phone) ?? []), leads.flatMap((l) => emailKeyOf(l.lead.email) ?? []), leads.flatMap((l) => platformKeyOf(l.lead.platform, l.lead.platformUser) ?? [])], 'sales.leads_of_keys');
  const byKey = new Map(rows.map((r) => [r.key, r.lead_no]));
  return new Map(leads.flatMap((l) => {
    const [phone, email, platform] = [phoneKeyOf(l.lead.phone), emailKeyOf(l.lead.email), platformKeyOf(l.lead.platform, l.lead.platformUser)];
    const no = [phone, email, platform].flatMap((k) => (k === null ? [] : (byKey.get(k) ?? [])))[0];
    return no === undefined ? [] : [[l, { code: 'lead.known', column: '电话', message: words(`与已有线索 ${no} 是同一客户。`, `The same customer as lead ${no}.`) }] as const];
  }));
}

const unchanged = (rows: readonly StagedRow[], id?: string): RowOutcome[] => rows.map((r) => ({ line: r.line, is: 'unchanged', ...(id ? { subject: { type: 'lead', id } } : {}) }));

/** Tables of leads and messages of marketplaces (clause 2.1.2). The same row twice is one lead; duplicates among others are looked for set by set. */
export const importLeads: ImportTarget = {
  kinds: ['leads', 'lead-messages'], title: words('线索', 'Leads'),
  may: { seller: 'all', 'team-lead': 'all', 'store-operator': 'all', 'department-head': 'all', 'general-manager': 'all' },
  formats: [leadFile, leadMessages] as ImportFormat<unknown>[], templates: { leads: leadTemplate, 'lead-messages': messageTemplate }, needs: [],
  undo: { possible: false, instead: words('线索不能整批撤回：分配后可能已有人联系。重复的请合并，无效的请逐条关闭。', 'Leads cannot be taken back as a whole: once assigned, somebody may have called. Merge duplicates, close the ones that are none.') },
  group: groupOf, unit: words('线索', 'leads'),
  describe: ({ kind, record }) => {
    const said = kind === 'leads' ? [maskName((record as LeadFileRow).name), (record as LeadFileRow).productLine, (record as LeadFileRow).need?.slice(0, 40)].filter(Boolean).join(' · ') : maskName((record as LeadMessageRow).nick) ?? '';
    return words(said, said);
  },
  async preview(kernel, staged) {
    const { leads, silent } = leadsOf(staged);
    const [there, warned] = [await known(kernel, leads), await warnings(kernel, leads)];
    return [...unchanged(silent), ...leads.flatMap((l): RowOutcome[] => {
      const id = there.get(refOf(l));
      if (id) return unchanged(l.rows, id);
      const warning = warned.get(l);
      return l.rows.map((r, i) => (i === 0 ? { line: r.line, is: 'accepted', ...(warning ? { warnings: [warning] } : {}) } : { line: r.line, is: 'unchanged' }));
    })];
  },
  async apply(tx, staged) {
    // Two imports of the same file come one after the other.
    await tx.rows('sales.one_lead_import', "select pg_advisory_xact_lock(hashtext('sales.import-leads'))", []);
    const { leads, silent } = leadsOf(staged);
    const there = await known(tx, leads);
    const fresh = leads.filter((l) => !there.has(refOf(l)));
    const { made } = await captureLeads(tx, fresh.map((l) => ({ given: { ...l.lead, costFen: Number(l.lead.costFen) }, how: l.how, outsideRef: refOf(l) })));
    return [
      ...unchanged(silent), ...leads.filter((l) => there.has(refOf(l))).flatMap((l) => unchanged(l.rows, there.get(refOf(l)))),
      ...fresh.flatMap((l, n) => l.rows.map((r, i): RowOutcome => ({ line: r.line, is: i === 0 ? 'accepted' : 'unchanged', subject: { type: 'lead', id: made[n]!.id } }))),
    ];
  },
  totals: {
    names: () => ['leads', 'cost'],
    of(row, first) {
      // What only the shop wrote is no lead.
      if (row.kind === 'lead-messages' && (row.record as LeadMessageRow).text === '') return {};
      if (!first(`${row.kind} ${groupOf(row)}`)) return {};
      return { leads: 1, cost: row.kind === 'leads' ? (row.record as Read['lead']).costFen : 0 };
    },
  },
};
