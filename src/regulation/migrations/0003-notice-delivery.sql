-- Notices beyond the application: by which ways a person wants them, and what has been handed over already.
create table regulation.notice_choice (
  staff_id uuid primary key,
  -- Null: no mails.
  mail text check (mail is null or mail like '%_@_%'),
  -- Null: no robot.
  robot_id uuid,
  -- Notices of this many minutes become one message.
  digest_minutes int not null default 15 check (digest_minutes between 1 and 480),
  updated_at timestamptz not null
);
alter table regulation.notice
  add column urgent boolean not null default false,
  -- Handed over to mail or robot; null again when more of the kind came since.
  add column delivered_at timestamptz;
-- What was shown before this was there is not sent after the fact.
update regulation.notice set delivered_at = show_at;
create index notice_undelivered on regulation.notice (staff_id, show_at) where delivered_at is null and read_at is null;
