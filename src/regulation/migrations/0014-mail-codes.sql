-- Notices tell of customers and money: an address gets them once whoever entered it has shown that he reads it. Addresses from before stay.
alter table regulation.notice_choice
  add column mail_pending text check (mail_pending is null or mail_pending like '%_@_%'),
  -- Of the person and the six digits, so that a reader of the table cannot confirm for others.
  add column mail_code_hash text,
  add column mail_code_until timestamptz,
  add column mail_code_tries int not null default 0;
