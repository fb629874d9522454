-- What the log holds about the subjects of so many obligations, of the types named, recorded since (-infinity: ever), oldest first. By key and month, case
-- by case, whatever the statistics say: in the first hours of a month its part of the log counts as empty, and a plan that reads it whole instead costs a
-- hundred times as much from the evening on. The laterals keep it from joining whole months; plpgsql keeps the plan.
create function regulation.facts_about(ids uuid[], kinds text[], subjects text[], since timestamptz[], wanted text[])
returns table (id uuid, fact uuid, type text, occurred_at timestamptz, payload jsonb, seq bigint)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return query
    select d.id, f.id, f.type, f.occurred_at, f.payload, f.seq
    from unnest(ids, kinds, subjects, since) d(id, kind, subject, since)
    cross join lateral (select o.fact_seq, o.recorded_at from kernel.fact_object o where o.object_type = d.kind and o.object_id = d.subject and o.recorded_at >= d.since offset 0) o
    cross join lateral (select f.id, f.type, f.occurred_at, f.payload, f.seq from kernel.fact f where f.seq = o.fact_seq and f.recorded_at = o.recorded_at offset 0) f
    where f.type = any (wanted)
    order by f.occurred_at, f.seq;
end
$$;
