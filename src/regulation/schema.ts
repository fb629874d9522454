import { handle } from '../kernel/query.ts';
import type { Words } from '../kernel/words.ts';

/** Tables of the engine as reads see them. Writing is done by regulation.apply and the verbs. */
export interface NoticeTable {
  id: string; staff_id: string; kind: 'escalation' | 'told'; topic: string; clause: string | null; control: string | null; level: number | null; count: number;
  text: Words | null; href: string | null; show_at: number; created_at: number; read_at: number | null; urgent: boolean; delivered_at: number | null;
}

export interface ApprovalTable {
  id: string; verb: string; clause: string | null; subject_type: string; subject_id: string; title: Words; href: string; content: Record<string, unknown>; content_hash: string;
  reason: string; requested_by: string; requested_person: string; requested_by_name: string; requested_at: number; may_decide: string[];
  state: 'waiting' | 'approved' | 'rejected' | 'withdrawn'; decided_by: string | null; decided_person: string | null; decided_by_name: string | null;
  decided_at: number | null; note: string | null;
}

export interface RegulationTables {
  'regulation.notice': NoticeTable;
  'regulation.approval': ApprovalTable;
}

export const db = handle<RegulationTables>();
