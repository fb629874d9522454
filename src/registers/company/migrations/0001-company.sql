-- The company: who works here, in which posts and teams, its stores and warehouses, and how people and programs sign in.

create table company.company (
  -- One installation serves one company: there is no second row.
  "only" boolean primary key default true check ("only"),
  name text not null check (name <> ''),
  zone text not null default 'Asia/Shanghai',
  -- Holders of these posts must use an authenticator (design.md §4: money posts).
  second_factor_posts text[] not null default '{cashier,accountant}',
  version int not null default 1,
  created_at timestamptz not null
);

-- The natural person: separations of duty are checked on it, whatever accounts it has.
create table company.person (
  id uuid primary key,
  name text not null check (name <> ''),
  phone text,
  created_at timestamptz not null
);

create table company.staff (
  id uuid primary key,
  person_id uuid not null references company.person,
  login text not null check (login = lower(login) and login <> ''),
  name text not null check (name <> ''),
  active boolean not null default true,
  language text check (language in ('zh', 'en')),
  password_hash text not null,
  -- A password that somebody else has chosen opens nothing but the change of it.
  must_change_password boolean not null default false,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint staff_login unique (login)
);
create index staff_by_name on company.staff (name, id);
create index staff_newest on company.staff (created_at, id);
create index staff_of_person on company.staff (person_id);
create index staff_search on company.staff using gin (search);

create table company.post_holding (
  id uuid primary key,
  staff_id uuid not null references company.staff,
  post text not null,
  from_at timestamptz not null,
  to_at timestamptz,
  check (to_at is null or to_at >= from_at)
);
create unique index post_holding_once on company.post_holding (staff_id, post) where to_at is null;
create index post_holding_of_post on company.post_holding (post) where to_at is null;

create table company.team (
  id uuid primary key,
  name text not null check (name <> ''),
  lead_id uuid references company.staff,
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null
);
create unique index team_name on company.team (name) where active;

create table company.team_member (
  team_id uuid not null references company.team,
  staff_id uuid not null references company.staff,
  primary key (team_id, staff_id)
);
create index team_member_of_staff on company.team_member (staff_id);

-- Who reports to whom; one line at a time.
create table company.reporting_line (
  id uuid primary key,
  staff_id uuid not null references company.staff,
  superior_id uuid not null references company.staff,
  from_at timestamptz not null,
  to_at timestamptz,
  check (staff_id <> superior_id)
);
create unique index reporting_line_once on company.reporting_line (staff_id) where to_at is null;
create index reporting_line_of_superior on company.reporting_line (superior_id) where to_at is null;

-- While somebody is away: who stands in, from when (inclusive) until when (exclusive).
create table company.substitute (
  id uuid primary key,
  absent_id uuid not null references company.staff,
  substitute_id uuid not null references company.staff,
  from_at timestamptz not null,
  to_at timestamptz not null,
  note text,
  ended_at timestamptz,
  check (absent_id <> substitute_id),
  check (to_at > from_at)
);
create index substitute_of_absent on company.substitute (absent_id, from_at) where ended_at is null;
create index substitute_by on company.substitute (substitute_id, from_at) where ended_at is null;

create table company.shift (
  id uuid primary key,
  name text not null check (name <> ''),
  -- {"mon": [["09:00", "12:00"], ["13:30", "18:00"]], …}: as calendars write them (engine.md §3).
  week jsonb not null,
  active boolean not null default true,
  version int not null default 1
);
create unique index shift_name on company.shift (name) where active;

create table company.shift_assignment (
  id uuid primary key,
  staff_id uuid not null references company.staff,
  shift_id uuid not null references company.shift,
  from_at timestamptz not null,
  to_at timestamptz
);
create unique index shift_assignment_once on company.shift_assignment (staff_id) where to_at is null;
create index shift_assignment_of_shift on company.shift_assignment (shift_id) where to_at is null;

create table company.warehouse (
  id uuid primary key,
  name text not null check (name <> ''),
  team_id uuid references company.team,
  province text,
  city text,
  district text,
  detail text,
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null
);
create unique index warehouse_name on company.warehouse (name) where active;

create table company.store (
  id uuid primary key,
  name text not null check (name <> ''),
  platform text not null,
  team_id uuid references company.team,
  default_warehouse_id uuid references company.warehouse,
  state text not null check (state in ('open', 'closed')),
  outside_shop_id text,
  -- Other names under which files call the store.
  aliases text[] not null default '{}',
  version int not null default 1,
  opened_at timestamptz not null
);
create unique index store_name on company.store (name);
create unique index store_outside on company.store (platform, outside_shop_id) where outside_shop_id is not null;

-- Sessions: the cookie's token is never stored, only its hash.
create table company.session (
  id uuid primary key,
  token_hash bytea not null unique,
  staff_id uuid not null references company.staff,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  totp_passed boolean not null default false,
  -- The absent colleague for whom this person acts at present.
  acting_for uuid references company.staff,
  ip text,
  agent text,
  ended_at timestamptz
);
create index session_of_staff on company.session (staff_id, created_at) where ended_at is null;
create index session_by_end on company.session (expires_at);

create table company.api_token (
  id uuid primary key,
  token_hash bytea not null unique,
  staff_id uuid not null references company.staff,
  name text not null check (name <> ''),
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_token_of_staff on company.api_token (staff_id, created_at);

create table company.totp (
  staff_id uuid primary key references company.staff,
  -- AES-256-GCM under the installation's key: nonce (12), tag (16), ciphertext.
  secret bytea not null,
  -- The last step that was used: a code opens once.
  last_step bigint not null default 0,
  confirmed_at timestamptz,
  created_at timestamptz not null
);

-- Tries of the last minutes, kept by rate-limiter-flexible in its own shape: they outlive a restart and count over all nodes.
create table company.attempt (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index attempt_by_end on company.attempt (expire);
