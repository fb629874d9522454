-- Pre-sale (预售, clause 2.3.1): paid by a deposit and a balance, or at once; promised for a day, and not handed to the warehouse before its first day.
alter table sales."order" add column presale_from timestamptz;
alter table sales."order" add column deposit_fen bigint check (deposit_fen > 0);
alter table sales."order" add constraint deposit_of_presale check (deposit_fen is null or presale_from is not null);
-- Those that wait for their day.
create index order_presale on sales."order" (presale_from) where presale_from is not null and state = 'held';
