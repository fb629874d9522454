-- The regulation engine: values of parameters, calendars, obligations, figures, notices, approvals.

-- One row that every node looks at once a second: what it keeps in memory is stale when a number has grown.
create table regulation.version (
  one boolean primary key default true check (one),
  parameters bigint not null default 1,
  calendars bigint not null default 1
);
insert into regulation.version default values;

-- A value holds for a key and scope, from–to in time (valid), as it was known from–to (known). Never written over.
create table regulation.parameter_value (
  id uuid primary key,
  key text not null,
  scope_type text,
  scope_id text,
  valid tstzrange not null,
  known tstzrange not null,
  value jsonb not null,
  kind text not null check (kind in ('set', 'correction')),
  decided boolean not null default true,
  reason text not null,
  approval_id uuid,
  proposed_by uuid,
  proposed_by_name text not null,
  approved_by uuid,
  approved_by_name text,
  created_at timestamptz not null,
  scope_hash bigint generated always as (hashtextextended(key || '|' || coalesce(scope_type, '') || '|' || coalesce(scope_id, ''), 0)) stored,
  check ((scope_type is null) = (scope_id is null)),
  -- Two values of one key and scope never overlap in both times. (64-bit hash instead of btree_gist: no extension needed.)
  exclude using gist (int8range(scope_hash, scope_hash, '[]') with &&, valid with &&, known with &&)
);
create index parameter_value_by_key on regulation.parameter_value (key);

-- A value from an instant on, until the next one that was set for later. The row that it replaces ends in what is known; the time that
-- it still holds for is written anew. Serialised by the version row, which also tells every node that its memory is old.
create function regulation.set_value(entry jsonb) returns void language plpgsql as $$
declare
  from_at timestamptz := to_timestamp((entry ->> 'from')::bigint / 1000.0);
  now_at timestamptz := to_timestamp((entry ->> 'now')::bigint / 1000.0);
  until_at timestamptz;
  hit regulation.parameter_value;
  added regulation.parameter_value;
begin
  update regulation.version set parameters = parameters + 1;
  select * into added from jsonb_populate_record(null::regulation.parameter_value, entry -> 'row');
  select * into hit from regulation.parameter_value v
  where v.key = added.key and v.scope_type is not distinct from added.scope_type and v.scope_id is not distinct from added.scope_id
    and upper_inf(v.known) and v.valid @> from_at for update;
  if found then
    until_at := upper(hit.valid);
    update regulation.parameter_value set known = tstzrange(lower(known), now_at) where id = hit.id;
    if lower(hit.valid) is null or lower(hit.valid) < from_at then
      insert into regulation.parameter_value (id, key, scope_type, scope_id, valid, known, value, kind, decided, reason, approval_id, proposed_by, proposed_by_name,
        approved_by, approved_by_name, created_at)
      values (gen_random_uuid(), hit.key, hit.scope_type, hit.scope_id, tstzrange(lower(hit.valid), from_at), tstzrange(now_at, null), hit.value, hit.kind, hit.decided,
        hit.reason, hit.approval_id, hit.proposed_by, hit.proposed_by_name, hit.approved_by, hit.approved_by_name, hit.created_at);
    end if;
  else
    select min(lower(v.valid)) into until_at from regulation.parameter_value v
    where v.key = added.key and v.scope_type is not distinct from added.scope_type and v.scope_id is not distinct from added.scope_id
      and upper_inf(v.known) and lower(v.valid) > from_at;
  end if;
  insert into regulation.parameter_value (id, key, scope_type, scope_id, valid, known, value, kind, decided, reason, approval_id, proposed_by, proposed_by_name,
    approved_by, approved_by_name, created_at)
  values (added.id, added.key, added.scope_type, added.scope_id, tstzrange(from_at, until_at), tstzrange(now_at, null), added.value, 'set', true, added.reason,
    added.approval_id, added.proposed_by, added.proposed_by_name, added.approved_by, added.approved_by_name, now_at);
end $$;

create table regulation.calendar (
  name text primary key,
  title jsonb not null,
  zone text not null,
  -- {"mon": [["09:00","12:00"], …], …}
  week jsonb not null,
  -- Whether public holidays and make-up days of China apply.
  holidays boolean not null,
  -- Grows with every change that concerns it, published years included: obligations remember which one they were timed by.
  revision int not null default 1,
  changed_at timestamptz not null
);

