-- How an inspection was made (clause 2.3.3): every article scanned, some of them confirmed by eye because they bear no barcode, or looked at as a whole.
alter table logistics.inspection add column how text check (how in ('scanned', 'by-eye', 'as-a-whole'));
