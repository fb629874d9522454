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

create table regulation.calendar (
  name text primary key,
  title jsonb not null,
  zone text not null,
  -- {"mon": [["09:00","12:00"], …], …}
  week jsonb not null,
  -- Whether public holidays and make-up days of China apply.
  holidays boolean not null,
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
  -- {"unit": "workHours", "amount": 4} or {"promise": true}
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
  unique (clause, control, subject_id, cycle)
);
create unique index obligation_one_open on regulation.obligation (clause, control, subject_id) where open;
create index obligation_wake on regulation.obligation (wake_at) where wake_at is not null;
create index obligation_work on regulation.obligation (owner_post, due_at, id) where open;
create index obligation_mine on regulation.obligation (owner_staff, due_at, id) where open and owner_staff is not null;
create index obligation_open_by_control on regulation.obligation (clause, control, due_at, id) where open;
create index obligation_by_subject on regulation.obligation (subject_type, subject_id);
create index obligation_by_control on regulation.obligation (clause, control, opened_at desc, id desc);
create index obligation_breached on regulation.obligation (clause, control, breach_at desc, id desc) where state = 'breached';
create index obligation_provisional on regulation.obligation (calendar) where open and provisional;

-- A verdict that was judged anew (late fact, correction): the old one stays readable.
create table regulation.superseded_verdict (
  obligation_id uuid not null references regulation.obligation,
  superseded_at timestamptz not null,
  reason text not null,
  state text not null,
  stopped_at timestamptz,
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

-- What the facts of one verb close and open, in one call.
--   closes: {clause, control, subject_id, at, how: stop|cancel, each: bool, fact}
--   pauses: {clause, control, subject_id, pauses, due_at, breach_at, levels, wake_at, state}  (worked out by the engine)
--   opens:  rows of regulation.obligation (state may be met/breached/cancelled already: history that comes in whole)
create function regulation.apply(entry jsonb) returns void language plpgsql as $$
declare
  judged_at timestamptz := to_timestamp((entry ->> 'now')::bigint / 1000.0);
begin
  if jsonb_array_length(entry -> 'closes') > 0 then
    with wanted as (
      select distinct on (c.clause, c.control, c.subject_id) c.clause, c.control, c.subject_id, to_timestamp(c.at / 1000.0) as at, c.how, c.each, c.fact
      from jsonb_to_recordset(entry -> 'closes') as c(clause text, control text, subject_id text, at bigint, how text, each boolean, fact uuid)
      order by c.clause, c.control, c.subject_id, c.at
    ), found as (
      select o.id, o.state as before, w.at, w.how, w.fact,
        case
          when w.how = 'cancel' then case when o.breach_at is not null and w.at > o.breach_at then 'breached' else 'cancelled' end
          when o.breach_at is null or w.at <= o.breach_at then 'met'
          else 'breached'
        end as verdict
      from wanted w
      join regulation.obligation o on o.clause = w.clause and o.control = w.control and o.subject_id = w.subject_id and o.open
      where not w.each or w.at >= o.opened_at
      order by o.id for update of o
    ), kept as (
      insert into regulation.superseded_verdict (obligation_id, superseded_at, reason, state, stopped_at, breach_at)
      select f.id, judged_at, 'late-fact', f.before, null, o.breach_at from found f join regulation.obligation o using (id)
      where f.before = 'breached' and f.verdict <> 'breached'
      on conflict do nothing
    ), closed as (
      update regulation.obligation o set state = f.verdict, open = false, stopped_at = f.at, wake_at = null, closed_by = f.fact
      from found f where o.id = f.id
      returning o.clause, o.control, o.store_id, o.breach_at, o.stopped_at, o.state, f.before
    )
    insert into regulation.figure_delta (clause, control, day, store_id, met, breached, cancelled, open, paused, overdue)
    select clause, control, regulation.day_of(case when state = 'breached' then breach_at else stopped_at end), store_id,
      sum((state = 'met')::int),
      sum((state = 'breached')::int - (before = 'breached' and state = 'breached')::int),
      sum((state = 'cancelled')::int), -count(*), -sum((before = 'paused')::int), -sum((before = 'breached')::int)
    from closed group by 1, 2, 3, 4
    union all -- a breach that a late fact took back is taken back on the day on which it was counted
    select clause, control, regulation.day_of(breach_at), store_id, 0, -count(*), 0, 0, 0, 0
    from closed where before = 'breached' and state <> 'breached' group by 1, 2, 3, 4;
  end if;

  if jsonb_array_length(entry -> 'opens') > 0 then
    with wanted as (
      select * from jsonb_to_recordset(entry -> 'opens') as o(
        id uuid, clause text, control text, subject_type text, subject_id text, cycle bigint, owner_post text, owner_staff uuid, owner_team uuid,
        store_id uuid, opened_at bigint, due_at bigint, breach_at bigint, state text, open boolean, stopped_at bigint, limits jsonb, calendar text,
        calendar_version text, parameter_value uuid, provisional boolean, levels jsonb, wake_at bigint, opened_by uuid, closed_by uuid)
    ), opened as (
      insert into regulation.obligation (id, clause, control, subject_type, subject_id, cycle, owner_post, owner_staff, owner_team, store_id, opened_at,
        due_at, breach_at, state, open, stopped_at, limits, calendar, calendar_version, parameter_value, provisional, levels, wake_at, opened_by, closed_by)
      select id, clause, control, subject_type, subject_id, cycle, owner_post, owner_staff, owner_team, store_id, to_timestamp(opened_at / 1000.0),
        to_timestamp(due_at / 1000.0), to_timestamp(breach_at / 1000.0), state, open, to_timestamp(stopped_at / 1000.0), limits, calendar,
        calendar_version, parameter_value, provisional, array(select jsonb_array_elements_text(levels)::bigint), to_timestamp(wake_at / 1000.0), opened_by, closed_by
      from wanted
      on conflict do nothing
      returning *
    )
    insert into regulation.figure_delta (clause, control, day, store_id, opened, met, breached, cancelled, open)
    select clause, control, day, store_id, sum(opened), sum(met), sum(breached), sum(cancelled), sum(open)
    from (
      select clause, control, regulation.day_of(opened_at) as day, store_id, 1 as opened, 0 as met, 0 as breached, 0 as cancelled, open::int as open from opened
      union all
      select clause, control, regulation.day_of(case when state = 'breached' then breach_at else stopped_at end), store_id, 0, (state = 'met')::int,
        (state = 'breached')::int, (state = 'cancelled')::int, 0 from opened where not open
    ) d group by 1, 2, 3, 4;
  end if;

  if jsonb_array_length(entry -> 'pauses') > 0 then
    with wanted as (
      select p.id, p.pauses, to_timestamp(p.due_at / 1000.0) as due_at, to_timestamp(p.breach_at / 1000.0) as breach_at, p.levels, to_timestamp(p.wake_at / 1000.0) as wake_at, p.state
      from jsonb_to_recordset(entry -> 'pauses') as p(id uuid, pauses jsonb, due_at bigint, breach_at bigint, levels jsonb, wake_at bigint, state text)
    ), changed as (
      update regulation.obligation o set pauses = w.pauses, due_at = w.due_at, breach_at = w.breach_at, wake_at = w.wake_at, state = w.state,
        levels = array(select jsonb_array_elements_text(w.levels)::bigint)
      from wanted w join regulation.obligation b on b.id = w.id where o.id = w.id and o.open
      returning o.clause, o.control, o.store_id, o.state, b.state as before
    )
    insert into regulation.figure_delta (clause, control, day, store_id, paused)
    select clause, control, regulation.day_of(judged_at), store_id, sum((state = 'paused')::int - (before = 'paused')::int) from changed group by 1, 2, 3, 4;
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

create table regulation.notice (
  id uuid primary key,
  staff_id uuid not null,
  obligation_id uuid references regulation.obligation,
  kind text not null,
  text jsonb not null,
  href text,
  -- Shown from this instant: a notice waits for the recipient's working time unless it is urgent.
  show_at timestamptz not null,
  created_at timestamptz not null,
  read_at timestamptz,
  unique nulls not distinct (staff_id, obligation_id, kind)
);
create index notice_of_person on regulation.notice (staff_id, show_at desc, id desc);
create index notice_unread on regulation.notice (staff_id) where read_at is null;

-- A single-step approval: one person asks, another decides; bound to the hash of what is asked.
create table regulation.approval (
  id uuid primary key,
  verb text not null,
  subject_type text not null,
  subject_id text not null,
  title jsonb not null,
  content jsonb not null,
  content_hash text not null,
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
  check (decided_person is null or decided_person <> requested_person)
);
create index approval_waiting on regulation.approval (requested_at, id) where state = 'waiting';
create index approval_by_subject on regulation.approval (subject_type, subject_id);
