import { useState } from 'react';
import { Button, Drawer, Input } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { words } from '../../../../src/kernel/words.ts';
import { changeTeam, dissolveTeam, formTeam, listTeams } from '../../../../src/registers/company/places/contract.ts';
import { usePerson } from '../../../shell/session.tsx';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { Num } from '../../../ui/values.tsx';
import { StaffPicker, StaffSelect } from '../staff/pick.tsx';

type Row = RowOf<typeof listTeams>;

const columns: Column<Row>[] = [
  { key: 'name', title: words('团队', 'Team'), width: 180, fixed: true, sort: 'up', render: (x) => <b>{x.name}</b> },
  { key: 'lead', title: words('负责人', 'Lead'), width: 120, render: (x) => x.lead?.name ?? '—' },
  { key: 'members', title: words('成员', 'Members'), width: 'minmax(160px, 2fr)', render: (x) => <span className="dz-cut">{x.members.map((m) => m.name).join(' · ') || '—'}</span> },
  { key: 'count', title: words('人数', 'Number'), width: 70, align: 'right', render: (x) => <Num value={x.members.length} /> },
  { key: 'stores', title: words('店铺', 'Stores'), width: 70, align: 'right', render: (x) => <Num value={x.stores} /> },
  { key: 'warehouses', title: words('仓库', 'Warehouses'), width: 80, align: 'right', render: (x) => <Num value={x.warehouses} /> },
];
const filters: Filter[] = [
  { key: 'active', kind: 'choice', pinned: true, title: words('状态', 'State'), options: [{ value: 'true', words: words('在用', 'In use') }, { value: 'false', words: words('已撤销', 'Dissolved') }] },
];

function TeamForm({ team, onClose }: { team: Row | null; onClose: () => void }) {
  const t = useT();
  const [form, change] = [useAct(formTeam), useAct(changeTeam)];
  return (
    <EditorForm act={team ? change : form} schema={formTeam.body!} onCancel={onClose} initial={team ? { name: team.name, leadId: team.lead?.id ?? null, memberIds: team.members.map((m) => m.id) } : { memberIds: [] }} onSave={async (body) => {
      if (team) await change.run({ params: { id: team.id }, body: { version: team.version, ...body } });
      else await form.run({ body });
      onClose();
    }}>
      <Field name="name" label={t('团队名称', 'Name')}><Input autoFocus /></Field>
      <Field name="leadId" label={t('负责人', 'Lead')}><StaffSelect allowClear known={team?.lead} /></Field>
      <Field name="memberIds" label={t('成员', 'Members')} hint={t('成员能看到归属本团队的店铺、订单和仓库', 'Members see the stores, orders and warehouses of the team')}><StaffPicker known={team?.members ?? []} /></Field>
    </EditorForm>
  );
}

function TeamPeek({ team, onEdit }: { team: Row; onEdit: (() => void) | null }) {
  const t = useT();
  const dissolve = useAct(dissolveTeam);
  return (
    <>
      <dl className="dz-facts">
        <div><dt>{t('负责人', 'Lead')}</dt><dd>{team.lead ? <a href={`/settings/staff/${team.lead.id}`}>{team.lead.name}</a> : '—'}</dd></div>
        <div><dt>{t('成员', 'Members')}</dt><dd>{team.members.length === 0 ? '—' : team.members.map((m) => <a key={m.id} href={`/settings/staff/${m.id}`}>{m.name} </a>)}</dd></div>
        <div><dt>{t('店铺', 'Stores')}</dt><dd>{team.stores}</dd></div>
      </dl>
      {onEdit && team.active && (
        <div className="dz-row dz-form-foot" style={{ marginTop: 12 }}>
          <Button type="primary" onClick={onEdit}>{t('调整', 'Change')}</Button>
          <ActButton act={dissolve} label={t('撤销团队', 'Dissolve')} confirm={t('成员将不再看到归属本团队的数据；记录保留。', 'Members no longer see its rows; the records stay.')} run={() => dissolve.run({ params: { id: team.id }, body: {} })} />
        </div>
      )}
    </>
  );
}

export default function TeamList() {
  const t = useT();
  const may = usePerson().posts.includes('administrator');
  const [editing, setEditing] = useState<Row | 'new' | null>(null);
  return (
    <>
      <ListPage name="settings.teams" title={t('团队', 'Teams')} endpoint={listTeams} topics={['company']} columns={columns} filters={filters} defaultSort="name" rowKey={(x) => x.id}
        preview={(x) => <TeamPeek team={x} onEdit={may ? () => setEditing(x) : null} />} previewTitle={(x) => x.name}
        primary={may && <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>{t('组建团队', 'Form a team')}</Button>}
        empty={<EmptyState title={t('还没有团队', 'No teams yet')} hint={t('团队决定谁能看到哪些店铺、订单和仓库。', 'Teams decide who sees which stores, orders and warehouses.')} />} />
      <Drawer open={editing !== null} onClose={() => setEditing(null)} size={480} destroyOnHidden title={editing === 'new' ? t('组建团队', 'Form a team') : t('调整团队', 'Change the team')}>
        {editing !== null && <TeamForm team={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      </Drawer>
    </>
  );
}
