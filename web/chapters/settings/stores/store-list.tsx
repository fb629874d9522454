import { useState } from 'react';
import { Button, Drawer, Input, Select } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { z } from 'zod';
import { words } from '../../../../src/kernel/words.ts';
import { changeStore, closeStore, listStores, openStore, platforms, reopenStore, type Platform } from '../../../../src/chapters/operations/contract.ts';
import { usePerson } from '../../../shell/session.tsx';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { TeamSelect, WarehouseSelect } from '../staff/pick.tsx';

type Row = RowOf<typeof listStores>;
const platformWords = (name: string) => (Object.hasOwn(platforms, name) ? platforms[name as Platform] : words(name, name));

function PlatformName({ name }: { name: string }) {
  const { tw } = useLanguage();
  return <>{tw(platformWords(name))}</>;
}
function State({ state }: { state: Row['state'] }) {
  const t = useT();
  return state === 'open' ? <span className="dz-kept">{t('营业中', 'Open')}</span> : <span className="dz-2">{t('已关闭', 'Closed')}</span>;
}

const columns: Column<Row>[] = [
  { key: 'name', title: words('店铺', 'Store'), width: 'minmax(160px, 2fr)', fixed: true, sort: 'up', render: (s) => <b className="dz-cut">{s.name}</b> },
  { key: 'platform', title: words('平台', 'Marketplace'), width: 100, render: (s) => <PlatformName name={s.platform} /> },
  { key: 'team', title: words('团队', 'Team'), width: 120, render: (s) => s.team?.name ?? '—' },
  { key: 'warehouse', title: words('默认仓库', 'Warehouse'), width: 120, render: (s) => s.warehouse?.name ?? '—' },
  { key: 'outside', title: words('平台店铺编号', 'Shop id'), width: 130, render: (s) => (s.outsideShopId ? <IdTag value={s.outsideShopId} /> : '—') },
  { key: 'aliases', title: words('文件中的别名', 'Names in files'), width: '1fr', render: (s) => <span className="dz-cut">{s.aliases.join(' · ') || '—'}</span> },
  { key: 'openedAt', title: words('开设', 'Opened'), width: 110, sort: 'down', render: (s) => <When at={s.openedAt} /> },
  { key: 'state', title: words('状态', 'State'), width: 80, render: (s) => <State state={s.state} /> },
];
const filters: Filter[] = [
  { key: 'platform', kind: 'choice', many: true, pinned: true, title: words('平台', 'Marketplace'), options: Object.entries(platforms).map(([value, said]) => ({ value, words: said })) },
  { key: 'state', kind: 'choice', pinned: true, title: words('状态', 'State'), options: [{ value: 'open', words: words('营业中', 'Open') }, { value: 'closed', words: words('已关闭', 'Closed') }] },
];

const none = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' || value === undefined ? null : value), schema);
const given = openStore.body!.shape;
const newStore = z.object({ ...given, outsideShopId: none(given.outsideShopId) });
const oldStore = newStore.omit({ platform: true });

function PlatformSelect(p: { id?: string; value?: string; onChange?: (value: string) => void }) {
  const { tw } = useLanguage();
  return <Select {...p} options={Object.entries(platforms).map(([value, said]) => ({ value, label: tw(said) }))} />;
}
const Tags = ({ id, value, onChange }: { id?: string; value?: string[]; onChange?: (value: string[]) => void }) =>
  <Select {...(id ? { id } : {})} mode="tags" open={false} suffixIcon={null} value={value ?? []} onChange={(next: string[]) => onChange?.(next)} tokenSeparators={[',', '，', ';', '；']} />;

