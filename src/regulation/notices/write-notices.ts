import type { Tx } from '../../kernel/tx.ts';
import type { Words } from '../../kernel/words.ts';

/** A notice to one person. Unread ones on the same topic become one with a count. */
export interface NewNotice {
  readonly staffId: string;
  readonly topic: string;
  readonly showAt: number;
  readonly href: string | null;
  /** Cannot wait for the recipient's working time nor for a digest. */
  readonly urgent?: boolean;
  /** Told in the application alone: what is about mail or robots that fail would go round in a ring. */
  readonly onlyInside?: boolean;
  readonly escalation?: { readonly clause: string; readonly control: string; readonly level: number; readonly count: number };
  readonly text?: Words;
}

/** Writes notices in one statement, in the order of people and topics so that two nodes never wait for each other in a ring. */
export async function writeNotices(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map((n) => ({
    id: tx.newId(), staff_id: n.staffId, kind: n.escalation ? 'escalation' : 'told', topic: n.topic, clause: n.escalation?.clause ?? null, control: n.escalation?.control ?? null,
    level: n.escalation?.level ?? null, count: n.escalation?.count ?? 1, text: n.text ?? null, href: n.href, show_at: n.showAt, urgent: n.urgent ?? false, inside: n.onlyInside ?? false,
  }));
  rows.sort((a, b) => (a.staff_id + a.topic < b.staff_id + b.topic ? -1 : 1));
  await tx.rows('regulation.write_notices',
    `insert into regulation.notice as n (id, staff_id, kind, topic, clause, control, level, count, text, href, show_at, urgent, created_at, delivered_at)
     select id, staff_id, kind, topic, clause, control, level, count, text, href, to_timestamp(show_at / 1000.0), urgent, to_timestamp($2::bigint / 1000.0), case when inside then to_timestamp($2::bigint / 1000.0) end
     from jsonb_to_recordset($1::jsonb) as w(id uuid, staff_id uuid, kind text, topic text, clause text, control text, level int, count int, text jsonb, href text, show_at bigint, urgent boolean, inside boolean)
     on conflict (staff_id, topic) where read_at is null do update set count = n.count + excluded.count, text = excluded.text, href = excluded.href, urgent = n.urgent or excluded.urgent,
       -- More of the kind came: what was handed over already is told again with the new count.
       delivered_at = excluded.delivered_at,
       -- What waits already is not put off further; what was shown is shown again as new.
       show_at = case when n.show_at > excluded.created_at then least(n.show_at, excluded.show_at) else excluded.show_at end, created_at = excluded.created_at`,
    [JSON.stringify(rows), tx.now]);
}
