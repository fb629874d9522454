-- As in 0007; what facts close is found by key, fact by fact, whatever the statistics say. Until PostgreSQL has looked at a table for the first time it
-- counts as ten pages, and the plan that reads it whole then is kept by the connection while the table grows: in the first minutes of an installation
-- a verb that closed one case read all of them. The order of the cycles is that of the key's index, so that no other index looks as good.
create or replace function regulation.apply(entry jsonb) returns void language plpgsql as $$
declare
  judged_at timestamptz := to_timestamp((entry ->> 'now')::bigint / 1000.0);
  -- Version of the evaluator that judges; null: the one before stays.
  evaluator int := (entry ->> 'evaluator')::int;
begin
  -- First: a clock that goes on and is stopped by the same verb is judged with its pause ended.
  if jsonb_array_length(entry -> 'retimes') > 0 then
    with wanted as (
      select r.id, r.pauses, to_timestamp(r.due_at / 1000.0) as due_at, to_timestamp(r.breach_at / 1000.0) as breach_at, r.levels,
        to_timestamp(r.wake_at / 1000.0) as wake_at, r.state, r.provisional, r.calendar_version, r.reason, r.limits, r.parameter_value, r.clause_version, r.evaluator_version
      from jsonb_to_recordset(entry -> 'retimes') as r(id uuid, pauses jsonb, due_at bigint, breach_at bigint, levels jsonb, wake_at bigint, state text,
        provisional boolean, calendar_version text, reason text, limits jsonb, parameter_value uuid, clause_version text, evaluator_version int)
    ), found as (
      select o.id, o.state as before, o.due_at as due_before, o.breach_at as breach_before, o.clause_version, o.evaluator_version, o.parameter_value, o.calendar_version, o.limits from wanted w join regulation.obligation o on o.id = w.id
      where o.open order by o.id for update of o
    ), kept as (
      insert into regulation.superseded_verdict (obligation_id, superseded_at, reason, state, stopped_at, due_at, breach_at, clause_version, evaluator_version, parameter_value, calendar_version, limits)
      select f.id, judged_at, w.reason, f.before, null, f.due_before, f.breach_before, f.clause_version, f.evaluator_version, f.parameter_value, f.calendar_version, f.limits from found f join wanted w using (id)
      where f.before = 'breached' and w.state <> 'breached'
      on conflict do nothing
    ), changed as (
      update regulation.obligation o set pauses = w.pauses, due_at = w.due_at, breach_at = w.breach_at, wake_at = w.wake_at, state = w.state,
        provisional = w.provisional, calendar_version = w.calendar_version, limits = coalesce(w.limits, o.limits),
        parameter_value = case when w.limits is null then o.parameter_value else w.parameter_value end, clause_version = coalesce(w.clause_version, o.clause_version),
        evaluator_version = coalesce(w.evaluator_version, o.evaluator_version), levels = array(select jsonb_array_elements_text(w.levels)::bigint)
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
      select c.clause, c.control, c.subject_id, to_timestamp(c.at / 1000.0) as at, c.how, c.each, c.fact, coalesce(c.over, false) as over, c.exact, c.before
      from jsonb_to_recordset(entry -> 'closes') as c(clause text, control text, subject_id text, at bigint, how text, each boolean, fact uuid, over boolean, exact uuid, before bigint)
    ), meant as ( -- of several facts that would close an obligation the earliest one does
      select distinct on (o.id) o.id, greatest(w.at, o.opened_at) as at, w.how, w.fact, w.over -- done before it was owed: kept at once
      from wanted w
      cross join lateral (select x.id, x.open, x.opened_at, x.stopped_at, x.state, x.cycle from regulation.obligation x
        where x.subject_id = w.subject_id and x.clause = w.clause and x.control = w.control and (w.exact is null or x.id = w.exact) and (w.before is null or x.cycle < w.before) order by x.cycle offset 0) o
      where (o.open and (not w.each or w.at >= o.opened_at))
         -- closed already, but this one happened earlier: the case is judged anew
         or (not o.open and o.stopped_at > w.at and w.at >= o.opened_at and o.state <> 'waived')
      order by o.id, w.at
    ), found as (
      select o.id, o.open as was_open, o.state as before, o.stopped_at as stopped_before, m.at, m.how, m.fact, m.over,
        case
          when m.how = 'waive' then 'waived'
          when m.how = 'unknown' then 'unknown'
          when m.over then 'breached'
          when m.how = 'cancel' then case when o.breach_at is not null and m.at > o.breach_at then 'breached' else 'cancelled' end
          when o.breach_at is null or m.at <= o.breach_at then 'met'
          else 'breached'
        end as verdict
      from meant m join regulation.obligation o on o.id = m.id
      where o.open or o.stopped_at > m.at
      order by o.id for update of o
    ), kept as (
      insert into regulation.superseded_verdict (obligation_id, superseded_at, reason, state, stopped_at, due_at, breach_at, clause_version, evaluator_version, parameter_value, calendar_version, limits)
      select f.id, judged_at, case when f.how = 'waive' then 'waiver' else 'late-fact' end, f.before, f.stopped_before, o.due_at, o.breach_at, o.clause_version, o.evaluator_version,
        o.parameter_value, o.calendar_version, o.limits from found f join regulation.obligation o using (id)
      where f.verdict <> f.before and (f.before = 'breached' or not f.was_open)
      on conflict do nothing
    ), closed as (
      update regulation.obligation o set state = f.verdict, open = false, stopped_at = f.at, wake_at = null, closed_by = f.fact, evaluator_version = coalesce(evaluator, o.evaluator_version),
        breach_at = case when f.over then coalesce(o.breach_at, f.at) else o.breach_at end
      from found f where o.id = f.id
      returning o.clause, o.control, o.store_id, o.breach_at, o.stopped_at, o.state, f.before, f.was_open, f.stopped_before
    )
    insert into regulation.figure_delta (clause, control, day, store_id, met, breached, cancelled, waived, unknown, open, paused, overdue)
    select clause, control, day, store_id, sum(met), sum(breached), sum(cancelled), sum(waived), sum(unknown), sum(open), sum(paused), sum(overdue)
    from (
      -- the new verdict, on the day on which it fell
      select clause, control, regulation.day_of(case when state = 'breached' then breach_at else stopped_at end) as day, store_id,
        (state = 'met')::int as met, (state = 'breached')::int as breached, (state = 'cancelled')::int as cancelled,
        (state = 'waived')::int as waived, (state = 'unknown')::int as unknown, -was_open::int as open, -(was_open and before = 'paused')::int as paused, -(was_open and before = 'breached')::int as overdue
      from closed
      union all -- the old one is taken back where it was counted
      select clause, control, regulation.day_of(case when before = 'breached' then coalesce(breach_at, stopped_before) else stopped_before end), store_id,
        -(before = 'met')::int, -(before = 'breached')::int, -(before = 'cancelled')::int, 0, -(before = 'unknown')::int, 0, 0, 0
      from closed where before in ('met', 'breached', 'cancelled', 'unknown')
    ) d group by 1, 2, 3, 4;
  end if;

  if jsonb_array_length(entry -> 'opens') > 0 then
    with wanted as (
      select * from jsonb_to_recordset(entry -> 'opens') as o(
        id uuid, clause text, control text, subject_type text, subject_id text, subject_no text, cycle bigint, owner_post text, owner_staff uuid, owner_team uuid,
        store_id uuid, opened_at bigint, due_at bigint, breach_at bigint, state text, open boolean, stopped_at bigint, limits jsonb, calendar text,
        calendar_version text, parameter_value uuid, provisional boolean, pauses jsonb, levels jsonb, wake_at bigint, opened_by uuid, closed_by uuid, clause_version text)
    ), opened as (
      insert into regulation.obligation (id, clause, control, subject_type, subject_id, subject_no, cycle, owner_post, owner_staff, owner_team, store_id, opened_at,
        due_at, breach_at, state, open, stopped_at, limits, calendar, calendar_version, parameter_value, provisional, pauses, levels, wake_at, opened_by, closed_by, clause_version, evaluator_version)
      select id, clause, control, subject_type, subject_id, subject_no, cycle, owner_post, owner_staff, owner_team, store_id, to_timestamp(opened_at / 1000.0),
        to_timestamp(due_at / 1000.0), to_timestamp(breach_at / 1000.0), state, open, to_timestamp(stopped_at / 1000.0), limits, calendar,
        calendar_version, parameter_value, provisional, pauses, array(select jsonb_array_elements_text(levels)::bigint), to_timestamp(wake_at / 1000.0), opened_by, closed_by, clause_version, evaluator
      from wanted
      on conflict do nothing
      returning *
    )
    insert into regulation.figure_delta (clause, control, day, store_id, opened, met, breached, cancelled, unknown, open, paused)
    select clause, control, day, store_id, sum(opened), sum(met), sum(breached), sum(cancelled), sum(unknown), sum(open), sum(paused)
    from (
      select clause, control, regulation.day_of(opened_at) as day, store_id, 1 as opened, 0 as met, 0 as breached, 0 as cancelled, 0 as unknown, open::int as open,
        (state = 'paused')::int as paused from opened
      union all
      select clause, control, regulation.day_of(case when state = 'breached' then breach_at else stopped_at end), store_id, 0, (state = 'met')::int,
        (state = 'breached')::int, (state = 'cancelled')::int, (state = 'unknown')::int, 0, 0 from opened where not open
    ) d group by 1, 2, 3, 4;
  end if;

  if jsonb_array_length(entry -> 'gates') > 0 then
    insert into regulation.figure_delta (clause, control, day, passed, overridden)
    select g.clause, g.control, regulation.day_of(judged_at), (g.outcome = 'passed')::int, (g.outcome = 'overridden')::int
    from jsonb_to_recordset(entry -> 'gates') as g(clause text, control text, outcome text);
  end if;

  if jsonb_array_length(entry -> 'reopens') > 0 then
    with wanted as (
      select r.id, r.pauses, to_timestamp(r.due_at / 1000.0) as due_at, to_timestamp(r.breach_at / 1000.0) as breach_at, r.levels, to_timestamp(r.wake_at / 1000.0) as wake_at, r.state
      from jsonb_to_recordset(entry -> 'reopens') as r(id uuid, pauses jsonb, due_at bigint, breach_at bigint, levels jsonb, wake_at bigint, state text)
    ), found as (
      select o.id, o.state as before, o.stopped_at as stopped_before, o.due_at as due_before, o.breach_at as breach_before,
        o.clause_version, o.evaluator_version, o.parameter_value, o.calendar_version, o.limits from wanted w join regulation.obligation o on o.id = w.id
      where not o.open order by o.id for update of o
    ), kept as (
      insert into regulation.superseded_verdict (obligation_id, superseded_at, reason, state, stopped_at, due_at, breach_at, clause_version, evaluator_version, parameter_value, calendar_version, limits)
      select id, judged_at, 'reopened', before, stopped_before, due_before, breach_before, clause_version, evaluator_version, parameter_value, calendar_version, limits from found on conflict do nothing
    ), changed as (
      update regulation.obligation o set pauses = w.pauses, due_at = w.due_at, breach_at = w.breach_at, wake_at = w.wake_at, state = w.state, open = true, stopped_at = null,
        closed_by = null, levels = array(select jsonb_array_elements_text(w.levels)::bigint)
      from wanted w join found f using (id) where o.id = w.id returning o.clause, o.control, o.store_id, o.state, o.breach_at, f.before, f.stopped_before, f.breach_before
    )
    insert into regulation.figure_delta (clause, control, day, store_id, met, breached, cancelled, open, overdue)
    select clause, control, day, store_id, sum(met), sum(breached), sum(cancelled), sum(open), sum(overdue) from (
      select clause, control, regulation.day_of(case when before = 'breached' then coalesce(breach_before, stopped_before) else stopped_before end) as day, store_id,
        -(before = 'met')::int as met, -(before = 'breached')::int as breached, -(before = 'cancelled')::int as cancelled, 0 as open, 0 as overdue from changed
      union all
      select clause, control, regulation.day_of(coalesce(breach_at, judged_at)), store_id, 0, (state = 'breached')::int, 0, 1, (state = 'breached')::int from changed) d group by 1, 2, 3, 4;
  end if;

  if jsonb_array_length(entry -> 'judgements') > 0 then
    with added as (
      insert into regulation.judgement (id, clause, control, kind, subject_type, subject_id, subject_no, store_id, at, judged_at, outcome, evidence, versions, fact)
      select j.id, j.clause, j.control, j.kind, j.subject_type, j.subject_id, j.subject_no, j.store_id, to_timestamp(j.at / 1000.0), judged_at, j.outcome, j.evidence, j.versions, j.fact
      from jsonb_to_recordset(entry -> 'judgements') as j(id uuid, clause text, control text, kind text, subject_type text, subject_id text, subject_no text, store_id uuid, at bigint,
        outcome text, evidence jsonb, versions jsonb, fact uuid)
      on conflict do nothing returning *
    )
    insert into regulation.figure_delta (clause, control, day, store_id, opened, met, breached, unknown, passed)
    select clause, control, regulation.day_of(at), store_id, sum((kind <> 'rule')::int), sum((outcome = 'kept')::int), sum((outcome = 'broken')::int), sum((outcome = 'unknown')::int),
      sum((outcome = 'applied')::int) from added group by 1, 2, 3, 4;
  end if;

  -- A value that was corrected for the past: the old verdict stays readable, the figures follow the new one.
  if jsonb_array_length(entry -> 'corrections') > 0 then
    with wanted as (
      select c.id, c.state, to_timestamp(c.due_at / 1000.0) as due_at, to_timestamp(c.breach_at / 1000.0) as breach_at, c.levels, to_timestamp(c.wake_at / 1000.0) as wake_at,
        c.provisional, c.limits, c.parameter_value, c.calendar_version, c.clause_version
      from jsonb_to_recordset(entry -> 'corrections') as c(id uuid, state text, due_at bigint, breach_at bigint, levels jsonb, wake_at bigint, provisional boolean, limits jsonb,
        parameter_value uuid, calendar_version text, clause_version text)
    ), found as (
      select o.id, o.state as before, o.stopped_at as stopped_before, o.due_at as due_before, o.breach_at as breach_before, o.clause_version, o.evaluator_version, o.parameter_value, o.calendar_version, o.limits
      from wanted w join regulation.obligation o on o.id = w.id where o.state not in ('waived', 'unknown') order by o.id for update of o
    ), kept as (
      insert into regulation.superseded_verdict (obligation_id, superseded_at, reason, state, stopped_at, due_at, breach_at, clause_version, evaluator_version, parameter_value, calendar_version, limits)
      select id, judged_at, 'correction', before, stopped_before, due_before, breach_before, clause_version, evaluator_version, parameter_value, calendar_version, limits from found on conflict do nothing
    ), changed as (
      update regulation.obligation o set state = w.state, due_at = w.due_at, breach_at = w.breach_at, wake_at = w.wake_at, provisional = w.provisional, limits = w.limits, parameter_value = w.parameter_value,
        calendar_version = w.calendar_version, clause_version = coalesce(w.clause_version, o.clause_version), evaluator_version = coalesce(evaluator, o.evaluator_version),
        levels = array(select jsonb_array_elements_text(w.levels)::bigint)
      from wanted w join found f using (id) where o.id = w.id
      returning o.clause, o.control, o.store_id, o.state, o.open, o.stopped_at, o.breach_at, f.before, f.breach_before
    )
    insert into regulation.figure_delta (clause, control, day, store_id, met, breached, cancelled, paused, overdue)
    select clause, control, day, store_id, sum(met), sum(breached), sum(cancelled), sum(paused), sum(overdue) from (
      select clause, control, regulation.day_of(case when state = 'breached' then coalesce(breach_at, stopped_at) else coalesce(stopped_at, judged_at) end) as day, store_id,
        (state = 'met')::int as met, (state = 'breached')::int as breached, (state = 'cancelled')::int as cancelled, 0 as paused, 0 as overdue from changed
      union all
      select clause, control, regulation.day_of(case when before = 'breached' then coalesce(breach_before, stopped_at) else coalesce(stopped_at, judged_at) end), store_id,
        -(before = 'met')::int, -(before = 'breached')::int, -(before = 'cancelled')::int, 0, 0 from changed
      union all
      select clause, control, regulation.day_of(judged_at), store_id, 0, 0, 0, (state = 'paused')::int - (before = 'paused')::int, (state = 'breached')::int - (before = 'breached')::int from changed where open
    ) d group by 1, 2, 3, 4 having sum(met) <> 0 or sum(breached) <> 0 or sum(cancelled) <> 0 or sum(paused) <> 0 or sum(overdue) <> 0;
  end if;
end $$;

-- A function that is replaced forgets its settings.
alter function regulation.apply(jsonb) set plan_cache_mode = force_generic_plan;
alter function regulation.apply(jsonb) set enable_seqscan = off;
