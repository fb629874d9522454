-- What of a parcel is a gift (clause 2.3.3): whoever picks and packs sees it; its weight and its place on the shelf are those of any goods.
alter table logistics.parcel_line add column is_gift boolean not null default false;
