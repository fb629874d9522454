-- Photos that customers attach to feedback and complaints on their page (clauses 2.4.1, 2.4.3).
create table sales.case_photo (
  -- The id of the file.
  id uuid primary key,
  feedback_id uuid references sales.feedback,
  complaint_id uuid references sales.complaint,
  -- The message or note that it came with; null: the words that the feedback began with.
  said_in uuid,
  position int not null,
  sha256 text not null,
  added_at timestamptz not null,
  constraint photo_of_one_case check (num_nonnulls(feedback_id, complaint_id) = 1)
);
create index case_photo_of_feedback on sales.case_photo (feedback_id) where feedback_id is not null;
create index case_photo_of_complaint on sales.case_photo (complaint_id) where complaint_id is not null;
create index case_photo_same on sales.case_photo (sha256);
