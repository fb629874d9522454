-- Goods that go back to their supplier (退供): a kind of movement of its own.
alter table products.movement drop constraint movement_kind_check;
alter table products.movement add constraint movement_kind_check check (kind in ('opening', 'receipt', 'return', 'issue', 'count', 'adjust', 'transfer-out', 'transfer-in', 'supplier-return')) not valid;
alter table products.movement validate constraint movement_kind_check;
