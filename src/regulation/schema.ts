import { handle } from '../kernel/query.ts';
import type { Words } from '../kernel/words.ts';
import type { Chain } from './approvals/chain.ts';
import type { Life, Status } from './approvals/state.ts';

/** Tables of the engine as reads see them. Writing is done by regulation.apply and the verbs. */
export interface NoticeTable {
  id: string; staff_id: string; kind: 'escalation' | 'told'; topic: string; clause: string | null; control: string | null; level: number | null; count: number;
  text: Words | null; href: string | null; show_at: number; created_at: number; read_at: number | null; urgent: boolean; delivered_at: number | null;
}

export interface ApprovalTable {
  id: string; verb: string; clause: string | null; subject_type: string; subject_id: string; title: Words; href: string; content: Record<string, unknown>; content_hash: string;
  reason: string; requested_by: string; requested_person: string; requested_by_name: string; requested_at: number; may_decide: string[];
  state: Status; decided_by: string | null; decided_person: string | null; decided_by_name: string | null;
  decided_at: number | null; note: string | null;
  chain_key: string; control: string | null; life: Life; chain: Chain | null; version: number; figure: bigint | null; whole: bigint | null; purpose: string | null; split_with: string[];
  deciders: string[]; signed: string[]; copied: string[]; wake_at: number | null; expires_at: number | null; executed_at: number | null;
}
export interface ApprovalEventTable {
  id: string; seq: bigint; approval_id: string; at: number; what: string; by_staff: string | null; by_name: string; for_staff: string | null; for_name: string | null; note: string | null;
  target: string | null; batch: boolean; files: { id: string; name: string; size: number }[];
}
export interface ApprovalVersionTable { approval_id: string; version: number; content: Record<string, unknown>; content_hash: string; reason: string; by_name: string; at: number }
export interface DelegationTable {
  id: string; from_staff: string; from_name: string; to_staff: string; to_name: string; from_at: number; to_at: number; chain_keys: string[] | null; up_to: bigint | null;
  reason: string; created_at: number; ended_at: number | null;
}
export interface ApprovalChainTable { id: string; chain_key: string; valid_from: number; chain: Chain; reason: string; approval_id: string | null; published_at: number; published_by: string }

export interface RegulationTables {
  'regulation.notice': NoticeTable;
  'regulation.approval': ApprovalTable;
  'regulation.approval_event': ApprovalEventTable;
  'regulation.approval_version': ApprovalVersionTable;
  'regulation.delegation': DelegationTable;
  'regulation.approval_chain': ApprovalChainTable;
}

export const db = handle<RegulationTables>();
