-- Copies of a person's data that lie outside the chapters' tables: messages, stored answers, rows of imports, notes of the audit, uploads.

-- A file whose content was erased: its row stays (what it was called, who brought it, when), its content is swept away.
alter table kernel.file add column erased_at timestamptz;

-- A copy of a JSON value with every text that holds one of the words emptied; numbers, ids and times stay.
create function kernel.emptied(given jsonb, personal text[]) returns jsonb language plpgsql immutable set search_path = pg_catalog as $$
begin
  case jsonb_typeof(given)
    when 'string' then
      if exists (select from unnest(personal) as w(word) where strpos(given #>> '{}', w.word) > 0) then return to_jsonb('[已删除 erased]'::text); end if;
      return given;
    when 'array' then
      return coalesce((select jsonb_agg(kernel.emptied(e.item, personal) order by e.n) from jsonb_array_elements(given) with ordinality as e(item, n)), '[]'::jsonb);
    when 'object' then
      return coalesce((select jsonb_object_agg(e.name, kernel.emptied(e.item, personal)) from jsonb_each(given) as e(name, item)), '{}'::jsonb);
    else return given;
  end case;
end $$;

-- As before, and the erasure may empty the reason and the changes of an audit row, nothing else of it.
create or replace function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('dianzhang.restoring', true) = 'on' and pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage') then
    return coalesce(new, old);
  end if;
  if tg_op = 'UPDATE' and current_setting('dianzhang.erasing', true) = 'on' and tg_table_schema = 'kernel' then
    if tg_table_name ~ '^fact_(default|[0-9]{6})$' or tg_table_name = 'fact' then
      if to_jsonb(new) - 'payload' - 'actor_name' = to_jsonb(old) - 'payload' - 'actor_name' then return new; end if;
    elsif tg_table_name ~ '^audit_(default|[0-9]{6})$' or tg_table_name = 'audit' then
      if to_jsonb(new) - 'reason' - 'changes' = to_jsonb(old) - 'reason' - 'changes' then return new; end if;
    elsif tg_table_name = 'seal_salt' then
      if new.fact_seq = old.fact_seq then return new; end if;
    end if;
  end if;
  raise exception 'rows of %.% are never changed or deleted', tg_table_schema, tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

-- Empties those copies. `strong`: words that name nobody else (telephone, house), sought everywhere; `personal`: all words, names among them,
-- sought only in what is about one of the `objects` [{type, id}]. Returns how many rows each table lost something in.
create function kernel.erase_copies(strong text[], personal text[], objects jsonb) returns jsonb language plpgsql security definer set search_path = pg_catalog as $$
declare
  gone constant text := '[已删除 erased]';
  n_message int; n_request int; n_row int; n_audit int; n_view int; n_attempt int; n_failure int;
begin
  with about as (select o.type, o.id from jsonb_to_recordset(objects) as o(type text, id text)),
  hit as (
    select m.id, m.subject_type is not null and exists (select from about a where a.type = m.subject_type and a.id = m.subject_id) as ours from kernel.message m
  )
  update kernel.message m set recipient = case when exists (select from unnest(personal) w where strpos(m.recipient, w) > 0) then gone else m.recipient end,
    payload = kernel.emptied(m.payload, personal), last_error = null, state = case when m.state = 'waiting' then 'cancelled' else m.state end
  from hit h where h.id = m.id and exists (select from unnest(case when h.ours then personal else strong end) w where strpos(m.recipient, w) > 0 or strpos(m.payload::text, w) > 0 or strpos(coalesce(m.last_error, ''), w) > 0);
  get diagnostics n_message = row_count;

  update kernel.message_attempt t set reason = gone where exists (select from unnest(strong) w where strpos(t.reason, w) > 0);
  get diagnostics n_attempt = row_count;

  update kernel.request r set result = kernel.emptied(r.result, personal) where exists (select from unnest(strong) w where strpos(r.result::text, w) > 0);
  get diagnostics n_request = row_count;

  update kernel.import_row r set record = kernel.emptied(r.record, personal), cells = kernel.emptied(r.cells, personal), problems = kernel.emptied(r.problems, personal),
    note = case when exists (select from unnest(personal) w where strpos(r.note, w) > 0) then gone else r.note end, state = case when r.state = 'quarantined' then 'dismissed' else r.state end
  where exists (select from unnest(strong) w where strpos(concat_ws(' ', r.record::text, r.cells::text, r.note), w) > 0);
  get diagnostics n_row = row_count;

  update kernel.saved_view v set state = kernel.emptied(v.state, personal) where exists (select from unnest(strong) w where strpos(v.state::text, w) > 0);
  get diagnostics n_view = row_count;

  update kernel.reaction_failure f set error = gone where exists (select from unnest(strong) w where strpos(f.error, w) > 0);
  get diagnostics n_failure = row_count;

  perform set_config('dianzhang.erasing', 'on', true);
  with about as (select o.type, o.id from jsonb_to_recordset(objects) as o(type text, id text)),
  hit as (
    select a.at, a.id, exists (select from about b where b.type = a.subject_type and b.id = a.subject_id) as ours from kernel.audit a where a.reason is not null or a.changes is not null
  )
  update kernel.audit a set reason = case when exists (select from unnest(personal) w where strpos(a.reason, w) > 0) then gone else a.reason end, changes = kernel.emptied(a.changes, personal)
  from hit h where h.at = a.at and h.id = a.id and exists (select from unnest(case when h.ours then personal else strong end) w where strpos(concat_ws(' ', a.reason, a.changes::text), w) > 0);
  get diagnostics n_audit = row_count;
  perform set_config('dianzhang.erasing', 'off', true);

  return jsonb_build_object('messages', n_message + n_attempt, 'answers', n_request, 'importRows', n_row, 'views', n_view, 'audit', n_audit, 'failures', n_failure);
end $$;
revoke execute on function kernel.erase_copies(text[], text[], jsonb) from public;
