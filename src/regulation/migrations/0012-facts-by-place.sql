-- Both ends of a fact's place are named, so that only the key can find it: in the first hours of a month, when its part of the log counts as empty, the index
-- of commit order seemed as good, and was read whole for every fact (99 % of the time of these calls in the demo). The date by itself leaves out the other months.
create or replace function regulation.facts_about(ids uuid[], kinds text[], subjects text[], since timestamptz[], wanted text[])
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
    cross join lateral (select f.id, f.type, f.occurred_at, f.payload, f.seq from kernel.fact f
      where (f.seq, f.recorded_at) >= (o.fact_seq, o.recorded_at) and (f.seq, f.recorded_at) <= (o.fact_seq, o.recorded_at) and f.recorded_at = o.recorded_at offset 0) f
    where f.type = any (wanted)
    order by f.occurred_at, f.seq;
end
$$;
