-- How the rules of review were set, by whom and why: append-only.
create table sales.review_rules_change (
  id uuid primary key,
  version int not null unique check (version > 0),
  before jsonb not null,
  after jsonb not null,
  note text not null,
  actor_id uuid,
  actor_name text not null,
  at timestamptz not null
);
create trigger review_rules_change_append_only before update or delete on sales.review_rules_change for each row execute function kernel.refuse_change();

-- Offers to merge that somebody declined: exactly these fulfilments. One more of the same buyer and address is a new offer.
create table sales.merge_decline (
  fulfilment_ids uuid[] primary key check (cardinality(fulfilment_ids) > 1),
  store_id uuid not null,
  team_id uuid,
  note text,
  actor_id uuid,
  actor_name text not null,
  at timestamptz not null
);
