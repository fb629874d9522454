-- From need to contract: opportunities, price lists, quotes, product sheets, contracts. Clauses 2.2.1 to 2.2.4 and the first line of 2.3.1.

create table sales.opportunity (
  id uuid primary key,
  opportunity_no text not null unique,
  title text not null check (title <> ''),
  -- Who wants to buy: a customer of the register, or still a lead. A quote needs the customer.
  customer_id uuid,
  lead_id uuid,
  -- Where the order will be entered; its team is the row scope.
  store_id uuid not null,
  team_id uuid,
  seller_id uuid not null,
  seller_name text not null,
  stage text not null check (stage in ('need', 'solution', 'quoted', 'accepted', 'contract', 'won', 'lost')),
  stage_at timestamptz not null,
  expected_fen bigint check (expected_fen >= 0),
  expected_on date,
  -- The structured need of clause 2.2.1, by the names of the parameter needFields.
  need jsonb not null default '{}',
  lost_reason text,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint opportunity_of_somebody check (customer_id is not null or lead_id is not null),
  constraint lost_has_reason check (stage <> 'lost' or lost_reason is not null)
);
create index opportunity_newest on sales.opportunity (created_at desc, id desc);
create index opportunity_by_stage on sales.opportunity (stage, stage_at desc, id desc) where stage not in ('won', 'lost');
create index opportunity_of_customer on sales.opportunity (customer_id) where customer_id is not null;
create index opportunity_search on sales.opportunity using gin (search);

-- The solution of an opportunity: each product with its reason.
create table sales.solution_line (
  opportunity_id uuid not null references sales.opportunity,
  position int not null,
  sku_id uuid not null,
  quantity int not null check (quantity > 0),
  reason text not null default '',
  primary key (opportunity_id, position)
);

-- Agreed prices for a class of customers and a channel (null = every one) in a period. Two lists for the same never hold at the same time.
create table sales.price_list (
  id uuid primary key,
  name text not null check (name <> ''),
  customer_class text check (customer_class in ('normal', 'key', 'wholesale')),
  platform text,
  valid daterange not null check (not isempty(valid)),
  scope_hash bigint not null generated always as (hashtextextended(coalesce(customer_class, '*') || '/' || coalesce(platform, '*'), 0)) stored,
  note text,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  constraint price_lists_never_overlap exclude using gist (int8range(scope_hash, scope_hash, '[]') with &&, valid with &&)
);
-- Price of one unit from a quantity on.
create table sales.price_entry (
  list_id uuid not null references sales.price_list on delete cascade,
  sku_id uuid not null,
  min_quantity int not null default 1 check (min_quantity > 0),
  unit_fen bigint not null check (unit_fen >= 0),
  primary key (list_id, sku_id, min_quantity)
);

create table sales.quote (
  id uuid primary key,
  -- BJ-20261127-0001, from the second version on with -V2.
  quote_no text not null unique,
  opportunity_id uuid not null references sales.opportunity,
  version_no int not null,
  state text not null check (state in ('draft', 'issued', 'accepted', 'replaced', 'withdrawn', 'expired')),
  customer_id uuid,
  store_id uuid not null,
  team_id uuid,
  seller_id uuid not null,
  seller_name text not null,
  -- Last day on which it can be accepted.
  valid_until date not null,
  list_fen bigint not null,
  goods_fen bigint not null,
  freight_fen bigint not null default 0,
  discount_bp int not null,
  -- Null where a cost is not known.
  margin_bp int,
  payment_terms text not null default '',
  delivery_terms text not null default '',
  note text not null default '',
  issued_at timestamptz,
  opened_at timestamptz,
  opens int not null default 0,
  accepted_at timestamptz,
  accepted_by text,
  accepted_via text check (accepted_via in ('link', 'phone', 'chat', 'mail', 'visit')),
  ended_at timestamptz,
  end_reason text,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (opportunity_id, version_no)
);
-- Of one opportunity at most one quote is open, and at most one is accepted.
create unique index quote_open on sales.quote (opportunity_id) where state = 'issued';
create unique index quote_agreed on sales.quote (opportunity_id) where state = 'accepted';
create unique index quote_draft on sales.quote (opportunity_id) where state = 'draft';
create index quote_newest on sales.quote (created_at desc, id desc);
create table sales.quote_line (
  quote_id uuid not null references sales.quote on delete cascade,
  position int not null,
  sku_id uuid not null,
  code text not null,
  title text not null,
  spec text,
  quantity int not null check (quantity > 0),
  -- Price of one unit by the list, and as it is offered.
  list_fen bigint not null,
  list_from text not null,
  unit_fen bigint not null check (unit_fen >= 0),
  cost_fen bigint,
  primary key (quote_id, position)
);
-- What was asked and answered about a quote.
create table sales.quote_message (
  id uuid primary key,
  quote_id uuid not null references sales.quote,
  side text not null check (side in ('customer', 'us')),
  body text not null check (body <> ''),
  by_name text not null,
  at timestamptz not null
);
create index quote_message_of on sales.quote_message (quote_id, at);

