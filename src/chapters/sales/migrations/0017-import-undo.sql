-- Which import entered an order, so that the import can be taken back; and the marketplace's number of an order that was, which the next one may bear again.
alter table sales."order" add column entered_by_run uuid;
alter table sales."order" add column undone_outside_no text;
create index order_of_run on sales."order" (entered_by_run, id) where entered_by_run is not null;
