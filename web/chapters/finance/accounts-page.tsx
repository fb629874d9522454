import { useState } from 'react';
import { Button, Input, Select } from 'antd';
import { createAccount, listAccounts, providers } from '../../../src/chapters/finance/receipts/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { Money, When } from '../../ui/values.tsx';
import { Page } from '../../shell/page.tsx';
import { providerWords } from './names.ts';

type Provider = (typeof providers)[number];

/** Accounts that customers pay into (clause 6.1.1): a short list, added to at its end. */
export default function AccountsPage() {
  const { t, tw } = useLanguage();
  const read = useRead(listAccounts, {}, { topics: ['finance'] });
  const add = useAct(createAccount);
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState('');
  const [provider, setProvider] = useState<Provider>('alipay');
  const [accountNo, setAccountNo] = useState('');
  return (
    <Page title={t('收款账户', 'Payment accounts')} rule={['6.1.1']} primary={<Button type="primary" onClick={() => setAdding(!adding)}>{t('登记账户', 'Add an account')}</Button>}>
      {read.error && <ProblemNote error={read.error} />}
      {adding && (
        <section className="dz-card dz-row">
          <Input value={name} onChange={(e) => setName(e.target.value)} placeholder={t('名称', 'Name')} aria-label={t('账户名称', 'Name')} style={{ width: 200 }} />
          <Select value={provider} onChange={setProvider} aria-label={t('渠道', 'Provider')} style={{ width: 130 }} options={providers.map((p) => ({ value: p, label: tw(providerWords[p]) }))} />
          <Input value={accountNo} onChange={(e) => setAccountNo(e.target.value)} placeholder={t('账号（账单中的账号）', 'Account number, as in the bill')} aria-label={t('账号', 'Account number')} style={{ width: 240 }} />
          <ActButton act={add} primary label={t('登记', 'Add')} done={t('已登记', 'Added')} onDone={() => { setAdding(false); setName(''); setAccountNo(''); }}
            run={() => add.run({ body: { name, provider, accountNo: accountNo || null, storeIds: [], active: true } })} />
        </section>
      )}
      <section className="dz-card" style={{ overflowX: 'auto' }}>
        <table className="dz-related dz-related-stacks">
          <thead><tr><th>{t('名称', 'Name')}</th><th>{t('渠道', 'Provider')}</th><th>{t('账号', 'Number')}</th><th>{t('店铺', 'Stores')}</th><th className="dz-right">{t('流水', 'Receipts')}</th><th className="dz-right">{t('未达金额', 'Open')}</th><th>{t('最近账单', 'Last bill')}</th></tr></thead>
          <tbody>{(read.data?.rows ?? []).map((a) => (
            <tr key={a.id} className={a.active ? undefined : 'dz-2'}><td data-title={t('名称', 'Name')}>{a.name}{a.active ? '' : t('（停用）', ' (off)')}</td><td data-title={t('渠道', 'Provider')}>{tw(providerWords[a.provider])}</td><td data-title={t('账号', 'Number')}>{a.accountNo ?? '—'}</td><td data-title={t('店铺', 'Stores')}>{a.stores.join('、') || t('全部', 'all')}</td>
              <td data-title={t('流水', 'Receipts')} className="dz-right"><a href={`/finance/receipts?account=${a.id}`}>{numberText(a.receipts)}</a></td><td data-title={t('未达金额', 'Open')} className="dz-right"><Money fen={a.openFen} /></td><td data-title={t('最近账单', 'Last bill')}>{a.lastBillAt === null ? '—' : <When at={a.lastBillAt} />}</td></tr>
          ))}</tbody>
        </table>
        {read.data?.rows.length === 0 && <p className="dz-2">{t('还没有收款账户，登记后才能导入账单。', 'No account yet; add one before importing a bill.')}</p>}
      </section>
    </Page>
  );
}
