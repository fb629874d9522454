import { useState } from 'react';
import { Button, Drawer, Input, Select, Switch } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { z } from 'zod';
import { accountFields, listAccounts, readCarriers, removeAccountEnd, saveAccountEnd, type AccountRow } from '../../../../src/chapters/logistics/carriers/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';

const schema = z.strictObject(accountFields);

function Warehouse({ a }: { a: AccountRow }) {
  const t = useT();
  return <span className="dz-cut">{a.warehouseName ?? t('全部仓库', 'All warehouses')}</span>;
}
function Keyed({ a }: { a: AccountRow }) {
  const t = useT();
  return <span className={a.keyed ? 'dz-kept' : 'dz-2'}>{a.keyed ? t('已设置', 'Set') : t('无', 'None')}</span>;
}
function State({ a }: { a: AccountRow }) {
  const t = useT();
  return a.active ? <span className="dz-kept">{t('启用', 'On')}</span> : <span className="dz-2">{t('停用', 'Off')}</span>;
}

const columns: Column<AccountRow>[] = [
  { key: 'carrier', title: words('承运商', 'Carrier'), width: 'minmax(120px, 1fr)', fixed: true, sort: 'up', render: (a) => <b className="dz-cut">{a.carrierName}</b> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 'minmax(120px, 1fr)', render: (a) => <Warehouse a={a} /> },
  { key: 'partner', title: words('客户编码', 'Account'), width: 'minmax(140px, 1fr)', render: (a) => <IdTag value={a.partnerId} /> },
  { key: 'net', title: words('网点', 'Branch'), width: 120, render: (a) => a.net ?? '—' },
  { key: 'keyed', title: words('密钥', 'Key'), width: 90, render: (a) => <Keyed a={a} /> },
  { key: 'template', title: words('面单模板', 'Template'), width: 120, render: (a) => a.templateId ?? '—' },
  { key: 'state', title: words('状态', 'State'), width: 80, render: (a) => <State a={a} /> },
  { key: 'updated', title: words('更新', 'Changed'), width: 120, render: (a) => <When at={a.updatedAt} /> },
];
const filters: Filter[] = [{ key: 'active', kind: 'choice', pinned: true, title: words('状态', 'State'), options: [{ value: 'true', words: words('启用', 'On') }, { value: 'false', words: words('停用', 'Off') }] }];

function Pick({ value, onChange, id, of, none }: { value?: string | null; onChange?: (next: string | null) => void; id?: string; of: readonly { value: string; label: string }[]; none?: string }) {
  return <Select {...(id ? { id } : {})} allowClear={none !== undefined} value={value ?? null} placeholder={none} onChange={(next?: string | null) => onChange?.(next ?? null)} options={[...of]} />;
}
/** Nothing typed is null: left as it is, or not there. */
function Blank({ value, onChange, id, secret }: { value?: string | null; onChange?: (next: string | null) => void; id?: string; secret?: boolean }) {
  const shared = { ...(id ? { id } : {}), value: value ?? '', autoComplete: 'off', onChange: (e: { target: { value: string } }) => onChange?.(e.target.value.trim() === '' ? null : e.target.value) };
  return secret ? <Input.Password {...shared} /> : <Input {...shared} />;
}
const On = ({ value, onChange, id }: { value?: boolean; onChange?: (on: boolean) => void; id?: string }) => <Switch {...(id ? { id } : {})} checked={value ?? false} {...(onChange ? { onChange } : {})} />;

const fresh = { warehouseId: null, partnerKey: null, partnerSecret: null, partnerName: null, net: null, code: null, checkMan: null, templateId: null, active: true };

