import { useState } from 'react';
import { Button, Input, Select } from 'antd';
import { chooseAccounts, methodCodes, recordReceipt } from '../../../src/chapters/finance/receipts/contract.ts';
import { EditorForm, Field, YuanInput } from '../../ui/editor-form.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { now } from '../../ui/now.ts';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { Page } from '../../shell/page.tsx';
import { InstantInput } from '../../ui/instant-input.tsx';
import { methodWords, providerWords, receiptKindWords } from './names.ts';
import './finance.css';

const kinds = ['payment', 'refund', 'transfer', 'other', 'withdrawal'] as const;

/** Money that no bill tells of: bank transfer, cash, cheque (clause 6.1.2: time, amount, method, customer). Whoever enters it does not close the period. */
export default function HandReceiptPage() {
  const { t, tw } = useLanguage();
  const accounts = useRead(chooseAccounts, {});
  const record = useAct(recordReceipt);
  const [made, setMade] = useState<{ id: string; n: number } | null>(null);
  const wanted = new URLSearchParams(location.search).get('method') === 'cheque' ? ('cheque' as const) : null;
  const options = (accounts.data?.rows ?? []).map((a) => ({ value: a.id, label: `${a.name}（${tw(providerWords[a.provider])}）` }));
  const first = accounts.data?.rows.find((a) => a.provider === 'bank') ?? accounts.data?.rows.find((a) => a.provider === 'cash') ?? accounts.data?.rows[0];
  return (
    <Page title={t('登记收款', 'Record a receipt')} rule={['6.1.1', '6.1.2']} primary={<Button href="/finance/receipts">{t('全部收款', 'All receipts')}</Button>}>
      {accounts.error && <ProblemNote error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.data && options.length === 0 && <p className="dz-2">{t('还没有可用的收款账户：', 'There is no account in use: ')}<a href="/finance/accounts">{t('先登记一个', 'register one first')}</a></p>}
      {made && <p className="dz-kept" role="status">✓ {t('已登记，能对上的订单会自动核销。', 'Recorded; it is matched by itself where an order fits.')} <a href={`/finance/matching?receipt=${made.id}`}>{t('去核对台', 'Matching desk')}</a></p>}
      {first && (
        <section className="dz-card" style={{ maxWidth: 1020 }}>
          <p className="dz-2">{t('支付宝、微信的收款请导入账单，不要手工登记。登记人不能为本期签字和关账。', 'Money of Alipay and WeChat Pay comes with its bill. Whoever enters a receipt neither signs nor closes the period.')}</p>
          <EditorForm act={record} key={made?.n ?? 0} schema={recordReceipt.body!} initial={{ accountId: first.id, kind: 'payment', method: wanted ?? (first.provider === 'cash' ? 'cash' : 'transfer'), occurredAt: Math.floor(now() / 60_000) * 60_000 }} saveLabel={t('登记', 'Record')}
            onSave={async (value) => setMade({ id: (await record.run({ body: value })).id, n: (made?.n ?? 0) + 1 })}>
            <div className="dz-fin-form">
              <Field name="accountId" label={t('收款账户', 'Account')}><Select showSearch={{ optionFilterProp: 'label' }} options={options} /></Field>
              <Field name="kind" label={t('类型', 'Kind')}><Select options={kinds.map((value) => ({ value, label: tw(receiptKindWords[value]) }))} /></Field>
              <Field name="method" label={t('收款方式', 'Method')}><Select options={methodCodes.map((value) => ({ value, label: tw(methodWords[value]) }))} /></Field>
              <Field name="amountFen" label={t('金额', 'Amount')} hint={t('不写正负号，方向由类型决定', 'Without sign: the kind says the direction')}><YuanInput /></Field>
              <Field name="occurredAt" label={t('到账时间', 'When it came')}><InstantInput /></Field>
              <Field name="tradeNo" label={t('流水号', 'Number')} hint={t('银行流水号、收据号或支票号', 'Of the bank, the receipt or the cheque')}><Input maxLength={64} /></Field>
              <Field name="orderNo" label={t('订单号', 'Order')}><Input maxLength={64} /></Field>
              <Field name="counterparty" label={t('付款人', 'Who paid')} hint={t('只保存脱敏后的名字', 'Kept masked')}><Input maxLength={80} /></Field>
              <Field name="remark" label={t('备注', 'Note')}><Input maxLength={300} /></Field>
            </div>
          </EditorForm>
        </section>
      )}
    </Page>
  );
}
