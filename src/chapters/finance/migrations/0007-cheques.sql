-- Cheques that came in (clause 6.1.1): each is a receipt by hand that lies in the drawer until the bank has paid it. The id is the receipt's.
create table finance.cheque (
  id uuid primary key references finance.receipt,
  cheque_no text not null,
  state text not null check (state in ('received', 'banked', 'cleared', 'bounced', 'returned')),
  received_at timestamptz not null,
  banked_at timestamptz,
  -- When it was cleared, bounced or given back, and why.
  ended_at timestamptz,
  ended_why text,
  changed_by_name text not null,
  version int not null default 1,
  constraint ended check ((state in ('cleared', 'bounced', 'returned')) = (ended_at is not null)),
  constraint banked check (state in ('received', 'returned') or banked_at is not null)
);
create index cheque_newest on finance.cheque (received_at desc, id desc);
