-- Customers, how marketplaces name them, and their addresses.

create sequence customers.customer_no;

create table customers.customer (
  id uuid primary key,
  -- KH and a running number: what people say on the telephone.
  customer_no text not null unique default 'KH' || to_char(nextval('customers.customer_no'), 'FM00000000'),
  name text not null check (name <> ''),
  kind text not null default 'person' check (kind in ('person', 'company')),
  class text not null default 'normal' check (class in ('normal', 'key', 'wholesale')),
  phone text,
  on_hold boolean not null default false,
  hold_reason text,
  held_at timestamptz,
  held_by text,
  -- Consent to marketing (clause 3.3.2): null = never asked.
  consent_marketing boolean,
  consent_at timestamptz,
  note text,
  source text not null,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint hold_has_reason check (not on_hold or hold_reason is not null)
);
create index customer_newest on customers.customer (created_at desc, id desc);
create index customer_by_name on customers.customer (name, id);
create index customer_held on customers.customer (id) where on_hold;
create index customer_search on customers.customer using gin (search);

-- What a marketplace calls the buyer. A masked or encrypted name is never a key. `platform` is 'phone' and the store the nil UUID for
-- buyers that are known by nothing but a telephone number.
create table customers.platform_buyer (
  platform text not null,
  store_id uuid not null,
  buyer_key text not null check (buyer_key <> ''),
  customer_id uuid not null references customers.customer,
  first_seen_at timestamptz not null,
  primary key (platform, store_id, buyer_key)
);
create index platform_buyer_of_customer on customers.platform_buyer (customer_id);

create table customers.address (
  id uuid primary key,
  customer_id uuid references customers.customer,
  -- The customer, or nil where the marketplace hides who it is: one column to be unique with.
  owner uuid not null check (owner = coalesce(customer_id, '00000000-0000-0000-0000-000000000000'::uuid)),
  receiver_name text,
  phone text,
  province text,
  city text,
  district text,
  street text,
  detail text,
  postcode text,
  masked boolean not null,
  -- SHA-256 of the normalised content; of masked content together with where it came from, so that two strangers never share one.
  content_hash bytea not null,
  created_at timestamptz not null,
  unique (owner, content_hash)
);
create index address_of_customer on customers.address (customer_id, created_at desc) where customer_id is not null;

-- Each look at hidden personal data: who, what, why. Counted per day.
create table customers.unmasking (
  id uuid primary key,
  staff_id uuid not null,
  kind text not null,
  record_id text not null,
  field text not null,
  reason text not null,
  at timestamptz not null
);
create index unmasking_of_staff on customers.unmasking (staff_id, at);

-- Finds or makes the customer and the address of each buyer. rows: [{ord, customer_id, address_id, platform, store_id,
-- buyer_key, name, phone, tokens, receiver_name, receiver_phone, province, city, district, street, detail, postcode, masked, hash,
-- has_address}]; the ids are used only where something is new. Keys are inserted in order, so that two callers never deadlock.
create function customers.remember_buyers(buyers jsonb, at_ms bigint) returns table (ord int, customer_id uuid, address_id uuid)
language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := to_timestamp(at_ms / 1000.0);
begin
  with asked as (
    select distinct on (b.platform, b.store_id, b.buyer_key) b.*
    from jsonb_to_recordset(buyers) as b(ord int, customer_id uuid, platform text, store_id uuid, buyer_key text, name text, phone text, tokens text)
    where b.buyer_key is not null
    order by b.platform, b.store_id, b.buyer_key, b.ord
  ), fresh as (
    insert into customers.platform_buyer (platform, store_id, buyer_key, customer_id, first_seen_at)
    select a.platform, a.store_id, a.buyer_key, a.customer_id, at from asked a order by a.platform, a.store_id, a.buyer_key
    on conflict do nothing
    returning customer_id
  )
  insert into customers.customer (id, name, phone, source, search, created_at, updated_at)
  select a.customer_id, a.name, a.phone, a.platform, array_to_tsvector(string_to_array(a.tokens, ' ')), at, at
  from asked a join fresh f on f.customer_id = a.customer_id;

  with asked as (
    select b.*, p.customer_id
    from jsonb_to_recordset(buyers) as b(ord int, address_id uuid, platform text, store_id uuid, buyer_key text, tokens text, receiver_name text,
      receiver_phone text, province text, city text, district text, street text, detail text, postcode text, masked boolean, hash text, has_address boolean)
    left join customers.platform_buyer p on p.platform = b.platform and p.store_id = b.store_id and p.buyer_key = b.buyer_key
    where b.has_address
  ), fresh as (
    insert into customers.address (id, customer_id, owner, receiver_name, phone, province, city, district, street, detail, postcode, masked, content_hash, created_at)
    select distinct on (a.customer_id, a.hash) a.address_id, a.customer_id, coalesce(a.customer_id, '00000000-0000-0000-0000-000000000000'::uuid), a.receiver_name, a.receiver_phone, a.province, a.city, a.district, a.street,
           a.detail, a.postcode, a.masked, decode(a.hash, 'hex'), at
    from asked a order by a.customer_id, a.hash, a.ord
    on conflict do nothing
    returning id, customer_id
  ), learned as (
    select f.customer_id, string_agg(a.tokens, ' ') as tokens
    from fresh f join asked a on a.address_id = f.id where f.customer_id is not null group by 1
  ), locked as (
    select c.id from customers.customer c join learned l on l.customer_id = c.id order by c.id for no key update of c
  )
  -- A customer is found by every receiver that he ever named.
  update customers.customer c set search = c.search || array_to_tsvector(string_to_array(l.tokens, ' '))
  from learned l join locked k on k.id = l.customer_id
  where c.id = l.customer_id;

  return query
  select b.ord, p.customer_id, a.id
  from jsonb_to_recordset(buyers) as b(ord int, platform text, store_id uuid, buyer_key text, hash text, has_address boolean)
  left join customers.platform_buyer p on p.platform = b.platform and p.store_id = b.store_id and p.buyer_key = b.buyer_key
  left join customers.address a on b.has_address and a.owner = coalesce(p.customer_id, '00000000-0000-0000-0000-000000000000'::uuid)
    and a.content_hash = decode(b.hash, 'hex')
  order by b.ord;
end $$;
