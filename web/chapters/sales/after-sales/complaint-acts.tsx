import { useState } from 'react';
import { AutoComplete, Button, Input, Popover, Rate, Select } from 'antd';
import {
  acceptComplaintEnd, agreeActionEnd, closeComplaintEnd, confirmResultEnd, listCauses, noteComplaintEnd, recordCauseEnd, tellResultEnd, verifyActionEnd, type ComplaintRecord,
} from '../../../../src/chapters/sales/contract.ts';
import { listColleagues } from '../../../../src/registers/company/staff/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money } from '../../../ui/values.tsx';
import { InstantInput } from '../../../ui/instant-input.tsx';
import { WhereItGoes } from '../mail-intake/mails-of-case.tsx';

const box = { display: 'grid', gap: 8, width: 340 } as const;

/** To the customer, which stops the clock of progress, or for colleagues only. */
export function NoteAct({ c }: { c: ComplaintRecord }) {
  const t = useT();
  const note = useAct(noteComplaintEnd);
  const [said, setSaid] = useState('');
  const run = (toCustomer: boolean) => async () => {
    await note.run({ params: { id: c.id }, body: { words: said.trim(), toCustomer } });
    setSaid('');
  };
  return (
    <Popover trigger="click" placement="bottomRight" content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Input.TextArea value={said} onChange={(e) => setSaid(e.target.value)} rows={3} maxLength={2000} placeholder={t('进展或记录', 'How it goes')} aria-label={t('内容', 'Words')} />
        {c.state === 'accepted' && <WhereItGoes byMail={c.byMail} />}
        {said.trim().length >= 2 && <span className="dz-row">{c.state === 'accepted' && <ActButton act={note} primary size="small" label={t('通报客户', 'Tell the customer')} done={t('已通报', 'Told')} run={run(true)} />}<ActButton act={note} size="small" label={t('内部记录', 'Inside note')} done={t('已记录', 'Noted')} run={run(false)} /></span>}
      </form>
    }><Button>{c.state === 'accepted' ? t('通报进展…', 'Progress…') : t('记录…', 'Note…')}</Button></Popover>
  );
}

/** What comes next, by the state: accept, tell the result, record the customer’s word, close. */
export function NextAct({ c }: { c: ComplaintRecord }) {
  const t = useT();
  const accept = useAct(acceptComplaintEnd);
  const close = useAct(closeComplaintEnd);
  if (c.state === 'received') return <ActButton act={accept} primary label={t('受理', 'Accept')} done={t('已受理', 'Accepted')} run={() => accept.run({ params: { id: c.id }, body: { version: c.version } })} />;
  if (c.state === 'accepted') return <Tell c={c} />;
  if (c.state === 'told') return <><Confirm c={c} /><ActButton act={close} label={t('结案', 'Close')} confirm={t('客户尚未确认：现在结案会记为违反第 2.4.3 条。', 'The customer has not confirmed: closing now counts against clause 2.4.3.')} done={t('已结案', 'Closed')} run={() => close.run({ params: { id: c.id }, body: { version: c.version } })} /></>;
  if (c.state === 'confirmed') return <ActButton act={close} primary label={t('结案', 'Close')} done={t('已结案', 'Closed')} run={() => close.run({ params: { id: c.id }, body: { version: c.version } })} />;
  return null;
}

function Tell({ c }: { c: ComplaintRecord }) {
  const t = useT();
  const tell = useAct(tellResultEnd);
  const [result, setResult] = useState('');
  const [fen, setFen] = useState<number>();
  return (
    <Popover trigger="click" placement="bottomRight" title={t('告知处理结果', 'Tell the result')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Input.TextArea value={result} onChange={(e) => setResult(e.target.value)} rows={4} maxLength={2000} placeholder={t('告诉客户的处理结果', 'What the customer is told')} aria-label={t('处理结果', 'Result')} />
        {c.orderId && <label>{t('补偿（元）', 'Compensation (yuan)')} <span className="dz-2">{t('您的权限', 'you may give')} <Money fen={c.mayCompensateFen} /></span><YuanInput {...(fen === undefined ? {} : { value: fen })} onChange={setFen} label={t('补偿', 'Compensation')} /></label>}
        {result.trim().length >= 2 && <ActButton act={tell} primary size="small" label={t('已告知', 'Told')} run={() => tell.run({ params: { id: c.id }, body: { version: c.version, result: result.trim(), compensationFen: fen ?? 0 } })} />}
      </form>
    }><Button type="primary">{t('告知结果…', 'Tell the result…')}</Button></Popover>
  );
}