-- Days that differ: public holidays and make-up working days (calendar null = all that follow holidays), dated overrides of one.
create table regulation.calendar_day (
  calendar text references regulation.calendar (name),
  day date not null,
  kind text not null check (kind in ('holiday', 'make-up', 'override')),
  shifts jsonb,
  name jsonb,
  unique nulls not distinct (calendar, day)
);

-- Years of holidays that the State Council has published and somebody has loaded.
create table regulation.calendar_year (
  year int primary key,
  source text,
  published_at timestamptz not null,
  published_by uuid
);

create table regulation.obligation (
  id uuid primary key,
  clause text not null,
  control text not null,
  subject_type text not null,
  subject_id text not null,
  -- The number by which people call the subject, as the opening fact gave it.
  subject_no text,
  -- 0 for controls that run once; else the instant of the opening fact (ms).
  cycle bigint not null,
  owner_post text not null,
  owner_staff uuid,
  owner_team uuid,
  store_id uuid,
  opened_at timestamptz not null,
  due_at timestamptz,
  -- A stop at this instant still keeps it; later breaks it. Null while paused and where no calendar reaches it.
  breach_at timestamptz,
  state text not null check (state in ('pending', 'paused', 'met', 'breached', 'cancelled', 'waived', 'unknown')),
  -- Still to be done: also true for what is overdue and not done yet.
  open boolean not null,
  stopped_at timestamptz,
  pauses jsonb not null default '[]',
  -- {"unit": "workHours", "amount": 4} or {"promisedAt": 1773108000000}
  limits jsonb not null,
  calendar text not null,
  calendar_version text not null,
  parameter_value uuid,
  provisional boolean not null default false,
  -- Instants (ms) of the escalation levels still to come, and the level last fired.
  levels bigint[] not null default '{}',
  level int not null default 0,
  wake_at timestamptz,
  opened_by uuid,
  closed_by uuid,
  -- The subject first: the timeline of a case is a range of this index, too.
  unique (subject_id, clause, control, cycle)
);
create unique index obligation_one_open on regulation.obligation (subject_id, clause, control) where open;
create index obligation_wake on regulation.obligation (wake_at) where wake_at is not null;
-- Work lists stand in the order in which things are due; what is paused comes last.
create index obligation_work on regulation.obligation (owner_post, (coalesce(due_at, 'infinity'::timestamptz)), id) where open;
create index obligation_mine on regulation.obligation (owner_staff, (coalesce(due_at, 'infinity'::timestamptz)), id) where open and owner_staff is not null;
create index obligation_open_by_control on regulation.obligation (clause, control, (coalesce(due_at, 'infinity'::timestamptz)), id) where open;
create index obligation_by_control on regulation.obligation (clause, control, opened_at, id);
create index obligation_breached on regulation.obligation (clause, control, opened_at, id) where state = 'breached';
create index obligation_by_number on regulation.obligation (subject_no text_pattern_ops) where subject_no is not null;

-- A verdict that was judged anew (late fact, correction): the old one stays readable.
create table regulation.superseded_verdict (
  obligation_id uuid not null references regulation.obligation,
  superseded_at timestamptz not null,
  -- late-fact, late-pause, calendar
  reason text not null,
  state text not null,
  stopped_at timestamptz,
  due_at timestamptz,
  breach_at timestamptz,
  primary key (obligation_id, superseded_at)
);

-- Counts are maintained, never scanned: changes are appended without locking anybody and folded every second.
create table regulation.figure_delta (
  clause text not null, control text not null, day date not null, store_id uuid,
  opened int not null default 0, met int not null default 0, breached int not null default 0, cancelled int not null default 0, waived int not null default 0,
  open int not null default 0, paused int not null default 0, overdue int not null default 0,
  passed int not null default 0, refused int not null default 0, overridden int not null default 0
);
create table regulation.figure (
  clause text not null, control text not null, day date not null, store_id uuid,
  opened int not null default 0, met int not null default 0, breached int not null default 0, cancelled int not null default 0, waived int not null default 0,
  passed int not null default 0, refused int not null default 0, overridden int not null default 0,
  unique nulls not distinct (clause, control, day, store_id)
);
create index figure_by_day on regulation.figure (day);

