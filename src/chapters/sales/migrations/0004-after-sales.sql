-- After-sales: returns and exchanges (clause 2.4.2).

-- Why customers give goods back: a tree that the department maintains. The cause is what the law asks for.
create table sales.return_reason (
  key text primary key check (key ~ '^[a-z0-9-]{2,40}$'),
  parent text references sales.return_reason,
  zh text not null,
  en text not null,
  cause text not null check (cause in ('no-reason', 'faulty', 'wrong-goods', 'transport-damage', 'not-as-described', 'late')),
  -- What customers call it: finds the reason from their own words and from marketplaces' files.
  synonyms text[] not null default '{}',
  needs_photo boolean not null default false,
  active boolean not null default true,
  position int not null,
  version int not null default 1
);
insert into sales.return_reason (key, parent, zh, en, cause, synonyms, needs_photo, position) values
  ('own-cause', null, '个人原因', 'Own reasons', 'no-reason', '{}', false, 10),
  ('quality', null, '质量问题', 'Quality', 'faulty', '{}', true, 20),
  ('our-mistake', null, '商家原因', 'Our mistake', 'wrong-goods', '{}', true, 30),
  ('on-the-way', null, '物流原因', 'On the way', 'transport-damage', '{}', false, 40),
  ('not-wanted', 'own-cause', '不想要了', 'No longer wanted', 'no-reason', '{不喜欢,多拍,拍错,不需要,七天无理由,无理由}', false, 11),
  ('wrong-size', 'own-cause', '尺码、颜色拍错', 'Wrong size or colour ordered', 'no-reason', '{尺码不合适,大小不合适,颜色不喜欢,码数}', false, 12),
  ('broken-in-use', 'quality', '无法使用或有故障', 'Does not work', 'faulty', '{坏了,不能用,漏水,开不了,故障}', true, 21),
  ('flaw', 'quality', '有瑕疵、做工差', 'Flawed', 'faulty', '{瑕疵,掉色,开线,做工,破损,有污渍}', true, 22),
  ('spoilt', 'quality', '变质、过期', 'Spoilt or expired', 'faulty', '{变质,过期,发霉,异味}', true, 23),
  ('wrong-goods', 'our-mistake', '发错货', 'Wrong goods sent', 'wrong-goods', '{错发,发错,货不对}', true, 31),
  ('missing-goods', 'our-mistake', '少件、漏发', 'Goods missing', 'wrong-goods', '{少发,漏发,缺件,少件}', true, 32),
  ('not-as-described', 'our-mistake', '与描述不符', 'Not as described', 'not-as-described', '{描述不符,与图片不符,材质不符,假冒}', true, 33),
  ('damaged-on-the-way', 'on-the-way', '运输中损坏', 'Damaged on the way', 'transport-damage', '{压坏,摔坏,包装破损,碎了}', true, 41),
  ('not-arrived', 'on-the-way', '没有收到货', 'Not arrived', 'late', '{未收到,丢件,一直没到,物流停滞}', false, 42),
  ('too-late', 'on-the-way', '送得太晚', 'Too late', 'late', '{太慢,超时,晚到}', false, 43);

-- Products without no-reason return, by class of the law.
create table sales.goods_exclusion (
  product_id uuid primary key,
  exclusion text not null,
  note text,
  by_id uuid,
  by_name text not null,
  at timestamptz not null
);

create table sales.return (
  id uuid primary key,
  return_no text not null unique,
  order_id uuid not null references sales."order",
  store_id uuid not null,
  team_id uuid,
  customer_id uuid,
  type text not null check (type in ('before-shipping', 'refund-only', 'return', 'exchange', 'replacement', 'refused-parcel', 'repair')),
  reason text not null references sales.return_reason,
  -- As the reason stood when it was asked; whoever decides may find another.
  cause text not null,
  asked_by text not null check (asked_by in ('customer', 'staff')),
  words text,
  photos uuid[] not null default '{}',
  state text not null,
  -- When the receiver signed, as far as it was known when it was asked.
  signed_at timestamptz,
  requested_at timestamptz not null,
  -- The decision of the rule and of the person, with its articles.
  decision jsonb,
  decided_at timestamptz,
  decided_by uuid,
  decided_name text,
  payer text check (payer in ('customer', 'company', 'shared')),
  repriced boolean not null default false,
  gifts_kept_fen bigint not null default 0 check (gifts_kept_fen >= 0),
  refund_fen bigint not null default 0 check (refund_fen >= 0),
  -- Freight of the way back that the customer laid out, and what of it we owe.
  laid_out_fen bigint not null default 0 check (laid_out_fen >= 0),
  freight_owed_fen bigint not null default 0 check (freight_owed_fen >= 0),
  needs_goods boolean,
  warehouse_id uuid,
  carrier text,
  waybill_no text,
  sent_at timestamptz,
  received_at timestamptz,
  inspected_at timestamptz,
  inspection_note text,
  exchange_order_id uuid references sales."order",
  closed_at timestamptz,
  version int not null default 1,
  search tsvector not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 85);
create index return_newest on sales.return (requested_at desc, id desc);
create index return_of_order on sales.return (order_id, requested_at);
create index return_open on sales.return (state, requested_at desc, id desc) where state in ('requested', 'awaiting-goods', 'on-the-way', 'received', 'to-pay', 'to-exchange', 'to-repair');
create index return_by_waybill on sales.return (upper(waybill_no)) where waybill_no is not null;
create unique index return_of_exchange on sales.return (exchange_order_id) where exchange_order_id is not null;
create index return_search on sales.return using gin (search);

create table sales.return_line (
  return_id uuid not null references sales.return,
  order_line_id uuid not null references sales.order_line,
  sku_id uuid,
  quantity int not null check (quantity > 0),
  restocked int not null default 0 check (restocked >= 0),
  scrapped int not null default 0 check (scrapped >= 0),
  sent_back int not null default 0 check (sent_back >= 0),
  primary key (return_id, order_line_id),
  constraint inspected_within check (restocked + scrapped + sent_back <= quantity)
);
create index return_line_of on sales.return_line (order_line_id);

-- No unit of an order is given back twice: of each line, what stands in returns never exceeds what was bought.
create function sales.refuse_returned_twice() returns trigger language plpgsql as $$
declare
  bought int;
  claimed bigint;
begin
  select quantity into bought from sales.order_line where id = new.order_line_id for no key update;
  select coalesce(sum(l.quantity - l.sent_back), 0) into claimed from sales.return_line l join sales.return r on r.id = l.return_id
    where l.order_line_id = new.order_line_id and r.state not in ('refused', 'rejected', 'withdrawn') and r.type not in ('repair');
  if claimed > bought then
    raise exception 'line % was bought % times and is given back % times', new.order_line_id, bought, claimed using errcode = 'check_violation', constraint = 'returned_twice';
  end if;
  return null;
end $$;
create trigger return_line_once after insert or update of quantity on sales.return_line for each row execute function sales.refuse_returned_twice();

create table sales.return_photo (
  id uuid primary key,
  return_id uuid not null references sales.return,
  sha256 text not null,
  added_by text not null,
  added_at timestamptz not null
);
create index return_photo_of on sales.return_photo (return_id);
