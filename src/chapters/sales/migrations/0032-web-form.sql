-- Leads that people leave in our own form (clause 2.1.2).
alter table sales.lead drop constraint lead_how_check;
alter table sales.lead add constraint lead_how_check check (how in ('form', 'api', 'webhook', 'import', 'message', 'mail', 'web-form'));
