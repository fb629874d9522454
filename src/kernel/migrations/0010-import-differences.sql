-- Why a file whose totals disagree with its rows was imported all the same: the reason, who gave it and when.
alter table kernel.import_run add column difference jsonb;
