import type { ColumnType, Generated } from 'kysely';
import { handle } from '../../kernel/query.ts';
import type { TokenScope } from '../../kernel/actor.ts';
import type { Post } from '../../kernel/posts.ts';
import type { Language } from '../../kernel/words.ts';

/** Read as integer ms, written as timestamptz text (`toTimestamp`). */
type At = ColumnType<number, string, string>;
type MaybeAt = ColumnType<number | null, string | null, string | null>;
type Search = ColumnType<never, unknown, unknown>;

/** Hours and minutes: `["09:00", "18:00"]`; an end not after the beginning lies on the next day. */
export type WeekHours = Record<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun', [string, string][]>;

export interface CompanyTables {
  'company.company': { only: Generated<boolean>; name: string; zone: Generated<string>; second_factor_posts: Post[]; version: Generated<number>; created_at: At };
  'company.person': { id: string; name: string; phone: string | null; created_at: At };
  'company.staff': {
    id: string; person_id: string; login: string; name: string; active: Generated<boolean>; language: Language | null; password_hash: string;
    must_change_password: boolean; version: Generated<number>; search: Search; created_at: At; updated_at: At;
  };
  'company.post_holding': { id: string; staff_id: string; post: Post; from_at: At; to_at: MaybeAt };
  'company.team': { id: string; name: string; lead_id: string | null; active: Generated<boolean>; version: Generated<number>; created_at: At };
  'company.team_member': { team_id: string; staff_id: string };
  'company.reporting_line': { id: string; staff_id: string; superior_id: string; from_at: At; to_at: MaybeAt };
  'company.substitute': { id: string; absent_id: string; substitute_id: string; from_at: At; to_at: At; note: string | null; ended_at: MaybeAt };
  'company.shift': { id: string; name: string; week: ColumnType<WeekHours, string, string>; active: Generated<boolean>; version: Generated<number> };
  'company.shift_assignment': { id: string; staff_id: string; shift_id: string; from_at: At; to_at: MaybeAt };
  'company.warehouse': {
    id: string; name: string; team_id: string | null; province: string | null; city: string | null; district: string | null; detail: string | null;
    active: Generated<boolean>; version: Generated<number>; created_at: At;
  };
  'company.store': {
    id: string; name: string; platform: string; team_id: string | null; default_warehouse_id: string | null; state: 'open' | 'closed';
    outside_shop_id: string | null; aliases: string[]; version: Generated<number>; opened_at: At;
  };
  'company.session': {
    id: string; token_hash: Buffer; staff_id: string; created_at: At; last_seen_at: At; expires_at: At; totp_passed: boolean; acting_for: string | null;
    ip: string | null; agent: string | null; ended_at: MaybeAt;
  };
  'company.api_token': {
    id: string; token_hash: Buffer; staff_id: string; name: string; scopes: TokenScope[]; created_at: At; expires_at: At; last_used_at: MaybeAt; revoked_at: MaybeAt;
  };
  'company.totp': { staff_id: string; secret: Buffer; last_step: bigint | number; confirmed_at: MaybeAt; created_at: At };
}

export const db = handle<CompanyTables>();
