import { useState } from 'react';
import { Button, Checkbox, DatePicker, Drawer, Input } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import dayjs, { type Dayjs } from 'dayjs';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { createToken, listTokens, revokeToken } from '../../../../src/registers/company/sign-in/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';

type Row = RowOf<typeof listTokens>;
const scopeWords: Record<Row['scopes'][number], Words> = { read: words('读取', 'Read'), write: words('写入', 'Write'), import: words('导入', 'Import') };
const stateWords: Record<Row['state'], Words> = { valid: words('有效', 'Valid'), expired: words('已过期', 'Expired'), revoked: words('已吊销', 'Revoked') };

function Scopes({ of }: { of: Row['scopes'] }) {
  const { tw } = useLanguage();
  return <>{of.map((s) => tw(scopeWords[s])).join(' · ')}</>;
}
function State({ state }: { state: Row['state'] }) {
  const { tw } = useLanguage();
  return <span className={state === 'valid' ? 'dz-kept' : 'dz-2'}>{tw(stateWords[state])}</span>;
}
function Revoke({ row }: { row: Row }) {
  const t = useT();
  const revoke = useAct(revokeToken);
  if (row.state !== 'valid') return null;
  return <ActButton act={revoke} label={t('吊销', 'Revoke')} done={t('已吊销', 'Revoked')} confirm={t('使用它的程序会立即停止工作。', 'Programs that use it stop at once.')} run={() => revoke.run({ params: { id: row.id }, body: {} })} />;
}

const columns: Column<Row>[] = [
  { key: 'name', title: words('用途', 'Name'), width: 'minmax(140px, 2fr)', fixed: true, render: (k) => <b className="dz-cut">{k.name}</b> },
  { key: 'staff', title: words('所属员工', 'Owner'), width: 120, render: (k) => k.staffName },
  { key: 'scopes', title: words('权限', 'Scopes'), width: 160, render: (k) => <Scopes of={k.scopes} /> },
  { key: 'createdAt', title: words('建立', 'Made'), width: 120, sort: 'down', render: (k) => <When at={k.createdAt} /> },
  { key: 'used', title: words('最近使用', 'Last used'), width: 120, render: (k) => <When at={k.lastUsedAt} /> },
  { key: 'expires', title: words('到期', 'Ends'), width: 120, render: (k) => <When at={k.expiresAt} /> },
  { key: 'state', title: words('状态', 'State'), width: 80, render: (k) => <State state={k.state} /> },
];
const filters: Filter[] = [
  { key: 'state', kind: 'choice', pinned: true, title: words('状态', 'State'), options: (['valid', 'expired', 'revoked'] as const).map((value) => ({ value, words: stateWords[value] })) },
];

function ScopeBoxes({ value, onChange }: { value?: string[]; onChange?: (value: string[]) => void }) {
  const { tw } = useLanguage();
  return <Checkbox.Group value={value ?? []} onChange={(next) => onChange?.(next as string[])} options={Object.entries(scopeWords).map(([name, said]) => ({ value: name, label: tw(said) }))} />;
}
const DayInput = ({ id, value, onChange }: { id?: string; value?: string; onChange?: (day: string | undefined) => void }) =>
  <DatePicker {...(id ? { id } : {})} value={value ? dayjs(value) : null} onChange={(at: Dayjs | null) => onChange?.(at?.format('YYYY-MM-DD'))} />;

function NewToken({ onClose }: { onClose: () => void }) {
  const t = useT();
  const create = useAct(createToken);
  const [made, setMade] = useState<string | null>(null);
  if (made) {
    return (
      <>
        <p>{t('令牌只显示这一次，请立即复制到使用它的程序里，不要发给他人。', 'It is shown only once: copy it into the program that uses it, and send it to nobody.')}</p>
        <p style={{ overflowWrap: 'anywhere' }}><IdTag value={made} strong /></p>
        <div className="dz-row dz-form-foot" style={{ marginTop: 12 }}><Button type="primary" onClick={onClose}>{t('已复制', 'Copied')}</Button></div>
      </>
    );
  }
  return (
    <EditorForm act={create} schema={createToken.body!} saveLabel={t('新建', 'Make')} onCancel={onClose} initial={{ scopes: ['read'] }} onSave={async (body) => setMade((await create.run({ body })).token)}>
      <Field name="name" label={t('用途', 'What for')}><Input autoFocus placeholder={t('如：财务报表程序', 'e.g. reporting')} /></Field>
      <Field name="scopes" label={t('权限', 'Scopes')} hint={t('令牌能做的不会超过您本人的岗位', 'Never more than your own posts may')}><ScopeBoxes /></Field>
      <Field name="lastDay" label={t('最后一天', 'Last day')} hint={t('不填为一年', 'A year when empty')}><DayInput /></Field>
    </EditorForm>
  );
}

export default function TokenList() {
  const t = useT();
  const [making, setMaking] = useState(false);
  return (
    <>
      <ListPage name="settings.tokens" title={t('API 令牌', 'API tokens')} endpoint={listTokens} columns={columns} filters={filters} defaultSort="-createdAt" rowKey={(k) => k.id}
        previewTitle={(k) => k.name} preview={(k) => (
          <>
            <dl className="dz-facts">
              <div><dt>{t('所属员工', 'Owner')}</dt><dd>{k.staffName}</dd></div>
              <div><dt>{t('权限', 'Scopes')}</dt><dd><Scopes of={k.scopes} /></dd></div>
              <div><dt>{t('最近使用', 'Last used')}</dt><dd><When at={k.lastUsedAt} /></dd></div>
              <div><dt>{t('到期', 'Ends')}</dt><dd><When at={k.expiresAt} /></dd></div>
            </dl>
            <div className="dz-row dz-form-foot" style={{ marginTop: 12 }}><Revoke row={k} /></div>
          </>
        )}
        primary={<Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>{t('新建令牌', 'New token')}</Button>}
        empty={<EmptyState title={t('还没有 API 令牌', 'No API tokens yet')} hint={t('让别的程序读写本系统时使用；接口说明见 /api/openapi.json。', 'For programs that read and write here; the interface is described at /api/openapi.json.')} />} />
      <Drawer open={making} onClose={() => setMaking(false)} size={480} destroyOnHidden title={t('新建 API 令牌', 'New API token')}>
        <NewToken onClose={() => setMaking(false)} />
      </Drawer>
    </>
  );
}
