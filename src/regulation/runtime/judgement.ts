/** A row of `judgements` for regulation.apply: a verdict without a clock. Instants in ms. */
export interface Judgement {
  id: string; clause: string; control: string; kind: 'separation' | 'rule' | 'target' | 'attest';
  subject_type: string; subject_id: string; subject_no: string | null; store_id: string | null; at: number;
  outcome: 'kept' | 'broken' | 'unknown' | 'applied';
  evidence: Record<string, unknown>;
  versions: Record<string, unknown>;
  fact: string | null;
}
