-- Approvals of several steps (engine.md §4): what decides stands in `life` (the pure reducer's state), what people look for in columns beside it.
alter table regulation.approval drop constraint approval_state_check;
alter table regulation.approval add constraint approval_state_check
  check (state in ('waiting', 'returned', 'blocked', 'approved', 'executed', 'rejected', 'withdrawn', 'expired'));
alter table regulation.approval drop constraint approval_check;
alter table regulation.approval drop constraint if exists approval_check1;
-- Nothing ever approves itself: the last signature is another natural person's. (Time may reject it, then nobody decided.)
alter table regulation.approval add constraint approval_by_another
  check (state not in ('approved', 'executed', 'rejected') or decided_person is null or decided_person <> requested_person);
alter table regulation.approval add constraint approval_decided check (state <> 'approved' or decided_at is not null);
alter table regulation.approval
  add column chain_key text,
  add column control text,
  add column life jsonb,
  add column chain jsonb,
  add column version int not null default 1,
  -- The amount or share that chose the band, and the sum of the requests for the same purpose within the window.
  add column figure bigint,
  add column whole bigint,
  add column purpose text,
  -- Requests that belong together with this one: split, flagged.
  add column split_with uuid[] not null default '{}',
  -- Who may sign the step that waits, who has signed, who got a copy: for the lists.
  add column deciders uuid[] not null default '{}',
  add column signed uuid[] not null default '{}',
  add column copied uuid[] not null default '{}',
  add column wake_at timestamptz,
  add column expires_at timestamptz,
  add column executed_at timestamptz,
  add column search tsvector not null default ''::tsvector;

-- Requests from before: one step, any of the posts named.
update regulation.approval a set
  chain_key = a.verb, state = case when a.state = 'approved' then 'executed' else a.state end,
  executed_at = case when a.state = 'approved' then a.decided_at end,
  signed = case when a.state in ('approved', 'rejected') then array[a.decided_by] else '{}' end,
  life = jsonb_build_object(
    'status', case when a.state = 'approved' then 'executed' else a.state end,
    'requester', jsonb_build_object('staff', a.requested_by, 'person', a.requested_person, 'name', a.requested_by_name), 'hash', a.content_hash, 'version', 1, 'rev', 0,
    'steps', jsonb_build_array(jsonb_build_object('id', '1', 'mode', 'any', 'share', 10000, 'timeoutHours', null, 'autoReject', false, 'seats',
      (select jsonb_agg(jsonb_build_object('id', '1.' || p.n, 'post', p.post, 'team', null, 'who', '[]'::jsonb, 'named', false, 'extra', '[]'::jsonb, 'required', false, 'from', 'chain') order by p.n)
       from unnest(a.may_decide) with ordinality p(post, n)))),
    'at', case when a.state = 'approved' then 1 else 0 end, 'enteredAt', (extract(epoch from a.requested_at) * 1000)::bigint, 'alarm', 0,
    'votes', case when a.state in ('approved', 'rejected') then jsonb_build_array(jsonb_build_object('step', '1', 'seat', '1.1', 'by', jsonb_build_object('staff', a.decided_by, 'person', a.decided_person,
      'name', a.decided_by_name), 'for', null, 'yes', a.state = 'approved', 'hash', a.content_hash, 'at', (extract(epoch from a.decided_at) * 1000)::bigint, 'batch', false, 'void', null)) else '[]'::jsonb end,
    'copied', '[]'::jsonb, 'nudgedAt', null, 'validHours', 720, 'expiresAt', null);
alter table regulation.approval alter column life set not null, alter column chain_key set not null;

create index approval_open on regulation.approval (requested_at, id) where state in ('waiting', 'returned', 'blocked');
create index approval_wake on regulation.approval (wake_at) where wake_at is not null;
create index approval_by_requester on regulation.approval (requested_by, requested_at, id);
create index approval_deciders on regulation.approval using gin (deciders);
create index approval_signed on regulation.approval using gin (signed);
create index approval_copied on regulation.approval using gin (copied);
create index approval_search on regulation.approval using gin (search);
create index approval_together on regulation.approval (chain_key, requested_person, requested_at);
-- The executing verb finds what it may use by its content.
create index approval_usable on regulation.approval (verb, subject_type, subject_id) where state = 'approved';

-- What was laid before the signatories, version by version.
create table regulation.approval_version (
  approval_id uuid not null references regulation.approval,
  version int not null,
  content jsonb not null,
  content_hash text not null,
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (approval_id, version)
);
insert into regulation.approval_version (approval_id, version, content, content_hash, reason, by_name, at)
  select id, 1, content, content_hash, reason, requested_by_name, requested_at from regulation.approval;

-- Everything that was done to it, in order; never changed.
create table regulation.approval_event (
  id uuid primary key,
  seq bigint generated always as identity,
  approval_id uuid not null references regulation.approval,
  at timestamptz not null,
  -- submit, approve, reject, return, revise, withdraw, add-sign, transfer, copy, nudge, comment, remind, superior, auto-reject, expire, execute, blocked
  what text not null,
  by_staff uuid,
  by_name text not null,
  for_staff uuid,
  for_name text,
  note text,
  -- Name of the person or step that it went to.
  target text,
  batch boolean not null default false,
  files jsonb not null default '[]'
);
create index approval_event_by_approval on regulation.approval_event (approval_id, seq);
create function regulation.keep_event() returns trigger language plpgsql as $$
begin
  raise exception 'history of approvals is never changed';
end $$;
create trigger approval_event_kept before update or delete on regulation.approval_event for each row execute function regulation.keep_event();

-- 委托: dated, scoped, never passed on.
create table regulation.delegation (
  id uuid primary key,
  from_staff uuid not null,
  from_name text not null,
  to_staff uuid not null,
  to_name text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- Keys of the chains that it is for; null: all of them.
  chain_keys text[],
  -- Up to this figure; null: without bound.
  up_to bigint,
  reason text not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  check (to_at > from_at),
  check (from_staff <> to_staff)
);
create index delegation_to on regulation.delegation (to_staff, to_at);
create index delegation_from on regulation.delegation (from_staff, to_at);

-- Chains as the company designed them; what a clause declares holds until there is one.
create table regulation.approval_chain (
  id uuid primary key,
  chain_key text not null,
  valid_from timestamptz not null,
  chain jsonb not null,
  reason text not null,
  approval_id uuid references regulation.approval,
  published_at timestamptz not null,
  published_by text not null
);
create index approval_chain_by_key on regulation.approval_chain (chain_key, valid_from);
