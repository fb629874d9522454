-- Evidence packets that somebody asked for: what they are about, and the two files (JSON to be checked, PDF to be read) by their hashes.
create table kernel.evidence_packet (
  id uuid primary key,
  kind text not null check (kind in ('clause', 'case', 'person')),
  about jsonb not null,
  title jsonb not null,
  reason text not null,
  asked_at timestamptz not null,
  asked_by uuid not null,
  asked_by_name text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  records int,
  obligations int,
  unsealed int,
  digest text,
  json_sha256 text,
  json_size bigint,
  pdf_sha256 text,
  pdf_size bigint,
  ended_at timestamptz,
  error jsonb
);
create index evidence_packet_newest on kernel.evidence_packet (asked_at desc, id desc);
create index evidence_packet_open on kernel.evidence_packet (asked_at) where state in ('waiting', 'running');
