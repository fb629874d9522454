-- A row of a file, or a buyer's messages, is one lead however often it is imported.
create unique index lead_imported on sales.lead (outside_ref) where how in ('import', 'message') and outside_ref is not null;
