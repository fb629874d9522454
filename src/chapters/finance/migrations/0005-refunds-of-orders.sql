-- Refunds of orders that were cancelled before anything left, and of amendments that lowered what an order costs.
alter table finance.refund drop constraint refund_source_type_check;
alter table finance.refund add constraint refund_source_type_check check (source_type in ('return', 'complaint', 'order', 'amendment'));
