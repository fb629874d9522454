-- Orders that cannot wait: with a reason, first at the desks (clause 2.3.3).
alter table sales."order" add column urgent_at timestamptz;
alter table sales."order" add column urgent_reason text check (urgent_reason <> '');
alter table sales."order" add column urgent_by text;
alter table sales."order" add constraint urgent_has_reason check ((urgent_at is null) = (urgent_reason is null));
create index order_urgent on sales."order" (placed_at, id) where urgent_at is not null and state in ('unpaid', 'to-review', 'held', 'short', 'released');
