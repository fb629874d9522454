-- Entries are found by the key of their source (`entry_source_key_key`), and the figures of a period come from the turnover: no statement asked for these two.
drop index finance.entry_by_source;
drop index finance.posting_by_period;