-- What stands open now, per control and store.
create table regulation.standing (
  clause text not null, control text not null, store_id uuid,
  open int not null default 0, paused int not null default 0, overdue int not null default 0,
  unique nulls not distinct (clause, control, store_id)
);

create function regulation.fold_figures() returns int language plpgsql as $$
declare n int;
begin
  with taken as (delete from regulation.figure_delta returning *),
  days as (
    insert into regulation.figure as f (clause, control, day, store_id, opened, met, breached, cancelled, waived, passed, refused, overridden)
    select clause, control, day, store_id, sum(opened), sum(met), sum(breached), sum(cancelled), sum(waived), sum(passed), sum(refused), sum(overridden)
    from taken group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (clause, control, day, store_id) do update set opened = f.opened + excluded.opened, met = f.met + excluded.met,
      breached = f.breached + excluded.breached, cancelled = f.cancelled + excluded.cancelled, waived = f.waived + excluded.waived,
      passed = f.passed + excluded.passed, refused = f.refused + excluded.refused, overridden = f.overridden + excluded.overridden
  ), now_open as (
    insert into regulation.standing as s (clause, control, store_id, open, paused, overdue)
    select clause, control, store_id, sum(open), sum(paused), sum(overdue) from taken group by 1, 2, 3
    having sum(open) <> 0 or sum(paused) <> 0 or sum(overdue) <> 0 order by 1, 2, 3
    on conflict (clause, control, store_id) do update set open = s.open + excluded.open, paused = s.paused + excluded.paused, overdue = s.overdue + excluded.overdue
  )
  select count(*) into n from taken;
  return n;
end $$;

create function regulation.day_of(at timestamptz) returns date language sql immutable parallel safe as $$
  select (at at time zone 'Asia/Shanghai')::date
$$;

-- What the facts of one verb close, open and time anew, in one call.
--   closes:  {clause, control, subject_id, at, how: stop|cancel, each, fact}
--   opens:   rows of regulation.obligation (state may be met/breached/cancelled already: history that comes in whole)
--   retimes: {id, pauses, due_at, breach_at, levels, wake_at, state, provisional, calendar_version, reason}  (worked out by the engine)
--   gates:   {clause, control, outcome}
create function regulation.apply(entry jsonb) returns void language plpgsql as $$
declare
  judged_at timestamptz := to_timestamp((entry ->> 'now')::bigint / 1000.0);
