-- The oldest leads of one key first, however many there are of it: what is alike is found in the order of the ids, up to a limit.
create index lead_alike_by_phone on sales.lead (phone_key, id) where phone_key is not null;
create index lead_alike_by_email on sales.lead (email_key, id) where email_key is not null;
create index lead_alike_by_platform on sales.lead (platform_key, id) where platform_key is not null;
create index lead_alike_by_name on sales.lead (name_key, id) where name_key is not null;
drop index sales.lead_by_phone, sales.lead_by_email, sales.lead_by_platform, sales.lead_by_name;

-- Leads that wait are handed out in this order: the first of many are found without sorting all.
create index lead_in_turn on sales.lead (captured_at, lead_no) where state = 'new';
drop index sales.lead_waiting;
