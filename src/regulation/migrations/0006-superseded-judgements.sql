-- A judgement that another look replaced stays readable and counts no more.
alter table regulation.judgement add column superseded_at timestamptz, add column superseded_reason text check ((superseded_at is null) = (superseded_reason is null));
