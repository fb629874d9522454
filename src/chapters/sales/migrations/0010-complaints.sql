-- Feedback (2.4.1) and complaints (2.4.3): what customers say, who answers, why it happened and what was done about it.

create table sales.complaint_cause (
  key text primary key check (key ~ '^[a-z0-9-]{2,40}$'),
  parent text references sales.complaint_cause,
  zh text not null,
  en text not null,
  synonyms text[] not null default '{}',
  active boolean not null default true,
  position int not null,
  version int not null default 1
);
insert into sales.complaint_cause (key, parent, zh, en, synonyms, position) values
  ('goods', null, '商品', 'Goods', '{}', 10), ('delivery', null, '物流', 'Delivery', '{}', 20), ('service', null, '服务', 'Service', '{}', 30), ('promise', null, '宣传与承诺', 'Promises', '{}', 40),
  ('defect', 'goods', '质量缺陷', 'Defect', '{坏了,漏水,故障}', 11), ('unsafe', 'goods', '安全隐患', 'Unsafe', '{烫伤,触电,过敏,起火}', 12), ('wrong-parcel', 'goods', '错发漏发', 'Wrong or missing goods', '{发错,少件}', 13),
  ('late-delivery', 'delivery', '送达迟', 'Late', '{太慢,一直没到}', 21), ('damaged-parcel', 'delivery', '包裹破损', 'Parcel damaged', '{压坏,碎了}', 22), ('courier-manner', 'delivery', '派送态度', 'Manner of the courier', '{不送上门,态度差}', 23),
  ('slow-answer', 'service', '回应慢', 'Slow answer', '{不回复,没人理}', 31), ('manner', 'service', '服务态度', 'Manner', '{态度,骂人}', 32), ('slow-refund', 'service', '退款慢', 'Slow refund', '{不退款,退款慢}', 33),
  ('not-as-promised', 'promise', '与宣传不符', 'Not as advertised', '{虚假宣传,描述不符}', 41), ('price-drop', 'promise', '价格保护', 'Price drop', '{降价,保价}', 42);

create table sales.complaint (
  id uuid primary key,
  complaint_no text not null unique,
  order_id uuid references sales."order",
  store_id uuid,
  team_id uuid,
  customer_id uuid,
  channel text not null check (channel in ('page', 'chat', 'phone', 'mail', 'review', 'platform')),
  severity text not null check (severity in ('normal', 'serious', 'safety')),
  about text not null,
  state text not null check (state in ('received', 'accepted', 'told', 'confirmed', 'closed', 'withdrawn')),
  asked_by text not null check (asked_by in ('customer', 'staff')),
  assignee_id uuid,
  assignee_name text,
  received_at timestamptz not null,
  accepted_at timestamptz,
  last_told_at timestamptz,
  result text,
  told_at timestamptz,
  compensation_fen bigint not null default 0 check (compensation_fen >= 0),
  confirmed_at timestamptz,
  confirmed_how text,
  rating int check (rating between 1 and 5),
  closed_at timestamptz,
  reopened int not null default 0,
  cause text references sales.complaint_cause,
  whys text[] not null default '{}',
  sku_id uuid,
  carrier text,
  batch text,
  person_id uuid,
  person_name text,
  cause_at timestamptz,
  version int not null default 1,
  search tsvector not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index complaint_newest on sales.complaint (received_at desc, id desc);
create index complaint_open on sales.complaint (state, received_at desc) where state in ('received', 'accepted', 'told', 'confirmed');
create index complaint_of_order on sales.complaint (order_id) where order_id is not null;
create index complaint_by_cause on sales.complaint (cause, received_at) where cause is not null;
create index complaint_search on sales.complaint using gin (search);

create table sales.complaint_note (
  id uuid primary key,
  complaint_id uuid not null references sales.complaint,
  kind text not null check (kind in ('customer', 'progress', 'result', 'internal')),
  words text not null,
  by_name text not null,
  at timestamptz not null
);
create index complaint_note_of on sales.complaint_note (complaint_id, at);

create table sales.complaint_action (
  id uuid primary key,
  complaint_id uuid not null references sales.complaint,
  what text not null,
  owner_id uuid not null,
  owner_name text not null,
  due_at timestamptz not null,
  effect text,
  agreed_at timestamptz not null,
  verified_at timestamptz,
  verified_name text,
  version int not null default 1
);
create index complaint_action_of on sales.complaint_action (complaint_id);

-- How much each post may give as compensation, in fen.
create table sales.compensation_limit (
  post text primary key,
  limit_fen bigint not null check (limit_fen >= 0),
  version int not null default 1
);
insert into sales.compensation_limit (post, limit_fen) values ('service-agent', 2000), ('service-lead', 20000), ('department-head', 200000);

create table sales.feedback (
  id uuid primary key,
  feedback_no text not null unique,
  channel text not null check (channel in ('page', 'chat', 'phone', 'mail', 'review')),
  order_id uuid references sales."order",
  store_id uuid,
  team_id uuid,
  customer_id uuid,
  author text,
  rating int check (rating between 1 and 5),
  words text not null,
  state text not null check (state in ('open', 'answered', 'merged', 'spam')),
  assignee_id uuid,
  assignee_name text,
  merged_into uuid references sales.feedback,
  -- The number at the source: the same review is taken once.
  source_key text unique,
  received_at timestamptz not null,
  answered_at timestamptz,
  version int not null default 1,
  search tsvector not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index feedback_newest on sales.feedback (received_at desc, id desc);
create index feedback_open on sales.feedback (received_at, id) where state = 'open';
create index feedback_search on sales.feedback using gin (search);

create table sales.feedback_message (
  id uuid primary key,
  feedback_id uuid not null references sales.feedback,
  public boolean not null,
  words text not null,
  by_kind text not null,
  by_name text not null,
  at timestamptz not null
);
create index feedback_message_of on sales.feedback_message (feedback_id, at);

create table sales.feedback_task (
  id uuid primary key,
  feedback_id uuid not null references sales.feedback,
  post text not null,
  assignee_id uuid,
  assignee_name text,
  ask text not null,
  state text not null check (state in ('open', 'done', 'withdrawn')),
  answer text,
  opened_at timestamptz not null,
  done_at timestamptz,
  version int not null default 1
);
create index feedback_task_of on sales.feedback_task (feedback_id);
