import { useState } from 'react';
import { useParams } from '@tanstack/react-router';
import { Button, Drawer, Input, Modal, Tag } from 'antd';
import { changeCustomer, holdCustomer, readCustomer, releaseCustomer } from '../../../../src/registers/customers/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Masked, Money, When } from '../../../ui/values.tsx';
import { readDealings } from '../../../../src/chapters/sales/customers/contract.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { CustomerForm } from './customer-form.tsx';
import { DealingTable, Duties } from './dealings.tsx';
import { useHistory } from './history.ts';
import { PersonalData } from './personal-data.tsx';
import { classWords, kindWords, sourceWords } from './words.ts';

type Customer = Answer<typeof readCustomer>;

export default function CustomerPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <RecordOf read={useRead(readCustomer, { params: { id } }, { topics: ['customer'] })}>{(customer) => <CustomerRecord customer={customer} />}</RecordOf>;
}

/** Freezing and unfreezing both want a reason: it is what review and colleagues see. */
function HoldDialog({ customer, open, onClose }: { customer: Customer; open: boolean; onClose: () => void }) {
  const t = useT();
  const hold = useAct(holdCustomer);
  const release = useAct(releaseCustomer);
  const [reason, setReason] = useState('');
  const act = customer.onHold ? release : hold;
  const title = customer.onHold ? t('解除冻结', 'End the hold') : t('冻结客户', 'Put on hold');
  const go = async () => {
    const done = await act.run({ params: { id: customer.id }, body: { version: customer.version, reason: reason.trim() } }).catch(() => null);
    if (!done) return;
    setReason('');
    onClose();
  };
  return (
    <Modal open={open} title={title} onCancel={onClose} onOk={() => void go()} okText={title} cancelText={t('取消', 'Cancel')} okButtonProps={{ disabled: reason.trim().length < 2, loading: act.isPending }}>
      <p className="dz-2">{customer.onHold ? t('之后的订单按规则审核。', 'Orders are reviewed by the rules again.') : t('之后的订单会在审单时拦下，等人处理。', 'Orders will wait in review for a person.')}</p>
      <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} placeholder={t('原因', 'Reason')} aria-label={t('原因', 'Reason')} autoFocus onPressEnter={() => { if (reason.trim().length >= 2) void go(); }} />
      {act.error && <ProblemNote small error={act.error} />}
    </Modal>
  );
}

/** Whether the customer wants to hear of offers (clause 3.3.2); a refusal binds at once. */
function Consent({ customer }: { customer: Customer }) {
  const t = useT();
  const change = useAct(changeCustomer);
  const say = (consentMarketing: boolean) => () => change.run({ params: { id: customer.id }, body: { version: customer.version, consentMarketing } });
  return (
    <span className="dz-row dz-wrap">
      <span style={{ whiteSpace: 'nowrap' }}>{customer.consentMarketing === null ? t('未询问', 'Not asked') : customer.consentMarketing ? t('同意', 'Agreed') : t('不同意', 'Refused')}</span>
      {customer.erasedAt === null && customer.consentMarketing !== true && <ActButton act={change} label={t('登记同意', 'Agreed')} run={say(true)} />}
      {customer.erasedAt === null && customer.consentMarketing !== false && <ActButton act={change} label={t('登记不同意', 'Refused')} run={say(false)} />}
    </span>
  );
}

