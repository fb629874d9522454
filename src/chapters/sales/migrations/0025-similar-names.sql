-- Similar names (clause 2.1.2): by what a name is found although it is written another way. Each mark is a hash: nobody reads a name out of it.
create table sales.lead_mark (
  mark bigint not null,
  lead_id uuid not null references sales.lead,
  primary key (mark, lead_id)
);
create index lead_mark_of_lead on sales.lead_mark (lead_id);
-- Version of the marks that were made of the lead; older ones are made anew by a job.
alter table sales.lead add column marks int not null default 0;
create index lead_to_mark on sales.lead (id) where marks < 1 and state <> 'merged';
-- How alike the names are, of 100, and by what; null where the names are the same or other signs stand for it.
alter table sales.lead_duplicate add column name_score int check (name_score between 1 and 100);
alter table sales.lead_duplicate add column name_by text[];
