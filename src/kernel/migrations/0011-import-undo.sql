-- A run that was taken back: why, by whom and when, how many records were, and which were not.
alter table kernel.import_run add column undone jsonb;
alter table kernel.import_run drop constraint import_run_state_check;
alter table kernel.import_run add constraint import_run_state_check check (state in ('recognised', 'staging', 'unreadable', 'staged', 'running', 'failed', 'done', 'cancelled', 'undone'));
alter table kernel.import_run add constraint undone_with_reason check ((state = 'undone') = (undone is not null));
