import { useState } from 'react';
import { Button, Radio, Select, Tag } from 'antd';
import { listCustomers, readCustomer } from '../../../../../src/registers/customers/contract.ts';
import { useT } from '../../../../ui/language.tsx';
import { ProblemNote } from '../../../../ui/problem.tsx';
import { useRead } from '../../../../ui/use-api.ts';
import type { EntryBuyer } from './entry-order.ts';
import { noReceiver } from './entry-order.ts';
import { ReceiverFields } from './receiver-fields.tsx';

/** Who buys: found by name, pinyin or the end of the telephone; or somebody new. */
export function BuyerBox({ buyer, onBuyer }: { buyer: EntryBuyer; onBuyer: (buyer: EntryBuyer) => void }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const found = useRead(listCustomers, { query: { q: typed.trim(), limit: '12' } }, { enabled: typed.trim() !== '' });
  const rows = typed.trim() === '' ? [] : (found.data?.rows ?? []);
  return (
    <section className="dz-card oe-part">
      <h2>{t('买家与收货', 'Buyer and receiver')}<span className="dz-grow" />{buyer.customerId && <Button size="small" type="link" onClick={() => onBuyer({ customerId: null, addressId: null, receiver: noReceiver })}>{t('换成新买家', 'Somebody new')}</Button>}</h2>
      {buyer.customerId === null && (
        <Select<string> showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }} value={null as never} loading={found.isFetching} defaultActiveFirstOption style={{ width: '100%' }} suffixIcon={null}
          aria-label={t('查找老客户', 'Find a customer')} placeholder={t('老客户：姓名、拼音或手机尾号；新买家直接填下面', 'A customer: name, pinyin, end of the phone; somebody new: fill in below')}
          notFoundContent={typed === '' ? null : t('没有找到，按新买家填写', 'Not found; enter somebody new')}
          options={rows.map((c) => ({ value: c.id, label: [c.name, c.phone, c.region, c.onHold ? t('已冻结', 'on hold') : null].filter(Boolean).join(' · ') }))}
          onSelect={(id) => { setTyped(''); onBuyer({ customerId: id, addressId: null, receiver: noReceiver }); }} />
      )}
      {buyer.customerId !== null && <Chosen id={buyer.customerId} buyer={buyer} onBuyer={onBuyer} />}
      {buyer.addressId === null && <ReceiverFields receiver={buyer.receiver} onReceiver={(receiver) => onBuyer({ ...buyer, receiver })} />}
    </section>
  );
}

/** The customer with the addresses known; an order goes to one of them or to a new one. */
function Chosen({ id, buyer, onBuyer }: { id: string; buyer: EntryBuyer; onBuyer: (buyer: EntryBuyer) => void }) {
  const t = useT();
  const read = useRead(readCustomer, { params: { id } });
  const customer = read.data?.id === id ? read.data : undefined;
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />;
  if (!customer) return <p className="dz-2">{t('读取中…', 'Loading…')}</p>;
  const known = customer.addresses.filter((a) => !a.masked);
  return (
    <>
      <p className="dz-row"><a href={`/sales/customers/${id}`} target="_blank" rel="noreferrer"><b>{customer.name}</b></a> {customer.phone} <span className="dz-2">{customer.customerNo}</span>
        {customer.onHold && <Tag color="error">{t(`已冻结：${customer.holdReason}。审单时会拦下`, `On hold: ${customer.holdReason}. Review will hold the order`)}</Tag>}</p>
      <Radio.Group className="oe-places" value={buyer.addressId ?? 'new'} aria-label={t('收货地址', 'Address')} onChange={(e) => onBuyer({ ...buyer, addressId: e.target.value === 'new' ? null : String(e.target.value) })}
        options={[...known.map((a) => ({ value: a.id, label: [a.name, a.phone, a.province, a.city, a.district, a.detail].filter(Boolean).join(' ') })), { value: 'new', label: t('新地址', 'Another address') }]} />
    </>
  );
}
