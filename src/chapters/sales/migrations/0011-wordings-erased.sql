-- A wording is never changed; when its person has the data erased and no law demands it any longer, it is emptied, and its hash stays.
create or replace function sales.keep_revision() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.body = '[已删除 erased]' and new.note in ('', '[已删除 erased]') and new.by_name in (old.by_name, '[已删除 erased]')
    and (new.contract_id, new.revision, new.side, new.hash, new.at) = (old.contract_id, old.revision, old.side, old.hash, old.at)
    and not exists (select from sales.contract c where c.id = old.contract_id and c.state in ('draft', 'final', 'sent')) then
    return new;
  end if;
  raise exception 'a revision of a contract is never changed';
end $$;
