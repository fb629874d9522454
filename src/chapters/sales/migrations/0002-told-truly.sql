-- A short message that was written is not yet one that arrived: customers count as told when it was sent (clauses 2.3.2, 2.3.3).
alter table sales.ship_notice
  add column queued_at timestamptz,
  -- Why the short message finally failed: a person tells the customer instead.
  add column failed_reason text;
alter table sales.shortage
  add column telling_at timestamptz,
  add column telling_date timestamptz,
  add column telling_failed text;
