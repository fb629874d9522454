-- Market research (clause 2.1.1): the report of a period with dated sources and conclusions, who has read it, competitors and what was observed of them.

create table sales.research_report (
  id uuid primary key,
  report_no text not null unique,
  -- The month that it is about: 2026-11.
  period text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  title text not null check (title <> ''),
  state text not null check (state in ('draft', 'published', 'dropped')),
  -- {market: text, …} by the names of the sections.
  sections jsonb not null default '{}',
  author_id uuid not null,
  author_name text not null,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  published_at timestamptz,
  published_by text
);
create unique index research_of_period on sales.research_report (period) where state <> 'dropped';
create index research_newest on sales.research_report (created_at desc, id desc);
create index research_search on sales.research_report using gin (search);

create table sales.research_source (
  id uuid primary key,
  report_id uuid not null references sales.research_report,
  section text not null,
  kind text not null check (kind in ('link', 'file', 'screenshot')),
  title text not null check (title <> ''),
  url text,
  file_id uuid,
  file_name text,
  -- When it was seen or made: a page on the net says something else tomorrow.
  seen_on date not null,
  note text,
  added_by text not null,
  added_at timestamptz not null,
  check ((kind = 'link') = (url is not null) and (kind = 'link') = (file_id is null))
);
create index research_source_of_report on sales.research_source (report_id, section, added_at);

create table sales.research_task (
  id uuid primary key,
  task_no text not null unique,
  report_id uuid not null references sales.research_report,
  text text not null check (text <> ''),
  owner_id uuid not null,
  due_on date not null,
  -- planned until the report is published.
  state text not null check (state in ('planned', 'open', 'done', 'dropped')),
  result text,
  closed_at timestamptz,
  closed_by text,
  created_at timestamptz not null
);
create index research_task_of_report on sales.research_task (report_id, created_at);
create index research_task_of_owner on sales.research_task (owner_id, due_on) where state = 'open';

create table sales.research_reader (
  report_id uuid not null references sales.research_report,
  staff_id uuid not null,
  asked_at timestamptz not null,
  read_at timestamptz,
  primary key (report_id, staff_id)
);
create index research_reader_waiting on sales.research_reader (staff_id) where read_at is null;

create table sales.competitor (
  id uuid primary key,
  name text not null check (name <> ''),
  platform text,
  url text,
  note text,
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index competitor_name on sales.competitor (name) where active;

create table sales.competitor_observation (
  id uuid primary key,
  competitor_id uuid not null references sales.competitor,
  product text not null check (product <> ''),
  observed_on date not null,
  price_fen bigint check (price_fen > 0),
  -- What the product can or the shop does: a new material, a gift, a longer warranty.
  feature text,
  url text,
  by_name text not null,
  at timestamptz not null,
  check (price_fen is not null or feature is not null)
);
create index competitor_observation_of on sales.competitor_observation (competitor_id, product, observed_on);
