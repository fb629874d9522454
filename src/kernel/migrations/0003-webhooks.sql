-- Outgoing webhooks: who is told of which facts. The secret signs every delivery (Standard Webhooks) and is shown once.
create table kernel.webhook (
  id uuid primary key,
  name text not null,
  url text not null,
  secret text not null,
  -- Fact types, or prefixes that end in a dot: `logistics.`
  topics text[] not null check (cardinality(topics) > 0),
  active boolean not null default true,
  created_by uuid,
  created_at timestamptz not null,
  switched_off_reason text
);
