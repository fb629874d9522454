-- Later imports whose files told of an order while it had not left: what they confirm is not taken back with the import that entered it (ADR 0023).
alter table sales."order" add column told_again_by uuid[] not null default '{}';