function Confirm({ c }: { c: ComplaintRecord }) {
  const t = useT();
  const confirm = useAct(confirmResultEnd);
  const [how, setHow] = useState('');
  const [rating, setRating] = useState(0);
  const run = (satisfied: boolean) => () => confirm.run({ params: { id: c.id }, body: { version: c.version, satisfied, how: how.trim(), rating: rating || null } });
  return (
    <Popover trigger="click" placement="bottomRight" title={t('客户怎么说？', 'What does the customer say?')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Input value={how} onChange={(e) => setHow(e.target.value)} maxLength={300} placeholder={t('客户以何种方式确认', 'How the customer said so')} aria-label={t('方式', 'How')} />
        <Rate value={rating} onChange={setRating} />
        {how.trim().length >= 2 && <span className="dz-row"><ActButton act={confirm} primary size="small" label={t('满意', 'Content')} run={run(true)} /><ActButton act={confirm} size="small" label={t('不满意，重新处理', 'Not content')} run={run(false)} /></span>}
      </form>
    }><Button type="primary">{t('登记客户确认…', 'Customer’s word…')}</Button></Popover>
  );
}

/** Five whys down to the cause, and where it lies. */
export function CauseAct({ c }: { c: ComplaintRecord }) {
  const { t, tw } = useLanguage();
  const record = useAct(recordCauseEnd);
  const causes = useRead(listCauses, { query: {} }).data?.rows.filter((r) => r.active) ?? [];
  const [cause, setCause] = useState(c.causeKey ?? '');
  const [whys, setWhys] = useState<string[]>(c.whys.length > 0 ? c.whys : ['']);
  const [sku, setSku] = useState(c.skuCode ?? '');
  const [carrier, setCarrier] = useState(c.carrier ?? '');
  const [batch, setBatch] = useState(c.batch ?? '');
  const [who, setWho] = useState(c.personId);
  const staff = useRead(listColleagues, {});
  const people = (staff.data?.rows ?? []).map((s) => ({ value: s.id, label: s.name }));
  const known = who !== null && c.personName !== null && who === c.personId && !people.some((p) => p.value === who) ? [{ value: who, label: c.personName }, ...people] : people;
  const said = whys.map((w) => w.trim()).filter((w) => w.length >= 2);
  return (
    <Popover trigger="click" placement="bottomRight" title={t('五个为什么', 'Five whys')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        {whys.map((w, i) => <Input key={String(i)} value={w} maxLength={300} onChange={(e) => setWhys(whys.map((x, n) => (n === i ? e.target.value : x)))} placeholder={t(`为什么 ${i + 1}`, `Why ${i + 1}`)} aria-label={t(`为什么 ${i + 1}`, `Why ${i + 1}`)} />)}
        {whys.length < 5 && <Button size="small" type="dashed" onClick={() => setWhys([...whys, ''])}>{t('再问一个为什么', 'One more why')}</Button>}
        <Select value={cause || null} onChange={(v) => setCause(v ?? '')} placeholder={t('归类', 'Class')} aria-label={t('归类', 'Class')} options={causes.filter((p) => p.parent === null).map((p) => ({ label: tw(p), options: causes.filter((r) => r.parent === p.key).map((r) => ({ value: r.key, label: tw(r) })) }))} />
        <Input value={sku} onChange={(e) => setSku(e.target.value)} maxLength={100} placeholder={t('商家编码（如与商品有关）', 'SKU, if it lies there')} aria-label={t('商家编码', 'SKU')} />
        <Input value={carrier} onChange={(e) => setCarrier(e.target.value)} maxLength={60} placeholder={t('承运商（如与物流有关）', 'Carrier, if it lies there')} aria-label={t('承运商', 'Carrier')} />
        <AutoComplete value={batch} onChange={setBatch} maxLength={60} placeholder={t('批次', 'Batch')} aria-label={t('批次', 'Batch')} options={c.leftBatches.map((b) => ({ value: b.batchNo, label: [b.batchNo, b.skuCode, b.expiresOn && t(`${b.expiresOn} 到期`, `expires ${b.expiresOn}`)].filter(Boolean).join(' · ') }))} />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} value={who} onChange={(v) => setWho(v ?? null)} placeholder={t('人员（如与某位同事有关）', 'Colleague, if it lies there')} aria-label={t('人员', 'Person')} options={known} />
        {cause && said.length > 0 && <ActButton act={record} primary size="small" label={t('记录原因', 'Record')} done={t('已记录', 'Recorded')} run={() => record.run({ params: { id: c.id }, body: { version: c.version, cause, whys: said, skuCode: sku.trim() || null, carrier: carrier.trim() || null, batch: batch.trim() || null, personId: who } })} />}
      </form>
    }><Button type="primary">{c.cause ? t('更正原因…', 'Correct the cause…') : t('查明原因…', 'Record the cause…')}</Button></Popover>
  );
}