-- What the product does, for customers (clause 2.2.2).
create table sales.product_sheet (
  product_id uuid primary key,
  features text not null,
  advantages text not null,
  usage text not null,
  after_sales text not null,
  -- [{title, text}] and [{who, text}]
  cases jsonb not null default '[]',
  reviews jsonb not null default '[]',
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);
-- Each time a customer was shown products: what, by whom, how, and whether it was opened.
create table sales.introduction (
  id uuid primary key,
  introduction_no text not null unique,
  opportunity_id uuid not null references sales.opportunity,
  product_ids uuid[] not null check (cardinality(product_ids) > 0),
  channel text not null check (channel in ('link', 'phone', 'chat', 'mail', 'visit')),
  note text not null default '',
  by_id uuid,
  by_name text not null,
  sent_at timestamptz not null,
  opened_at timestamptz,
  opens int not null default 0
);
create index introduction_of on sales.introduction (opportunity_id, sent_at);

create table sales.contract_template (
  id uuid primary key,
  name text not null check (name <> ''),
  revision int not null,
  body text not null,
  note text not null default '',
  active boolean not null default true,
  created_at timestamptz not null,
  created_by text not null,
  unique (name, revision)
);
create table sales.contract (
  id uuid primary key,
  contract_no text not null unique,
  quote_id uuid not null references sales.quote,
  opportunity_id uuid not null references sales.opportunity,
  -- The contract that this one amends.
  amends_id uuid references sales.contract,
  template_id uuid references sales.contract_template,
  state text not null check (state in ('draft', 'final', 'sent', 'confirmed', 'withdrawn', 'amended')),
  customer_id uuid not null,
  store_id uuid not null,
  team_id uuid,
  seller_id uuid not null,
  seller_name text not null,
  total_fen bigint not null,
  -- [{name, share_bp, amount_fen, due}] in the order in which they fall due.
  plan jsonb not null default '[]',
  expires_on date,
  reminded_at timestamptz,
  revision int not null default 1,
  approved_at timestamptz,
  approved_by text,
  sent_at timestamptz,
  opened_at timestamptz,
  confirmed_at timestamptz,
  confirmed_by text,
  confirmed_ip text,
  confirmed_hash text,
  code_hash text,
  code_until timestamptz,
  code_tries int not null default 0,
  code_passed boolean not null default false,
  order_id uuid references sales."order",
  withdrawn_why text,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint confirmed_is_proved check (state <> 'confirmed' or (confirmed_at is not null and confirmed_by is not null and confirmed_hash is not null))
);
create index contract_newest on sales.contract (created_at desc, id desc);
create index contract_of_quote on sales.contract (quote_id);
create unique index contract_live on sales.contract (quote_id) where state in ('draft', 'final', 'sent', 'confirmed') and amends_id is null;
create index contract_expiring on sales.contract (expires_on) where state = 'confirmed' and reminded_at is null;
create index contract_search on sales.contract using gin (search);
-- Every wording of a contract, kept as it was (clause 2.2.4): refused to change.
create table sales.contract_revision (
  contract_id uuid not null references sales.contract,
  revision int not null,
  body text not null,
  side text not null check (side in ('us', 'customer')),
  by_name text not null,
  note text not null default '',
  hash text not null,
  at timestamptz not null,
  primary key (contract_id, revision)
);
create function sales.keep_revision() returns trigger language plpgsql as $$ begin raise exception 'a revision of a contract is never changed'; end $$;
create trigger contract_revision_kept before update or delete on sales.contract_revision for each row execute function sales.keep_revision();

-- Orders now come from contracts too.
alter table sales."order" drop constraint order_source_check;
alter table sales."order" add constraint order_source_check check (source in ('import', 'api', 'manual', 'contract'));

-- A first template, so that nobody begins with an empty page: the company changes it as it likes.
insert into sales.contract_template (id, name, revision, body, note, created_at, created_by) values (gen_random_uuid(), '标准买卖合同', 1, '# 买卖合同

合同编号：{{contractNo}}　　依据报价单：{{quoteNo}}　　日期：{{today}}

## 一、当事人
卖方（甲方）：{{company}}
买方（乙方）：{{customer}}（客户编号 {{customerNo}}）

## 二、产品名称、规格、数量和价款
{{#goods}}
{{position}}. {{name}}（编码 {{code}}），规格：{{spec}}，数量：{{quantity}}，单价：{{unitPrice}}，金额：{{amount}}
{{/goods}}
货款合计：{{goodsTotal}}{{#freight}}；运费：{{freight}}{{/freight}}；合同总额：{{total}}（含税）。

## 三、质量
产品质量应符合国家标准、行业标准以及产品资料所载的说明；乙方收货后七日内可就外观和数量提出异议，质量问题在质保期内均可提出。

## 四、交货期限、地点和方式
{{delivery}}{{^delivery}}自合同确认之日起十五日内，由甲方以快递或物流送至乙方指定的收货地址，运输风险由甲方承担至乙方签收。{{/delivery}}

## 五、付款方式
{{payment}}
{{#plan}}
第 {{step}} 期 {{name}}：{{share}}，{{amount}}，{{due}}支付。
{{/plan}}

## 六、售后服务
甲方按国家规定承担退货、更换、修理的责任，质保期一年。{{afterSales}}

## 七、违约责任
任何一方不履行合同义务或者履行不符合约定的，应当继续履行、采取补救措施或者赔偿损失；逾期交货或逾期付款的，每日按逾期部分金额的万分之五支付违约金。

## 八、争议解决
因本合同发生的争议，双方协商解决；协商不成的，任何一方可以向有管辖权的人民法院起诉。

## 九、其他
本合同经乙方在线确认后成立。{{#expiresOn}}有效期至 {{expiresOn}}。{{/expiresOn}}未尽事宜由双方以补充协议约定。', '首个模板', now(), '系统');
