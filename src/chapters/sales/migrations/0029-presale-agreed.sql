-- A pre-sale waits for its money (clause 2.3.3): the day that was agreed with the buyer is kept beside the one that is promised, which is later where the balance comes late,
-- and when the money was complete. No agreed day: no pre-sale, or one that was being paid before this was so; its promise stays what it was.
alter table sales."order" add column presale_agreed_by timestamptz;
alter table sales."order" add column presale_paid_at timestamptz check (presale_paid_at is null or presale_agreed_by is not null);
update sales."order" set presale_agreed_by = promised_ship_by where presale_from is not null and paid_at is null and state = 'unpaid';
