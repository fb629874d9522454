-- Rows were mended since the totals were counted: a node counts them anew, once for all that were mended meanwhile.
alter table kernel.import_run add column recount_due boolean not null default false;
