-- Robots of group chats (DingTalk, WeCom, Feishu). Address and secret are sealed: whoever knows them may speak in the group.
create table kernel.robot (
  id uuid primary key,
  name text not null check (name <> ''),
  kind text not null check (kind in ('dingtalk', 'wecom', 'feishu')),
  address bytea not null,
  secret bytea,
  -- What people recognise it by: host and the last four characters of its address.
  hint text not null,
  -- Whose group it is: a team's, one person's, or nobody's in particular.
  team_id uuid,
  staff_id uuid,
  active boolean not null default true,
  -- Instants of the last messages, newest last: no more than twenty in any minute.
  sends timestamptz[] not null default '{}',
  created_by uuid,
  created_at timestamptz not null,
  version int not null default 1,
  check (team_id is null or staff_id is null)
);
create index robot_of_staff on kernel.robot (staff_id) where staff_id is not null;
create index robot_of_team on kernel.robot (team_id) where team_id is not null;
