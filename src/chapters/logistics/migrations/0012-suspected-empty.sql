-- A parcel that weighs next to nothing against its goods is suspected to be empty (空包, clause 2.3.3): only the head of the department lets it go.
alter table logistics.weight_hold add column suspected_empty boolean not null default false;
