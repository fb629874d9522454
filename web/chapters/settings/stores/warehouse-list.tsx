import { useState } from 'react';
import { Button, Drawer, Input, Switch } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { z } from 'zod';
import { words } from '../../../../src/kernel/words.ts';
import { changeWarehouse, createWarehouse, listWarehouses } from '../../../../src/registers/company/places/contract.ts';
import { usePerson } from '../../../shell/session.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { Num } from '../../../ui/values.tsx';
import { TeamSelect } from '../staff/pick.tsx';

type Row = RowOf<typeof listWarehouses>;
const addressOf = (w: Row) => [w.province, w.city, w.district, w.detail].filter(Boolean).join(' ') || '—';
const InUse = ({ active }: { active: boolean }) => {
  const t = useT();
  return active ? <>{t('在用', 'In use')}</> : <span className="dz-2">{t('停用', 'Not used')}</span>;
};

const columns: Column<Row>[] = [
  { key: 'name', title: words('仓库', 'Warehouse'), width: 180, fixed: true, sort: 'up', render: (w) => <b>{w.name}</b> },
  { key: 'team', title: words('团队', 'Team'), width: 140, render: (w) => w.team?.name ?? '—' },
  { key: 'address', title: words('地址', 'Address'), width: 'minmax(200px, 2fr)', render: (w) => <span className="dz-cut">{addressOf(w)}</span> },
  { key: 'stores', title: words('店铺', 'Stores'), width: 80, align: 'right', render: (w) => <Num value={w.stores} /> },
  { key: 'active', title: words('状态', 'State'), width: 80, render: (w) => <InUse active={w.active} /> },
];
const filters: Filter[] = [
  { key: 'active', kind: 'choice', pinned: true, title: words('状态', 'State'), options: [{ value: 'true', words: words('在用', 'In use') }, { value: 'false', words: words('停用', 'Not used') }] },
];

const none = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' || value === undefined ? null : value), schema);
const given = createWarehouse.body!.shape;
const shape = z.object({
  name: given.name, teamId: given.teamId, province: none(given.province), city: none(given.city), district: none(given.district), detail: none(given.detail), active: z.boolean(),
});
const Active = ({ value, onChange, id }: { value?: boolean; onChange?: (on: boolean) => void; id?: string }) => <Switch {...(id ? { id } : {})} checked={value ?? false} onChange={(on) => onChange?.(on)} />;

function WarehouseForm({ warehouse, onClose }: { warehouse: Row | null; onClose: () => void }) {
  const t = useT();
  const [create, change] = [useAct(createWarehouse), useAct(changeWarehouse)];
  return (
    <EditorForm act={warehouse ? change : create} schema={shape} onCancel={onClose} initial={warehouse ? { ...warehouse, teamId: warehouse.team?.id ?? null } : { active: true }} onSave={async ({ active, ...body }) => {
      if (warehouse) await change.run({ params: { id: warehouse.id }, body: { version: warehouse.version, ...body, active } });
      else await create.run({ body });
      onClose();
    }}>
      <Field name="name" label={t('仓库名称', 'Name')}><Input autoFocus /></Field>
      <Field name="teamId" label={t('团队', 'Team')}><TeamSelect known={warehouse?.team} /></Field>
      <Field name="province" label={t('省', 'Province')}><Input /></Field>
      <Field name="city" label={t('市', 'City')}><Input /></Field>
      <Field name="district" label={t('区县', 'District')}><Input /></Field>
      <Field name="detail" label={t('详细地址', 'Street and number')}><Input /></Field>
      {warehouse && <Field name="active" label={t('在用', 'In use')}><Active /></Field>}
    </EditorForm>
  );
}

export default function WarehouseList() {
  const t = useT();
  const may = usePerson().posts.includes('administrator');
  const [editing, setEditing] = useState<Row | 'new' | null>(null);
  return (
    <>
      <ListPage name="settings.warehouses" title={t('仓库', 'Warehouses')} endpoint={listWarehouses} topics={['company']} columns={columns} filters={filters} defaultSort="name" rowKey={(w) => w.id}
        previewTitle={(w) => w.name} preview={(w) => (
          <>
            <dl className="dz-facts">
              <div><dt>{t('团队', 'Team')}</dt><dd>{w.team?.name ?? '—'}</dd></div>
              <div><dt>{t('地址', 'Address')}</dt><dd>{addressOf(w)}</dd></div>
              <div><dt>{t('出库检验', 'Inspection')}</dt><dd><a href="/logistics/inspection-ways">{t('检验方式', 'Ways of inspection')}</a></dd></div>
            </dl>
            {may && <div className="dz-row dz-form-foot" style={{ marginTop: 12 }}><Button type="primary" onClick={() => setEditing(w)}>{t('修改', 'Change')}</Button></div>}
          </>
        )}
        primary={may && <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>{t('新建仓库', 'New warehouse')}</Button>}
        empty={<EmptyState title={t('还没有仓库', 'No warehouses yet')} hint={t('先建仓库，再登记库存。', 'Create one, then enter the stock.')} />} />
      <Drawer open={editing !== null} onClose={() => setEditing(null)} size={480} destroyOnHidden title={editing === 'new' ? t('新建仓库', 'New warehouse') : t('修改仓库', 'Change the warehouse')}>
        {editing !== null && <WarehouseForm warehouse={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      </Drawer>
    </>
  );
}
