-- Gifts (赠品, clause 2.3.1): lines that cost nothing, given by a rule, by hand, or by the marketplace. Reserved, picked and returned like all goods.
alter table sales.order_line add column gift_by text check (gift_by in ('rule', 'person', 'amendment', 'marketplace'));
alter table sales.order_line add column gift_rule_id uuid;
-- Price of one unit, stated beforehand, for a gift that the customer keeps when the goods go back; null where none was stated: then nothing is asked for it.
alter table sales.order_line add column gift_price_fen bigint check (gift_price_fen >= 0);
alter table sales.order_line add constraint gift_costs_nothing check (gift_by is null or amount_fen = 0);

create table sales.gift_rule (
  id uuid primary key,
  name text not null check (name <> ''),
  -- Null: every store.
  store_id uuid,
  -- By when the order is paid; without an end it goes on until it is switched off.
  starts_at timestamptz not null,
  ends_at timestamptz,
  -- What the order must reach: goods after discounts, and, where an article is named, so many of it.
  min_amount_fen bigint not null default 0 check (min_amount_fen >= 0),
  sku_id uuid,
  min_quantity int not null default 1 check (min_quantity > 0),
  gift_sku_id uuid not null,
  gift_quantity int not null check (gift_quantity > 0),
  -- Once for an order, or as many times as it reaches the condition.
  each_time boolean not null default false,
  kept_price_fen bigint check (kept_price_fen >= 0),
  -- Units that may be given in all; cancelled orders give theirs back.
  quota int check (quota > 0),
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  constraint gift_rule_asks_something check (min_amount_fen > 0 or sku_id is not null),
  constraint gift_rule_ends_later check (ends_at is null or ends_at > starts_at)
);
create index gift_rule_active on sales.gift_rule (starts_at) where active;
-- What a rule has given, for its quota and its page.
create index order_line_of_gift_rule on sales.order_line (gift_rule_id) where gift_rule_id is not null;