function CustomerRecord({ customer }: { customer: Customer }) {
  const { t, tw } = useLanguage();
  const dealings = useRead(readDealings, { params: { id: customer.id } }, { topics: ['customer', 'order', 'return', 'complaint', 'feedback', 'quote', 'contract', 'parcel'] });
  const history = useHistory(customer.id);
  const sums = dealings.data?.sums;
  const [dialog, setDialog] = useState<'hold' | 'change' | null>(null);
  const close = () => setDialog(null);
  const mine = (field: string) => ({ kind: 'customer', id: customer.id, field });
  const address = (id: string, field: string) => ({ kind: 'address', id, field });
  return (
    <>
      <RecordPage title={customer.name} number={customer.customerNo} state={customer.erasedAt !== null ? <Tag>{t('个人信息已删除', 'Data erased')}</Tag> : customer.onHold ? <Tag color="error">{t('已冻结', 'On hold')}</Tag> : undefined} rule={['1.3.2', '2.3.1']} timeline={history.entries}
        timelineHead={history.error && <ProblemNote small error={history.error} />} timelineFoot={history.more && <Button type="link" onClick={() => void history.more?.()}>{t('更早的经过', 'Earlier')}</Button>}
        acts={customer.erasedAt === null && <><LeadingButton leadsTo={changeCustomer} onClick={() => setDialog('change')}>{t('修改', 'Change')}</LeadingButton><LeadingButton leadsTo={customer.onHold ? releaseCustomer : holdCustomer} onClick={() => setDialog('hold')}>{customer.onHold ? t('解除冻结', 'End the hold') : t('冻结', 'Put on hold')}</LeadingButton></>}
        facts={[
          { title: t('资料', 'File'), facts: [
            { label: t('姓名', 'Name'), value: customer.kind === 'company' || customer.erasedAt !== null ? customer.name : <Masked value={customer.name} of={mine('name')} /> },
            { label: t('手机', 'Phone'), value: <Masked value={customer.phone} of={mine('phone')} /> },
            { label: t('邮箱', 'Mail'), value: <Masked value={customer.email} of={mine('email')} /> },
            { label: t('类型', 'Kind'), value: tw(kindWords[customer.kind]) }, { label: t('级别', 'Class'), value: tw(classWords[customer.class]) },
            { label: t('备注', 'Note'), value: customer.note },
          ] },
          { title: t('往来', 'Dealings'), facts: [
            { label: t('来源', 'Source'), value: tw(sourceWords(customer.source)) }, { label: t('首次出现', 'First seen'), value: <When at={customer.createdAt} /> },
            ...(sums ? [
              { label: t('订单', 'Orders'), value: sums.orders }, { label: t('应付合计', 'Ordered for'), value: <Money fen={sums.payableFen} /> }, { label: t('已付 / 已退', 'Paid / refunded'), value: <><Money fen={sums.paidFen} /> / <Money fen={sums.refundedFen} /></> },
              { label: t('最近下单', 'Last order'), value: sums.lastAt === null ? '—' : <When at={sums.lastAt} /> },
            ] : []),
            ...(customer.onHold ? [{ label: t('冻结原因', 'Held because'), value: `${customer.holdReason ?? ''}（${customer.heldBy ?? ''}）` }, { label: t('冻结时间', 'Held since'), value: <When at={customer.heldAt} /> }] : []),
          ] },
          { title: t('许可', 'Consents'), facts: [
            { label: t('营销信息', 'Marketing'), value: <Consent customer={customer} /> }, { label: t('登记时间', 'Recorded'), value: customer.consentAt === null ? '—' : <When at={customer.consentAt} /> },
          ] },
        ]}>
        {dealings.error && <ProblemNote small error={dealings.error} onRetry={() => void dealings.refetch()} />}
        {dealings.data && <Duties rows={dealings.data.duties} />}
        {dealings.data?.sections.map((section) => <DealingTable key={section.kind} customerId={customer.id} section={section} />)}
        <RelatedTable title={t('收货地址', 'Addresses')} rows={customer.addresses} rowKey={(a) => a.id} empty={t('还没有地址。', 'No addresses yet.')}
          columns={[
            { key: 'name', title: t('收货人', 'Receiver'), render: (a) => (a.masked ? a.name ?? '—' : <Masked value={a.name} of={address(a.id, 'name')} />) },
            { key: 'phone', title: t('电话', 'Phone'), render: (a) => (a.masked ? a.phone ?? '—' : <Masked value={a.phone} of={address(a.id, 'phone')} />) },
            { key: 'region', title: t('地区', 'Region'), render: (a) => [a.province, a.city, a.district, a.street].filter(Boolean).join(' ') || '—' },
            { key: 'detail', title: t('详细地址', 'Address'), render: (a) => (a.masked ? <span title={t('平台已脱敏', 'Hidden by the marketplace')}>{a.detail ?? '—'}</span> : <Masked value={a.detail} of={address(a.id, 'detail')} />) },
            { key: 'at', title: t('首次使用', 'First used'), render: (a) => <When at={a.createdAt} /> },
          ]} />
        <RelatedTable title={t('平台账号', 'Marketplace names')} rows={customer.buyers} rowKey={(b) => `${b.platform} ${b.storeId ?? ''} ${b.key}`} empty={t('没有平台账号。', 'No marketplace names.')}
          columns={[
            { key: 'platform', title: t('平台', 'Marketplace'), render: (b) => tw(sourceWords(b.platform)) },
            { key: 'key', title: t('昵称', 'Name'), render: (b) => b.key },
            { key: 'at', title: t('首次出现', 'First seen'), render: (b) => <When at={b.firstSeenAt} /> },
          ]} />
        <PersonalData id={customer.id} customerNo={customer.customerNo} erased={customer.erasedAt} onCorrect={() => setDialog('change')} />
      </RecordPage>
      <HoldDialog customer={customer} open={dialog === 'hold'} onClose={close} />
      <Drawer open={dialog === 'change'} onClose={close} size={480} destroyOnHidden title={t('修改客户', 'Change the customer')}><CustomerForm of={customer} onSaved={close} onCancel={close} /></Drawer>
    </>
  );
}