function AccountForm({ of: a, onClose }: { of: AccountRow | null; onClose: () => void }) {
  const t = useT();
  const save = useAct(saveAccountEnd);
  const settings = useRead(readCarriers, {}, {});
  const keep = a?.keyed ? t('不填则不变', 'Left empty it stays') : undefined;
  const { warehouseId, partnerName, net, code, checkMan, templateId, active, carrierId, partnerId } = a ?? { ...fresh, carrierId: undefined, partnerId: undefined };
  return (
    <EditorForm act={save} schema={schema} initial={{ ...fresh, warehouseId, partnerName, net, code, checkMan, templateId, active, ...(carrierId ? { carrierId } : {}), ...(partnerId ? { partnerId } : {}) }} onCancel={onClose} onSave={async (body) => {
      await save.run({ body: { id: a?.id ?? null, version: a?.version ?? null, ...body } });
      onClose();
    }}>
      <Field name="carrierId" label={t('承运商', 'Carrier')}><Pick of={(settings.data?.carriers ?? []).map((c) => ({ value: c.id, label: c.name }))} /></Field>
      <Field name="warehouseId" label={t('仓库', 'Warehouse')} hint={t('仓库有自己的账号时优先使用', 'A warehouse’s own account goes first')}><Pick none={t('全部仓库', 'All warehouses')} of={(settings.data?.senders ?? []).map((s) => ({ value: s.warehouseId, label: s.warehouseName }))} /></Field>
      <Field name="partnerId" label={t('客户编码（partnerId）', 'Account (partnerId)')} hint={t('由快递网点提供；菜鸟等平台账号按快递100说明填写', 'From the carrier’s branch, or as kuaidi100 says for platform accounts')}><Input autoComplete="off" /></Field>
      <Field name="partnerKey" label={t('密钥（partnerKey）', 'Key (partnerKey)')} hint={keep}><Blank secret /></Field>
      <Field name="partnerSecret" label={t('密文（partnerSecret）', 'Secret (partnerSecret)')} hint={keep}><Blank secret /></Field>
      <Field name="partnerName" label={t('账号名称', 'Name of the account')}><Blank /></Field>
      <Field name="net" label={t('网点（net）', 'Branch (net)')}><Blank /></Field>
      <Field name="code" label={t('账号编码（code）', 'Code')}><Blank /></Field>
      <Field name="checkMan" label={t('快递员（checkMan）', 'Courier (checkMan)')}><Blank /></Field>
      <Field name="templateId" label={t('面单模板', 'Label template')} hint={t('不填则只取单号，用自己的面单', 'Empty: only the number is ordered, the label is ours')}><Blank /></Field>
      <Field name="active" label={t('启用', 'On')}><On /></Field>
    </EditorForm>
  );
}

/** E-waybill accounts of carriers' branches, per carrier and warehouse (clause 5.2.1). */
export default function AccountList() {
  const t = useT();
  const [editing, setEditing] = useState<AccountRow | 'new' | null>(null);
  const remove = useAct(removeAccountEnd);
  const close = () => setEditing(null);
  return (
    <>
      <ListPage name="logistics.accounts" title={t('电子面单账号', 'E-waybill accounts')} endpoint={listAccounts} topics={['logistics']} columns={columns} filters={filters} defaultSort="carrier" rowKey={(a) => a.id} rule={['5.2.1']}
        previewTitle={(a) => a.carrierName} searchHint={t('承运商、客户编码', 'Carrier or account')} preview={(a) => (
          <>
            <dl className="dz-facts">
              <div><dt>{t('仓库', 'Warehouse')}</dt><dd><Warehouse a={a} /></dd></div>
              <div><dt>{t('客户编码', 'Account')}</dt><dd><IdTag value={a.partnerId} /></dd></div>
              <div><dt>{t('密钥', 'Key')}</dt><dd>{a.keyed ? t('已设置，不再显示', 'Set; not shown again') : t('无', 'None')}</dd></div>
              <div><dt>{t('网点', 'Branch')}</dt><dd>{a.net ?? '—'}</dd></div>
              <div><dt>{t('状态', 'State')}</dt><dd><State a={a} /></dd></div>
            </dl>
            <div className="dz-row dz-form-foot" style={{ marginTop: 12 }}>
              <Button type="primary" onClick={() => setEditing(a)}>{t('修改', 'Change')}</Button>
              <ActButton act={remove} label={t('删除', 'Remove')} confirm={t('该仓库将不能再向这家承运商取号。', 'No more waybills can be ordered by it.')} done={t('已删除', 'Removed')} run={() => remove.run({ params: { id: a.id }, body: { version: a.version } })} />
            </div>
          </>
        )}
        primary={<Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>{t('新增账号', 'Add an account')}</Button>}
        empty={<EmptyState title={t('还没有电子面单账号', 'No accounts yet')} hint={t('向快递网点申请后填到这里，打单时就能直接取号；没有账号时用运单号段或发货通知文件。', 'Enter what the carrier’s branch gave you and labels get their numbers at once; without one, use number ranges or the ship notice file.')} />} />
      <Drawer open={editing !== null} onClose={close} size={520} destroyOnHidden title={editing === 'new' ? t('新增电子面单账号', 'Add an account') : t('修改电子面单账号', 'Change the account')}>
        {editing !== null && <AccountForm of={editing === 'new' ? null : editing} onClose={close} />}
      </Drawer>
    </>
  );
}