/** What is done so that it does not happen again. */
export function ActionAct({ c }: { c: ComplaintRecord }) {
  const t = useT();
  const agree = useAct(agreeActionEnd);
  const staff = useRead(listColleagues, {});
  const [what, setWhat] = useState('');
  const [owner, setOwner] = useState<string>();
  const [due, setDue] = useState<number>();
  return (
    <Popover trigger="click" placement="bottomRight" title={t('改进措施', 'Corrective action')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Input.TextArea value={what} onChange={(e) => setWhat(e.target.value)} rows={3} maxLength={1000} placeholder={t('做什么', 'What is done')} aria-label={t('措施', 'Action')} />
        <Select showSearch={{ optionFilterProp: 'label' }} value={owner ?? null} onChange={(v) => setOwner(v ?? undefined)} placeholder={t('责任人', 'Owner')} aria-label={t('责任人', 'Owner')} options={(staff.data?.rows ?? []).map((s) => ({ value: s.id, label: s.name }))} />
        <InstantInput {...(due === undefined ? {} : { value: due })} onChange={setDue} clear label={t('承诺完成', 'Due')} />
        {what.trim().length >= 2 && owner && due !== undefined && <ActButton act={agree} primary size="small" label={t('商定', 'Agree')} run={() => agree.run({ params: { id: c.id }, body: { what: what.trim(), ownerId: owner, dueAt: due } })} />}
      </form>
    }><Button>{t('改进措施…', 'Action…')}</Button></Popover>
  );
}

export function Effect({ a }: { a: ComplaintRecord['actions'][number] }) {
  const t = useT();
  const verify = useAct(verifyActionEnd);
  const [effect, setEffect] = useState('');
  const run = (works: boolean) => async () => {
    await verify.run({ params: { id: a.id }, body: { version: a.version, effect: effect.trim(), works } });
    setEffect('');
  };
  return (
    <span className="dz-row" style={{ flexWrap: 'wrap' }}>
      {a.effect !== null && <span className="dz-breach">{t(`上次核对未见效：${a.effect}`, `Last check, no effect: ${a.effect}`)}</span>}
      <Input size="small" style={{ width: 200 }} value={effect} onChange={(e) => setEffect(e.target.value)} maxLength={1000} placeholder={t('看到的效果', 'What was seen')} aria-label={t('效果', 'Effect')} />
      {effect.trim().length >= 2 && <><ActButton act={verify} size="small" label={t('见效', 'It works')} run={run(true)} /><ActButton act={verify} size="small" label={t('未见效', 'No effect')} run={run(false)} /></>}
    </span>
  );
}
