-- What the customer wants different in a contract that was sent to him (clause 2.2.4), and what became of it.
create table sales.contract_wish (
  id uuid primary key,
  contract_id uuid not null,
  -- The wording that was read, and the paragraph of it, counted from 0; null: the whole.
  revision int not null,
  line int check (line >= 0),
  body text not null check (body <> ''),
  by_name text not null check (by_name <> ''),
  at timestamptz not null,
  -- dropped: the customer confirmed without waiting for the answer.
  state text not null default 'open' check (state in ('open', 'taken', 'declined', 'dropped')),
  -- Why it was declined.
  answer text,
  answered_by text,
  answered_at timestamptz,
  -- The wording that came of it.
  taken_revision int,
  foreign key (contract_id, revision) references sales.contract_revision,
  foreign key (contract_id, taken_revision) references sales.contract_revision,
  constraint wish_answered check ((state = 'open') = (answered_at is null)),
  constraint taken_wish_has_wording check ((state = 'taken') = (taken_revision is not null)),
  constraint declined_wish_has_reason check (state <> 'declined' or answer is not null)
);
create index contract_wish_of on sales.contract_wish (contract_id, at, id);