begin
  -- First: a clock that goes on and is stopped by the same verb is judged with its pause ended.
  if jsonb_array_length(entry -> 'retimes') > 0 then
    with wanted as (
      select r.id, r.pauses, to_timestamp(r.due_at / 1000.0) as due_at, to_timestamp(r.breach_at / 1000.0) as breach_at, r.levels,
        to_timestamp(r.wake_at / 1000.0) as wake_at, r.state, r.provisional, r.calendar_version, r.reason
      from jsonb_to_recordset(entry -> 'retimes') as r(id uuid, pauses jsonb, due_at bigint, breach_at bigint, levels jsonb, wake_at bigint, state text,
        provisional boolean, calendar_version text, reason text)
    ), found as (
      select o.id, o.state as before, o.due_at as due_before, o.breach_at as breach_before from wanted w join regulation.obligation o on o.id = w.id
      where o.open order by o.id for update of o
    ), kept as (
      insert into regulation.superseded_verdict (obligation_id, superseded_at, reason, state, stopped_at, due_at, breach_at)
      select f.id, judged_at, w.reason, f.before, null, f.due_before, f.breach_before from found f join wanted w using (id)
      where f.before = 'breached' and w.state <> 'breached'
      on conflict do nothing
    ), changed as (
      update regulation.obligation o set pauses = w.pauses, due_at = w.due_at, breach_at = w.breach_at, wake_at = w.wake_at, state = w.state,
        provisional = w.provisional, calendar_version = w.calendar_version, levels = array(select jsonb_array_elements_text(w.levels)::bigint)
      from wanted w join found f using (id) where o.id = w.id
      returning o.clause, o.control, o.store_id, o.state, o.breach_at, f.before, f.breach_before
    )
    insert into regulation.figure_delta (clause, control, day, store_id, breached, paused, overdue)
    select clause, control, day, store_id, sum(breached), sum(paused), sum(overdue)
    from (
      select clause, control, regulation.day_of(judged_at) as day, store_id, 0 as breached, (state = 'paused')::int - (before = 'paused')::int as paused,
        (state = 'breached')::int - (before = 'breached')::int as overdue from changed
      union all
      select clause, control, regulation.day_of(breach_before), store_id, -1, 0, 0 from changed where before = 'breached' and breach_before is distinct from breach_at
      union all
      select clause, control, regulation.day_of(breach_at), store_id, 1, 0, 0 from changed where state = 'breached' and breach_before is distinct from breach_at
    ) d group by 1, 2, 3, 4 having sum(breached) <> 0 or sum(paused) <> 0 or sum(overdue) <> 0;
  end if;

  if jsonb_array_length(entry -> 'closes') > 0 then
    with wanted as (
      select c.clause, c.control, c.subject_id, to_timestamp(c.at / 1000.0) as at, c.how, c.each, c.fact
      from jsonb_to_recordset(entry -> 'closes') as c(clause text, control text, subject_id text, at bigint, how text, each boolean, fact uuid)
    ), meant as ( -- of several facts that would close an obligation the earliest one does
      select distinct on (o.id) o.id, greatest(w.at, o.opened_at) as at, w.how, w.fact -- done before it was owed: kept at once
      from wanted w
      join regulation.obligation o on o.subject_id = w.subject_id and o.clause = w.clause and o.control = w.control
      where (o.open and (not w.each or w.at >= o.opened_at))
         -- closed already, but this one happened earlier: the case is judged anew
         or (not o.open and o.stopped_at > w.at and w.at >= o.opened_at)
      order by o.id, w.at
    ), found as (
      select o.id, o.open as was_open, o.state as before, o.stopped_at as stopped_before, m.at, m.how, m.fact,
        case
          when m.how = 'cancel' then case when o.breach_at is not null and m.at > o.breach_at then 'breached' else 'cancelled' end
          when o.breach_at is null or m.at <= o.breach_at then 'met'
          else 'breached'
        end as verdict
      from meant m join regulation.obligation o on o.id = m.id
      where o.open or o.stopped_at > m.at
      order by o.id for update of o
    ), kept as (
      insert into regulation.superseded_verdict (obligation_id, superseded_at, reason, state, stopped_at, due_at, breach_at)
      select f.id, judged_at, 'late-fact', f.before, f.stopped_before, o.due_at, o.breach_at from found f join regulation.obligation o using (id)
      where f.verdict <> f.before and (f.before = 'breached' or not f.was_open)
      on conflict do nothing
    ), closed as (
      update regulation.obligation o set state = f.verdict, open = false, stopped_at = f.at, wake_at = null, closed_by = f.fact
      from found f where o.id = f.id
      returning o.clause, o.control, o.store_id, o.breach_at, o.stopped_at, o.state, f.before, f.was_open, f.stopped_before
    )
    insert into regulation.figure_delta (clause, control, day, store_id, met, breached, cancelled, open, paused, overdue)
    select clause, control, day, store_id, sum(met), sum(breached), sum(cancelled), sum(open), sum(paused), sum(overdue)
    from (
      -- the new verdict, on the day on which it fell
      select clause, control, regulation.day_of(case when state = 'breached' then breach_at else stopped_at end) as day, store_id,
        (state = 'met')::int as met, (state = 'breached')::int as breached, (state = 'cancelled')::int as cancelled,
        -was_open::int as open, -(was_open and before = 'paused')::int as paused, -(was_open and before = 'breached')::int as overdue
      from closed
      union all -- the old one is taken back where it was counted
      select clause, control, regulation.day_of(case when before = 'breached' then coalesce(breach_at, stopped_before) else stopped_before end), store_id,
        -(before = 'met')::int, -(before = 'breached')::int, -(before = 'cancelled')::int, 0, 0, 0
      from closed where before in ('met', 'breached', 'cancelled')
    ) d group by 1, 2, 3, 4;
  end if;

  if jsonb_array_length(entry -> 'opens') > 0 then
    with wanted as (
      select * from jsonb_to_recordset(entry -> 'opens') as o(
        id uuid, clause text, control text, subject_type text, subject_id text, subject_no text, cycle bigint, owner_post text, owner_staff uuid, owner_team uuid,
        store_id uuid, opened_at bigint, due_at bigint, breach_at bigint, state text, open boolean, stopped_at bigint, limits jsonb, calendar text,
        calendar_version text, parameter_value uuid, provisional boolean, pauses jsonb, levels jsonb, wake_at bigint, opened_by uuid, closed_by uuid)
    ), opened as (
      insert into regulation.obligation (id, clause, control, subject_type, subject_id, subject_no, cycle, owner_post, owner_staff, owner_team, store_id, opened_at,
        due_at, breach_at, state, open, stopped_at, limits, calendar, calendar_version, parameter_value, provisional, pauses, levels, wake_at, opened_by, closed_by)
      select id, clause, control, subject_type, subject_id, subject_no, cycle, owner_post, owner_staff, owner_team, store_id, to_timestamp(opened_at / 1000.0),
        to_timestamp(due_at / 1000.0), to_timestamp(breach_at / 1000.0), state, open, to_timestamp(stopped_at / 1000.0), limits, calendar,
        calendar_version, parameter_value, provisional, pauses, array(select jsonb_array_elements_text(levels)::bigint), to_timestamp(wake_at / 1000.0), opened_by, closed_by
      from wanted
      on conflict do nothing
      returning *
    )
    insert into regulation.figure_delta (clause, control, day, store_id, opened, met, breached, cancelled, open, paused)
    select clause, control, day, store_id, sum(opened), sum(met), sum(breached), sum(cancelled), sum(open), sum(paused)
    from (
      select clause, control, regulation.day_of(opened_at) as day, store_id, 1 as opened, 0 as met, 0 as breached, 0 as cancelled, open::int as open,
        (state = 'paused')::int as paused from opened
      union all
      select clause, control, regulation.day_of(case when state = 'breached' then breach_at else stopped_at end), store_id, 0, (state = 'met')::int,
        (state = 'breached')::int, (state = 'cancelled')::int, 0, 0 from opened where not open
    ) d group by 1, 2, 3, 4;
  end if;

  if jsonb_array_length(entry -> 'gates') > 0 then
    insert into regulation.figure_delta (clause, control, day, passed, overridden)
    select g.clause, g.control, regulation.day_of(judged_at), (g.outcome = 'passed')::int, (g.outcome = 'overridden')::int
    from jsonb_to_recordset(entry -> 'gates') as g(clause text, control text, outcome text);
  end if;
