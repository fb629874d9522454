-- Products, their SKUs with prices, and how they are listed in the stores (clause 4.1.2).

create table products.product (
  id uuid primary key,
  code text not null unique check (code <> ''),
  title text not null,
  category text,
  brand text,
  description text,
  pictures uuid[] not null default '{}',
  -- Whether a buyer may return it within seven days without a reason; null = not decided, the law's rule applies.
  no_reason_return boolean,
  state text not null default 'draft' check (state in ('draft', 'active', 'retired')),
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index product_newest on products.product (created_at desc, id desc);
create index product_changed on products.product (updated_at desc, id desc);
create index product_search on products.product using gin (search);

create table products.sku (
  id uuid primary key,
  product_id uuid not null references products.product,
  code text not null unique check (code <> ''),
  barcode text,
  spec text,
  unit text,
  -- Money in fen. The floor is the lowest price at which review lets an order through.
  price_fen bigint check (price_fen >= 0),
  floor_fen bigint check (floor_fen >= 0),
  cost_fen bigint check (cost_fen >= 0),
  weight_grams int check (weight_grams > 0),
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index sku_of_product on products.sku (product_id, code);
create index sku_barcode on products.sku (barcode) where barcode is not null;

-- Every change of a price, a floor or a cost: who, when, from what to what. Never edited.
create table products.price_log (
  id bigint generated always as identity primary key,
  sku_id uuid not null references products.sku,
  which text not null check (which in ('price', 'floor', 'cost')),
  from_fen bigint,
  to_fen bigint,
  reason text,
  at timestamptz not null,
  actor_id uuid,
  actor_name text not null
);
create index price_log_of_sku on products.price_log (sku_id, id desc);
create trigger price_log_append_only before update or delete on products.price_log for each row execute function kernel.refuse_change();
create trigger price_log_no_truncate before truncate on products.price_log for each statement execute function kernel.refuse_change();

create table products.listing (
  id uuid primary key,
  product_id uuid not null references products.product,
  store_id uuid not null,
  platform_item_id text,
  title text not null,
  price_fen bigint not null check (price_fen > 0),
  state text not null default 'listed' check (state in ('listed', 'delisted')),
  version int not null default 1,
  listed_at timestamptz not null,
  updated_at timestamptz not null,
  unique (product_id, store_id)
);
create index listing_of_store on products.listing (store_id, state);
create unique index listing_item on products.listing (store_id, platform_item_id) where platform_item_id is not null;
