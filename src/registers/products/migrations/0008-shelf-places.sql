-- Where an article lies in a warehouse (库位), as people write it and as it is walked: `place_order` is made by the product so that A-2 comes before
-- A-10 in plain comparison, whatever the collation of the database.
alter table products.stock_item add column place text check (place <> '' and length(place) <= 40);
alter table products.stock_item add column place_order text collate "C";
alter table products.stock_item add constraint place_has_its_order check ((place is null) = (place_order is null));
