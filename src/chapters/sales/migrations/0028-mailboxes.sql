-- Mail intake (clauses 2.4.1, 2.4.3, 2.1.2): mailboxes of the company, what came into them, and what became of it.

create table sales.mailbox (
  id uuid primary key,
  name text not null,
  -- The address that customers write to.
  address text not null,
  host text not null,
  port int not null check (port between 1 and 65535),
  login text not null,
  -- Sealed with the installation's key.
  password bytea not null,
  folder text not null,
  -- The one certificate that is believed although no authority vouches for it.
  certificate text,
  feeds text not null check (feeds in ('feedback', 'complaint', 'lead')),
  store_id uuid,
  lead_channel text,
  active boolean not null default true,
  -- What came before stays where it is.
  since timestamptz not null,
  uid_validity bigint,
  last_uid bigint not null default 0,
  fetched_at timestamptz,
  error_zh text,
  error_en text,
  failing_since timestamptz,
  -- Who fetches now: only this holder may take mails in, in the order of their UIDs.
  holder uuid,
  held_until timestamptz,
  version int not null default 1,
  created_at timestamptz not null
);
create unique index mailbox_once on sales.mailbox (lower(host), port, lower(login), folder);

create table sales.mail (
  id uuid primary key,
  mailbox_id uuid not null references sales.mailbox,
  uid_validity bigint not null,
  uid bigint not null,
  message_id text,
  -- Of sender, subject and text: two mails with one Message-ID are one only if they say the same.
  fingerprint text,
  from_address text,
  from_name text,
  subject text not null,
  words text not null,
  received_at timestamptz not null,
  size int not null,
  state text not null check (state in ('taken', 'ignored', 'waiting', 'dismissed')),
  reason text,
  is_reply boolean not null default false,
  subject_type text check (subject_type in ('feedback', 'complaint', 'lead')),
  subject_id uuid,
  subject_no text,
  -- Somebody wants it fetched again and taken whatever it is.
  again_at timestamptz,
  settled_name text,
  settled_why text,
  settled_at timestamptz,
  version int not null default 1,
  search tsvector not null,
  created_at timestamptz not null,
  unique (mailbox_id, uid_validity, uid),
  check ((state = 'taken') = (subject_id is not null)),
  check ((subject_id is null) = (subject_type is null))
);
create index mail_newest on sales.mail (received_at desc, id desc);
create index mail_of_mailbox on sales.mail (mailbox_id, received_at desc, id desc);
create index mail_unsettled on sales.mail (received_at desc, id desc) where state = 'waiting';
create index mail_by_message_id on sales.mail (message_id) where message_id is not null;
create index mail_of_subject on sales.mail (subject_type, subject_id, received_at) where subject_id is not null;
create index mail_of_sender on sales.mail (from_address, received_at desc) where from_address is not null;
create index mail_again on sales.mail (mailbox_id) where again_at is not null;
create index mail_search on sales.mail using gin (search);

create table sales.mail_file (
  id uuid primary key,
  mail_id uuid not null references sales.mail,
  position int not null,
  name text not null,
  media_type text not null,
  size int not null,
  -- Null: not kept, and why.
  sha256 text,
  refused text,
  check ((sha256 is null) = (refused is not null))
);
create index mail_file_of on sales.mail_file (mail_id, position);
create index mail_file_content on sales.mail_file (sha256) where sha256 is not null;

alter table sales.lead drop constraint lead_how_check;
alter table sales.lead add constraint lead_how_check check (how in ('form', 'api', 'webhook', 'import', 'message', 'mail'));

-- An answer that went to the customer by mail, and whether it left.
alter table sales.feedback_message add column mailed text check (mailed in ('waiting', 'sent', 'failed'));
alter table sales.feedback_message add column mail_failed text;
alter table sales.complaint_note add column mailed text check (mailed in ('waiting', 'sent', 'failed'));
alter table sales.complaint_note add column mail_failed text;
