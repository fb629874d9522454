-- What became of each attempt to deliver a message, and secrets of webhooks that are being exchanged.
create table kernel.message_attempt (
  message_id uuid not null references kernel.message on delete cascade,
  n bigint generated always as identity,
  at timestamptz not null,
  outcome text not null check (outcome in ('sent', 'again', 'failed')),
  reason text,
  took_ms int not null check (took_ms >= 0),
  primary key (message_id, n)
);
create index message_newest on kernel.message (created_at, id);
create index message_by_recipient on kernel.message (channel, recipient, created_at, id);

-- Both sign until then, so that the receiver may change over without losing a delivery.
alter table kernel.webhook add column old_secret text, add column old_secret_until timestamptz, add column version int not null default 1;
