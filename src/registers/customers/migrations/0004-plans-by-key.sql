-- These statements always go by key, and are planned once a connection. What jsonb_to_recordset gives counts as a hundred rows for the planner, which
-- then reads whole tables to join them; and it plans anew at every call as long as a guess looks cheaper than the general plan.
alter function customers.remember_buyers(jsonb, bigint) set enable_seqscan = off;
alter function customers.remember_buyers(jsonb, bigint) set enable_hashjoin = off;
alter function customers.remember_buyers(jsonb, bigint) set enable_mergejoin = off;
alter function customers.remember_buyers(jsonb, bigint) set plan_cache_mode = force_generic_plan;
