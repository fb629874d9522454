-- Agreements of a period are counted for the board.
create index match_by_time on finance.match (at) where undone_at is null;