end $$;

-- A refusal is counted although the verb left nothing.
create function regulation.count_refusal(clause_id text, control_id text, at timestamptz) returns void language sql as $$
  insert into regulation.figure_delta (clause, control, day, refused) values (clause_id, control_id, regulation.day_of(at), 1)
$$;

-- What people are told in the application. Many of one kind are one notice with a count until it is read: nobody reads five hundred.
create table regulation.notice (
  id uuid primary key,
  staff_id uuid not null,
  -- escalation: text from clause, control, level and count; told: the text stands here.
  kind text not null check (kind in ('escalation', 'told')),
  topic text not null,
  clause text,
  control text,
  level int,
  count int not null default 1,
  text jsonb,
  href text,
  -- Shown from this instant: a notice waits for the recipient's working time unless it is urgent.
  show_at timestamptz not null,
  created_at timestamptz not null,
  read_at timestamptz,
  check ((kind = 'escalation') = (text is null))
);
create unique index notice_unread_topic on regulation.notice (staff_id, topic) where read_at is null;
create index notice_of_person on regulation.notice (staff_id, show_at, id);

-- A single-step approval: one person asks, another decides; bound to the hash of what is asked.
create table regulation.approval (
  id uuid primary key,
  -- The verb that carries out what was approved.
  verb text not null,
  clause text,
  subject_type text not null,
  subject_id text not null,
  title jsonb not null,
  href text not null,
  content jsonb not null,
  content_hash text not null,
  reason text not null,
  requested_by uuid not null,
  requested_person uuid not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  may_decide text[] not null,
  state text not null check (state in ('waiting', 'approved', 'rejected', 'withdrawn')),
  decided_by uuid,
  decided_person uuid,
  decided_by_name text,
  decided_at timestamptz,
  note text,
  check ((state = 'waiting') = (decided_at is null)),
  -- Nothing ever approves itself, whatever the program says.
  check (state not in ('approved', 'rejected') or decided_person <> requested_person)
);
create index approval_waiting on regulation.approval (requested_at, id) where state = 'waiting';
create index approval_by_subject on regulation.approval (subject_type, subject_id, requested_at);
