-- A return may be paid back in parts (clause 2.4.2): what is still owed after its difference was paid, and of goods that came by an exchange, from each order whose money stands behind them.
alter table finance.refund add column part int not null default 0 check (part >= 0);
alter table finance.refund drop constraint refund_source_type_source_id_key;
alter table finance.refund add constraint refund_once unique (source_type, source_id, order_id, part);
