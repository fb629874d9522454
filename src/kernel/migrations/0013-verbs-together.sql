-- What the verbs of one transaction leave behind, in one call (docs/adr/0024): the entries of kernel.record, any number of them.
create function kernel.record_together(entries jsonb) returns bigint[] language plpgsql as $$
declare
  seqs bigint[];
begin
  with entry as (
    select e.value, e.ordinality as n, to_timestamp((e.value ->> 'now')::bigint / 1000.0) as at from jsonb_array_elements(entries) with ordinality e
  ), told as (
    select f.id, f.type, f.subject_type, f.subject_id, to_timestamp(f.occurred_at / 1000.0) as occurred_at, e.at, e.value, f.payload
    from entry e cross join lateral rows from (jsonb_to_recordset(e.value -> 'facts') as (id uuid, type text, subject_type text, subject_id text, occurred_at bigint, payload jsonb))
      with ordinality as f(id, type, subject_type, subject_id, occurred_at, payload, m)
    order by e.n, f.m
  ), written as (
    insert into kernel.fact (id, type, subject_type, subject_id, occurred_at, recorded_at, actor_kind, actor_id, actor_name, on_behalf_of, verb, payload)
    select t.id, t.type, t.subject_type, t.subject_id, t.occurred_at, t.at, t.value ->> 'actor_kind', (t.value ->> 'actor_id')::uuid, t.value ->> 'actor_name',
      (t.value ->> 'on_behalf_of')::uuid, t.value ->> 'verb', t.payload
    from told t
    returning id, seq, recorded_at
  ), touched as (
    insert into kernel.fact_object (object_type, object_id, fact_seq, recorded_at)
    select o.object_type, o.object_id, w.seq, w.recorded_at
    from entry e cross join lateral jsonb_to_recordset(e.value -> 'objects') as o(fact_id uuid, object_type text, object_id text)
    join written w on w.id = o.fact_id
    on conflict do nothing
  ), noted as (
    insert into kernel.audit (id, at, actor_kind, actor_id, actor_name, on_behalf_of, ip, verb, subject_type, subject_id, outcome, code, request_id, reason, changes)
    select a.id, e.at, e.value ->> 'actor_kind', (e.value ->> 'actor_id')::uuid, e.value ->> 'actor_name', (e.value ->> 'on_behalf_of')::uuid, e.value ->> 'ip', e.value ->> 'verb',
      a.subject_type, a.subject_id, a.outcome, a.code, (e.value ->> 'request_id')::uuid, a.reason, a.changes
    from entry e cross join lateral jsonb_to_record(e.value -> 'audit') as a(id uuid, subject_type text, subject_id text, outcome text, code text, reason text, changes jsonb)
  ), sent as (
    insert into kernel.message (id, channel, recipient, payload, dedupe_key, subject_type, subject_id, next_at, created_at)
    select m.id, m.channel, m.recipient, m.payload, m.dedupe_key, m.subject_type, m.subject_id, to_timestamp(m.next_at / 1000.0), e.at
    from entry e cross join lateral jsonb_to_recordset(e.value -> 'messages')
      as m(id uuid, channel text, recipient text, payload jsonb, dedupe_key text, subject_type text, subject_id text, next_at bigint)
    on conflict (dedupe_key) do nothing
  ), answered as (
    insert into kernel.request (id, verb, input_hash, result, at)
    select (e.value #>> '{request,id}')::uuid, e.value ->> 'verb', decode(e.value #>> '{request,input_hash}', 'hex'), e.value #> '{request,result}', e.at
    from entry e where e.value ? 'request'
  )
  select array_agg(seq order by seq) into seqs from written;
  return coalesce(seqs, '{}');
end $$;
alter function kernel.record_together(jsonb) set plan_cache_mode = force_generic_plan;
