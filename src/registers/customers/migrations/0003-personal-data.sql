-- What persons ask about their own data (Personal Information Protection Law, art. 45 to 47): given out, erased.

alter table customers.customer add column erased_at timestamptz;

create table customers.data_request (
  id uuid primary key,
  request_no text not null unique,
  kind text not null check (kind in ('export', 'erase')),
  customer_id uuid not null references customers.customer,
  reason text not null,
  state text not null check (state in ('waiting', 'done', 'withdrawn')),
  -- Who decides on it; an export needs nobody.
  approval_id uuid,
  requested_at timestamptz not null,
  requested_by uuid not null,
  requested_by_name text not null,
  ended_at timestamptz,
  ended_by_name text,
  -- Of an erasure: [{what, count}] and [{what, count, why, until}].
  erased jsonb,
  kept jsonb,
  check ((state = 'waiting') = (ended_at is null))
);
create index data_request_newest on customers.data_request (requested_at desc, id desc);
create index data_request_of_customer on customers.data_request (customer_id, requested_at desc);
create unique index data_request_one_open on customers.data_request (customer_id) where state = 'waiting';
