-- A new value of the rulebook is told to those whom its clause binds, and each of them acknowledges it: once per version.
create table regulation.publication (
  id uuid primary key,
  key text not null,
  clause text not null,
  approval_id uuid not null unique,
  label jsonb not null,
  scope jsonb,
  before jsonb not null,
  after jsonb not null,
  -- [{"before": words, "after": words}]: what the rulebook said and says.
  sentences jsonb not null,
  reason text not null,
  valid_from timestamptz not null,
  published_at timestamptz not null,
  proposed_by uuid not null,
  proposed_by_name text not null,
  approved_by_name text,
  reminded_at timestamptz
);
create index publication_by_time on regulation.publication (published_at, id);
create index publication_by_key on regulation.publication (key, published_at);

-- Whoever held a bound post when it was published.
create table regulation.acknowledgement (
  publication_id uuid not null references regulation.publication (id),
  staff_id uuid not null,
  acknowledged_at timestamptz,
  primary key (publication_id, staff_id)
);
create index acknowledgement_waiting on regulation.acknowledgement (staff_id) where acknowledged_at is null;

-- What somebody has owed in person, by time: his own figures.
create index obligation_of_staff on regulation.obligation (owner_staff, opened_at) where owner_staff is not null;
