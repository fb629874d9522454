-- Stock-take plans (盘点计划): what is to be counted is chosen, the figures of the books are frozen when counting begins, counters do not see them,
-- large differences are counted a second time by somebody else, and what differs is posted once whoever decides that much has approved it.
create table products.count_plan (
  id uuid primary key,
  plan_no text not null unique,
  warehouse_id uuid not null,
  title text not null,
  -- {places: [], categories: [], skuIds: [], class: A | B | C | null}: all that is said must hold; nothing said: the whole warehouse.
  scope jsonb not null,
  state text not null check (state in ('planned', 'counting', 'recounting', 'counted', 'posted', 'cancelled')),
  articles int not null,
  created_at timestamptz not null,
  created_by_name text not null,
  started_at timestamptz,
  ended_at timestamptz,
  ended_by_name text,
  reason text,
  -- The count with which it was posted.
  count_id uuid references products.stock_count,
  version int not null default 1,
  check ((state in ('posted', 'cancelled')) = (ended_at is not null)),
  check ((state = 'posted') = (count_id is not null))
);
create index count_plan_newest on products.count_plan (created_at desc, id desc);
create unique index count_plan_of_count on products.count_plan (count_id) where count_id is not null;

-- One article, or one batch of it where it is kept by batches; `batch_id` null there: goods of which nobody has said the batch.
create table products.count_plan_line (
  id uuid primary key,
  plan_id uuid not null references products.count_plan,
  sku_id uuid not null references products.sku,
  batch_id uuid references products.batch,
  place text,
  place_order text collate "C",
  -- What the books said when counting began; 0 for what was found beyond them.
  expected int not null check (expected >= 0),
  -- What was counted, and what the books said at that moment: parcels go on leaving meanwhile.
  first_count int check (first_count >= 0),
  first_book int,
  first_by uuid,
  first_by_name text,
  first_at timestamptz,
  is_recounted boolean not null default false,
  second_count int check (second_count >= 0),
  second_book int,
  second_by uuid,
  second_by_name text,
  second_at timestamptz,
  unique nulls not distinct (plan_id, sku_id, batch_id),
  check ((first_count is null) = (first_at is null)),
  check ((second_count is null) = (second_at is null))
);
