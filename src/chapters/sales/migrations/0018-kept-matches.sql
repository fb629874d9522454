-- Which of our articles a store's code means, kept by a person for every later order (clause 2.3.1). One row a code; the newest word counts.
create table sales.sku_match (
  id uuid primary key,
  store_id uuid not null,
  team_id uuid,
  outer_sku text not null check (outer_sku <> ''),
  sku_id uuid not null,
  actor_id uuid,
  actor_name text not null,
  at timestamptz not null,
  constraint sku_match_one unique (outer_sku, store_id)
);
create index sku_match_by_age on sales.sku_match (at desc, id);
