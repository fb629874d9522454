-- The numbers of outside parcels as they were last told (docs/adr/0022), so that an export that says the same again says nothing.
alter table sales."order" add column outside_told text;