function StoreForm({ store, onClose }: { store: Row | null; onClose: () => void }) {
  const t = useT();
  const [open, change] = [useAct(openStore), useAct(changeStore)];
  const fields = (
    <>
      <Field name="name" label={t('店铺名称', 'Name')}><Input autoFocus /></Field>
      {!store && <Field name="platform" label={t('平台', 'Marketplace')}><PlatformSelect /></Field>}
      <Field name="teamId" label={t('归属团队', 'Team')} hint={t('该团队的人能看到这家店的订单', 'Its people see the orders of the store')}><TeamSelect known={store?.team} /></Field>
      <Field name="defaultWarehouseId" label={t('默认发货仓库', 'Ships from')}><WarehouseSelect known={store?.warehouse} /></Field>
      <Field name="outsideShopId" label={t('平台店铺编号', 'Shop id of the marketplace')}><Input spellCheck={false} /></Field>
      <Field name="aliases" label={t('文件中的别名', 'Names in files')} hint={t('导出文件里写的店名与上面不同时填写，回车分隔', 'Where exported files call it otherwise; Enter after each')}><Tags /></Field>
    </>
  );
  if (!store) return <EditorForm act={open} schema={newStore} saveLabel={t('开设', 'Open')} onCancel={onClose} initial={{ aliases: [] }} onSave={async (body) => { await open.run({ body }); onClose(); }}>{fields}</EditorForm>;
  return (
    <EditorForm act={change} schema={oldStore} onCancel={onClose} initial={{ name: store.name, teamId: store.team?.id ?? null, defaultWarehouseId: store.warehouse?.id ?? null, outsideShopId: store.outsideShopId, aliases: store.aliases }}
      onSave={async (body) => { await change.run({ params: { id: store.id }, body: { version: store.version, ...body } }); onClose(); }}>{fields}</EditorForm>
  );
}

function StorePeek({ store, onEdit, head }: { store: Row; onEdit: () => void; head: boolean }) {
  const t = useT();
  const [close, reopen] = [useAct(closeStore), useAct(reopenStore)];
  const [closing, setClosing] = useState(false);
  const params = { id: store.id };
  if (closing) {
    return (
      <EditorForm act={close} schema={closeStore.body!} saveLabel={t('关闭店铺', 'Close the store')} onCancel={() => setClosing(false)} onSave={async (body) => {
        await close.run({ params, body });
        setClosing(false);
      }}>
        <p className="dz-2">{t('不再接新订单；已有订单照常办完，以后可以恢复。', 'It takes no new orders; those that it has go on to their end. It can be opened again.')}</p>
        <Field name="reason" label={t('原因', 'Reason')}><Input autoFocus /></Field>
      </EditorForm>
    );
  }
  return (
    <>
      <dl className="dz-facts">
        <div><dt>{t('平台', 'Marketplace')}</dt><dd><PlatformName name={store.platform} /></dd></div>
        <div><dt>{t('团队', 'Team')}</dt><dd>{store.team?.name ?? '—'}</dd></div>
        <div><dt>{t('默认仓库', 'Ships from')}</dt><dd>{store.warehouse?.name ?? '—'}</dd></div>
        <div><dt>{t('别名', 'Other names')}</dt><dd>{store.aliases.join(t('、', ', ')) || '—'}</dd></div>
        <div><dt>{t('开设', 'Opened')}</dt><dd><When at={store.openedAt} /></dd></div>
      </dl>
      <div className="dz-row dz-form-foot" style={{ marginTop: 12 }}>
        <Button type="primary" onClick={onEdit}>{t('修改', 'Change')}</Button>
        {head && store.state === 'open' && (
          <Button onClick={() => setClosing(true)}>{t('关闭店铺', 'Close the store')}</Button>
        )}
        {head && store.state === 'closed' && <ActButton act={reopen} label={t('恢复营业', 'Open again')} done={t('已恢复', 'Open again')} run={() => reopen.run({ params, body: {} })} />}
      </div>
    </>
  );
}

export default function StoreList() {
  const t = useT();
  const person = usePerson();
  const head = person.posts.includes('administrator') || person.posts.includes('department-head');
  const [editing, setEditing] = useState<Row | 'new' | null>(null);
  return (
    <>
      <ListPage name="settings.stores" title={t('店铺', 'Stores')} endpoint={listStores} topics={['store', 'company']} columns={columns} filters={filters} defaultSort="name" rowKey={(s) => s.id} rule={['4.1.1']}
        preview={(s) => <StorePeek store={s} head={head} onEdit={() => setEditing(s)} />} previewTitle={(s) => s.name} searchHint={t('店名、别名、平台编号', 'Name, other names, shop id')}
        primary={head && <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>{t('开设店铺', 'Open a store')}</Button>}
        empty={<EmptyState title={t('还没有店铺', 'No stores yet')} hint={t('先登记店铺，再导入它的订单。', 'Enter a store, then import its orders.')} />} />
      <Drawer open={editing !== null} onClose={() => setEditing(null)} size={520} destroyOnHidden title={editing === 'new' ? t('开设店铺', 'Open a store') : t('修改店铺', 'Change the store')}>
        {editing !== null && <StoreForm store={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      </Drawer>
    </>
  );
}
