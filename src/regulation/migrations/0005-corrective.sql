-- Corrective actions (CAPA): opened by rule, worked through step by step, closed only when the same control's own figures say that it helped.
create sequence regulation.corrective_no;
create table regulation.corrective_rule (
  one boolean primary key default true check (one),
  -- So many breaches of one control within so many days open an action.
  breaches int not null default 3 check (breaches > 0),
  window_days int not null default 7 check (window_days between 1 and 366),
  -- So many actions of one cause within so many days open one about the cause.
  repeats int not null default 2 check (repeats > 1),
  repeat_days int not null default 90 check (repeat_days between 1 and 366),
  -- How many days before the opening and after the deed are compared.
  check_days int not null default 14 check (check_days between 1 and 366),
  -- Days within which each step is due.
  step_days int not null default 3 check (step_days between 1 and 60),
  decided boolean not null default false,
  version int not null default 1
);
insert into regulation.corrective_rule default values;

create table regulation.corrective_action (
  id uuid primary key,
  action_no text not null unique default 'CA' || to_char(nextval('regulation.corrective_no'), 'FM000000'),
  clause text not null,
  control text not null,
  trigger text not null check (trigger in ('breaches', 'blocking', 'repeated-cause', 'manual')),
  why jsonb not null,
  opened_at timestamptz not null,
  opened_by_name text not null,
  owner_post text not null,
  owner_staff uuid,
  owner_name text,
  state text not null check (state in ('open', 'contained', 'analysed', 'planned', 'done', 'closed')),
  round int not null default 1,
  due_at timestamptz,
  containment text,
  whys jsonb not null default '[]',
  category text,
  analysed_at timestamptz,
  plan text,
  plan_due date,
  done_note text,
  done_at timestamptz,
  -- The check: windows of equal length, figures of the same control.
  check_days int,
  before_kept int, before_broken int, after_kept int, after_broken int,
  effective boolean,
  checked_at timestamptz,
  closed_at timestamptz,
  version int not null default 1
);
create unique index corrective_one_open on regulation.corrective_action (clause, control, trigger) where state <> 'closed';
create index corrective_newest on regulation.corrective_action (opened_at desc, id desc);
create index corrective_by_control on regulation.corrective_action (clause, control, closed_at);
create index corrective_mine on regulation.corrective_action (owner_staff) where state <> 'closed';
create index corrective_by_cause on regulation.corrective_action (category, analysed_at) where category is not null;
