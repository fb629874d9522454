-- Goods expected of a purchase order: they come in through its inspection and not beside it.
alter table products.goods_receipt add column of_order text check (of_order <> '');
