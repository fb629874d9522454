-- Leads (clauses 2.1.2, 2.1.3): the lead, who held it and why, contacts with it, its duplicates and mergers, greetings, sources that send by themselves.

create table sales.lead_source (
  id uuid primary key,
  name text not null check (name <> ''),
  channel text not null,
  -- Signs what the source sends; shown once, when it is made.
  secret text not null,
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null
);
create unique index lead_source_name on sales.lead_source (name) where active;

create table sales.lead (
  id uuid primary key,
  lead_no text not null unique,
  state text not null check (state in ('new', 'assigned', 'contacted', 'converted', 'pool', 'discarded', 'merged')),
  how text not null check (how in ('form', 'api', 'webhook', 'import', 'message')),
  -- Where it came from; null = not known, then it is not handed out (gate lead-classified).
  channel text,
  source_detail text,
  source_id uuid references sales.lead_source,
  -- What the source calls it: the same delivery twice is one lead.
  outside_ref text,
  store_id uuid,
  cost_fen bigint not null default 0 check (cost_fen >= 0),
  name text not null check (name <> ''),
  company text,
  phone text,
  phone_key text,
  email text,
  email_key text,
  platform text,
  platform_user text,
  platform_key text,
  name_key text,
  province text,
  city text,
  product_line text,
  need text,
  class text check (class in ('A', 'B', 'C')),
  class_by text check (class_by in ('score', 'person')),
  score int not null default 0,
  -- [{points, zh, en}]: each point with its reason.
  score_reasons jsonb not null default '[]',
  tags text[] not null default '{}',
  owner_id uuid,
  team_id uuid,
  assigned_at timestamptz,
  first_contact_at timestamptz,
  last_contact_at timestamptz,
  contacts int not null default 0,
  next_step text,
  next_at timestamptz,
  pooled_at timestamptz,
  -- The owner was warned that it goes to the pool at recycle_at unless somebody talks to the customer.
  warned_at timestamptz,
  recycle_at timestamptz,
  customer_id uuid,
  converted_at timestamptz,
  merged_into uuid references sales.lead,
  discard_reason text,
  checked_at timestamptz,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  captured_by text not null,
  captured_at timestamptz not null,
  updated_at timestamptz not null,
  constraint owner_while_held check ((state in ('assigned', 'contacted')) <= (owner_id is not null)),
  constraint nobody_owns_the_pool check (state <> 'pool' or owner_id is null),
  constraint merged_somewhere check ((state = 'merged') = (merged_into is not null))
);
create index lead_newest on sales.lead (captured_at desc, id desc);
create index lead_waiting on sales.lead (captured_at, id) where state = 'new';
create index lead_pooled on sales.lead (pooled_at desc, id desc) where state = 'pool';
create index lead_of_owner on sales.lead (owner_id, state) where owner_id is not null;
create index lead_held on sales.lead (coalesce(last_contact_at, assigned_at)) where state in ('assigned', 'contacted');
create index lead_by_phone on sales.lead (phone_key) where phone_key is not null;
create index lead_by_email on sales.lead (email_key) where email_key is not null;
create index lead_by_platform on sales.lead (platform_key) where platform_key is not null;
create index lead_by_name on sales.lead (name_key) where name_key is not null;
create index lead_search on sales.lead using gin (search);
create unique index lead_delivery on sales.lead (source_id, outside_ref) where source_id is not null and outside_ref is not null;

-- Who held the lead, from when until when, and why each began and ended. decision: how the rule came to it, where it decided.
create table sales.lead_ownership (
  id uuid primary key,
  lead_id uuid not null references sales.lead,
  owner_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz,
  how text not null check (how in ('rule', 'person', 'pick', 'merge', 'undo')),
  reason_zh text not null,
  reason_en text not null,
  decision jsonb,
  by_name text not null,
  ended_zh text,
  ended_en text,
  ended_by text,
  check (to_at is null or to_at >= from_at)
);
create unique index lead_held_once on sales.lead_ownership (lead_id) where to_at is null;
create index lead_ownership_of_lead on sales.lead_ownership (lead_id, from_at desc);
create index lead_ownership_of_owner on sales.lead_ownership (owner_id, from_at desc);

create table sales.lead_contact (
  id uuid primary key,
  lead_id uuid not null references sales.lead,
  at timestamptz not null,
  channel text not null check (channel in ('phone', 'wechat', 'platform-chat', 'email', 'sms', 'visit', 'other')),
  reached boolean not null,
  is_first boolean not null,
  words text not null,
  need text,
  next_step text,
  next_at timestamptz,
  greeting_id uuid,
  by_id uuid not null,
  by_name text not null
);
create index lead_contact_of_lead on sales.lead_contact (lead_id, at desc);

-- Two leads that may be one customer. reasons: phone, email, platform (sure), name (similar).
create table sales.lead_duplicate (
  lead_id uuid not null references sales.lead,
  other_id uuid not null references sales.lead,
  reasons text[] not null,
  state text not null default 'open' check (state in ('open', 'merged', 'different')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  primary key (lead_id, other_id),
  check (lead_id <> other_id)
);
create index lead_duplicate_other on sales.lead_duplicate (other_id);
create index lead_duplicate_open on sales.lead_duplicate (found_at desc) where state = 'open';

-- What a merger changed, so that it can be taken back. before/after: the fields of the kept lead that it changed.
create table sales.lead_merger (
  id uuid primary key,
  kept_id uuid not null references sales.lead,
  gone_id uuid not null references sales.lead,
  gone_state text not null,
  gone_owner uuid,
  before jsonb not null,
  after jsonb not null,
  contact_ids uuid[] not null,
  reasons text[] not null,
  at timestamptz not null,
  by_name text not null,
  undone_at timestamptz,
  undone_by text
);
create index lead_merger_of_kept on sales.lead_merger (kept_id, at desc);
create unique index lead_merger_of_gone on sales.lead_merger (gone_id) where undone_at is null;

create table sales.greeting (
  id uuid primary key,
  title text not null check (title <> ''),
  -- Null = for every channel.
  channel text,
  body text not null check (body <> ''),
  active boolean not null default true,
  version int not null default 1,
  used int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Who changed how leads are handed out and taken back, when and why.
create table sales.lead_rules_change (
  id uuid primary key,
  version int not null unique,
  before jsonb not null,
  after jsonb not null,
  note text not null,
  actor_id uuid,
  actor_name text not null,
  at timestamptz not null
);
