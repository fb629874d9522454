-- The first date that a customer was told: whether it was kept is measured by this one, however often he is told another.
alter table sales.shortage add column first_promised_at timestamptz;
update sales.shortage set first_promised_at = promised_at where promised_at is not null;
create index shortage_by_first_promise on sales.shortage (first_promised_at) where first_promised_at is not null;
