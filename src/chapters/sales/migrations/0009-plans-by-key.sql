-- Planned once a connection: it plans anew at every call as long as a guess looks cheaper than the general plan.
alter function sales.enter_order(jsonb, jsonb) set plan_cache_mode = force_generic_plan;
