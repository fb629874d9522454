import { marketplaceFormats } from '../../../gateways/marketplaces/formats.ts';
import { genericOrdersTemplate } from '../../../gateways/marketplaces/generic-orders.ts';
import type { ImportFormat, ImportKind } from '../../../kernel/imports/format.ts';
import type { FieldChange, ImportSettings, ImportTarget, RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import { scopeOf, type Actor } from '../../../kernel/actor.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { enterFresh } from './import-enter.ts';
import { planImport, type KnownOrder, type Plan } from './import-plan.ts';
import { applyChanges } from './import-update.ts';
import { changesOf, tellOrder } from './import-tell.ts';
import { orderTotals } from './import-totals.ts';
import { gather, type Incoming } from './incoming.ts';
import { mayEnter } from './place-order.ts';
import { beforeShipping } from './states.ts';
import { undoOrders } from './undo-import.ts';

export const orderKinds: readonly ImportKind[] = ['taobao-orders', 'taobao-items', 'douyin-orders', 'pdd-orders', 'jd-orders', 'generic-orders'];

/** Rows of one order come together, whatever file they stand in: their key is the order, the row's own key names the line. */
function byOrder(format: ImportFormat<unknown>): ImportFormat<unknown> {
  return {
    ...format,
    recognise: (sheet, firstRows, fileName) => format.recognise(sheet, firstRows, fileName),
    open: (recognition, mapping) => {
      const reader = format.open(recognition, mapping);
      return {
        read: (cells, line) => {
          const read = reader.read(cells, line);
          if (read.is !== 'record') return read;
          const record = read.record as { orderNo: string };
          return { ...read, key: record.orderNo, record: { ...record, lineKey: read.key } };
        },
        notToMerge: (at) => reader.notToMerge?.(at) ?? at,
        columns: () => reader.columns?.() ?? [],
        end: () => reader.end(),
      };
    },
  };
}

const outcomeOf = (incoming: Incoming, is: 'accepted' | 'updated' | 'unchanged', id?: string): RowOutcome[] =>
  incoming.rowLines.map((line) => ({ line, is, ...(id ? { subject: { type: 'order', id } } : {}) }));

/** What a preview says of an order stands with its first row. */
const told = ([first, ...rest]: RowOutcome[], text: Words, changes: FieldChange[] = []): RowOutcome[] =>
  (first && first.is !== 'quarantined' ? [{ ...first, text, changes }, ...rest] : []);

const refusedOf = (plan: Plan): RowOutcome[] =>
  plan.refused.flatMap(({ incoming, problem }) => incoming.rowLines.map((line): RowOutcome => ({ line, is: 'quarantined', problems: [problem] })));

/** What is to be done so that somebody of a team may import into a store. */
const whoMay = words('请由可以查看全部店铺的人（部门经理、总经理）导入；或在「设置 › 店铺」给店铺指定团队，并在「设置 › 团队」把您加入该团队，然后重新预览。',
  'Let somebody who sees all stores import it (department head, general manager); or give the store its team under Settings › Stores and add yourself to that team under Settings › Teams, then look at the preview again.');

/** What is to be done where a file does not tell its store: none of it could be taken. */
const chooseStore = words('请返回修改，选出这份文件属于哪家店铺（命令行用 --store 店铺）；文件里的店名与系统里不同时，也可以在「设置 › 店铺」把它登记为别名，然后重新预览。',
  'Go back and choose the store that the file is of (on the command line: --store STORE); where the file calls it by another name, enter that as an alias under Settings › Stores, then look at the preview again.');

function notYours(store: string | null, teamId: string | null): { code: string; message: ReturnType<typeof words> } {
  const [zh, en] = store === null ? ['这些订单', 'These orders'] : [`店铺「${store}」`, `The store “${store}”`];
  return { code: 'store.not-yours', message: teamId === null ? words(`${zh}还没有分配团队，只有可以查看全部店铺的人能导入。`, `${en} ${store === null ? 'have' : 'has'} no team yet: only somebody who sees all stores can import.`)
    : words(`${zh}不属于您的团队。`, `${en} ${store === null ? 'belong' : 'belongs'} to another team.`) };
}

/** A seller imports into the stores of the own teams. */
function onlyOwn(actor: Actor, plan: Plan): Plan {
  const scope = scopeOf(actor, mayEnter);
  if (scope === 'all') return plan;
  const own = (teamId: string | null): boolean => teamId !== null && actor.teamIds.includes(teamId);
  const foreign = [
    ...plan.fresh.filter((f) => !own(f.store.teamId)).map((f) => ({ incoming: f.incoming, problem: notYours(f.store.name, f.store.teamId) })),
    ...plan.changed.filter((c) => !own(c.known.team_id)).map((c) => ({ incoming: c.incoming, problem: notYours(null, c.known.team_id) })),
  ];
  return {
    ...plan, fresh: plan.fresh.filter((f) => own(f.store.teamId)), changed: plan.changed.filter((c) => own(c.known.team_id)),
    refused: [...plan.refused, ...foreign],
  };
}

/**
 * A later file that tells of an order while it has not left confirms it: it is not taken back with the import that entered it (docs/adr/0023). What has gone on
 * stays anyhow, so that the same history imported again writes nothing.
 */
async function noteToldAgain(tx: Tx, known: readonly KnownOrder[]): Promise<void> {
  const ids = known.filter((k) => beforeShipping.includes(k.state)).map((k) => k.id);
  if (ids.length === 0 || tx.about?.type !== 'import') return;
  await tx.rows('sales.note_told_again', `update sales."order" set told_again_by = told_again_by || $2::uuid
    where id = any ($1::uuid[]) and entered_by_run is not null and entered_by_run <> $2 and not told_again_by @> array[$2::uuid]`, [ids, tx.about.id]);
}

/**
 * Applies rows of order files: new orders enter, known ones are brought up to date, the same again changes nothing. Any number of
 * orders in some fifteen statements.
 */
export async function applyOrderRows(tx: Tx, rows: readonly StagedRow[], settings: ImportSettings): Promise<RowOutcome[]> {
  const orders = gather(rows);
  const plan = onlyOwn(tx.actor, await planImport(tx, orders, settings, true));
  const raced = await enterFresh(tx, plan.fresh, plan.skus);
  await applyChanges(tx, plan.changed, plan.skus);
  await noteToldAgain(tx, [...plan.changed, ...plan.same].map((o) => o.known));
  const outcomes = [
    ...refusedOf(plan),
    ...plan.fresh.filter((f) => !raced.has(f)).flatMap((f) => outcomeOf(f.incoming, 'accepted')),
    ...plan.changed.flatMap((c) => outcomeOf(c.incoming, 'updated', c.known.id)),
    ...plan.same.flatMap((s) => outcomeOf(s.incoming, 'unchanged', s.known.id)),
  ];
  if (raced.size === 0) return outcomes;
  // Entered by somebody else meanwhile: now they are known.
  const again = new Set([...raced].flatMap((f) => f.incoming.rowLines));
  return [...outcomes, ...(await applyOrderRows(tx, rows.filter((r) => again.has(r.line)), settings))];
}

/** Orders of the marketplaces and of our own template (clause 2.3.1). */
export const orderImport: ImportTarget = {
  kinds: orderKinds,
  title: words('平台订单', 'Marketplace orders'),
  may: mayEnter,
  formats: (marketplaceFormats as readonly ImportFormat<unknown>[]).map(byOrder),
  templates: { 'generic-orders': genericOrdersTemplate },
  unit: words('订单', 'orders'),
  needs: [{ name: 'store', optional: true }],
  undo: undoOrders,
  stops: { 'store.not-yours': whoMay, 'store.unknown': chooseStore },
  preview: async (kernel, rows, settings, actor) => {
    const plan = onlyOwn(actor, await planImport(kernel, gather(rows), settings, false));
    return [
      ...refusedOf(plan),
      ...plan.fresh.flatMap((f) => told(outcomeOf(f.incoming, 'accepted'), tellOrder(f.incoming))),
      ...plan.changed.flatMap((c) => told(outcomeOf(c.incoming, 'updated', c.known.id), tellOrder(c.incoming, c.known), changesOf(c))),
      ...plan.same.flatMap((s) => told(outcomeOf(s.incoming, 'unchanged', s.known.id), tellOrder(s.incoming, s.known))),
    ];
  },
  apply: applyOrderRows,
  totals: orderTotals,
};
