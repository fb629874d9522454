import { useState } from 'react';
import { Button, Checkbox, Select } from 'antd';
import { customerClasses, methodCodes, readMethods, readOffer, saveMethods } from '../../../src/chapters/finance/receipts/contract.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { YuanInput } from '../../ui/editor-form.tsx';
import { moneyText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { Page } from '../../shell/page.tsx';
import { usePerson } from '../../shell/session.tsx';
import { classWords, methodWords, providerWords } from './names.ts';
import './finance.css';

type Rule = Answer<typeof readMethods>['rules'][number];
type Edited = Rule & { n: number };
type Class = Rule['customerClass'];

/** Which methods a class of customers is offered from which amount on, and what a customer is told (clause 6.1.1). */
export default function MethodsPage() {
  const { t, tw } = useLanguage();
  const { posts } = usePerson();
  const read = useRead(readMethods, {}, { topics: ['finance'] });
  const save = useAct(saveMethods);
  const [edited, setEdited] = useState<readonly Edited[] | null>(null);
  const may = posts.some((p) => p === 'accountant' || p === 'department-head' || p === 'administrator');
  const rules = edited ?? (read.data?.rules ?? []).map((r, n) => ({ ...r, n }));
  const set = (n: number, more: Partial<Rule>) => setEdited(rules.map((r) => (r.n === n ? { ...r, ...more } : r)));
  const twice = rules.some((a) => rules.some((b) => a.n !== b.n && a.customerClass === b.customerClass && a.fromFen === b.fromFen));
  const why = !may ? t('由会计、部门经理或管理员修改。', 'The accountant, the department head or an administrator changes it.')
    : rules.some((r) => r.methods.length === 0) ? t('每条规则至少选一种方式。', 'Each rule needs a method.') : twice ? t('同一类别的起点金额不能重复。', 'A class has one rule for an amount.') : null;
  return (
    <Page title={t('收款方式', 'Payment methods')} rule={['6.1.1']} primary={edited && <><Button onClick={() => setEdited(null)}>{t('放弃修改', 'Discard')}</Button>
      <ActButton act={save} primary label={t('保存', 'Save')} done={t('已保存', 'Saved')} {...(why ? { refused: { detail: why, clause: '6.1.1' } } : {})} run={() => save.run({ body: { rules: rules.map(({ customerClass, fromFen, methods }) => ({ customerClass, fromFen, methods })) } })} onDone={() => setEdited(null)} /></>}>
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      <section className="dz-card dz-sheet-scroll">
        <h2>{t('规则', 'Rules')}<span className="dz-grow" />{may && <Button size="small" onClick={() => setEdited([...rules, { n: Math.max(-1, ...rules.map((r) => r.n)) + 1, customerClass: '*', fromFen: 0, methods: ['alipay', 'wechat'] }])}>{t('加一条', 'Add a rule')}</Button>}</h2>
        {rules.length === 0 && <p className="dz-2">{t('没有单独的规则：全部客户可用公司登记账户对应的方式。', 'No rules: every customer may use the methods of the registered accounts.')}</p>}
        {rules.length > 0 && (
          <table className="dz-related">
            <thead><tr><th>{t('客户类别', 'Class')}</th><th>{t('起点金额', 'From')}</th><th>{t('提供的方式', 'Methods')}</th><th /></tr></thead>
            <tbody>{rules.map((r) => (
              <tr key={r.n}>
                <td>{may ? <Select size="small" value={r.customerClass} onChange={(customerClass: Class) => set(r.n, { customerClass })} options={customerClasses.map((value) => ({ value, label: tw(classWords[value]) }))} style={{ width: 120 }} aria-label={t('客户类别', 'Class')} /> : tw(classWords[r.customerClass])}</td>
                <td>{may ? <YuanInput value={r.fromFen} onChange={(fen) => set(r.n, { fromFen: fen ?? 0 })} /> : moneyText(r.fromFen)}</td>
                <td><Checkbox.Group disabled={!may} value={r.methods} onChange={(methods) => set(r.n, { methods: methods as Rule['methods'] })} options={methodCodes.map((value) => ({ value, label: tw(methodWords[value]) }))} /></td>
                <td>{may && <Button size="small" type="text" onClick={() => setEdited(rules.filter((x) => x.n !== r.n))}>{t('删除', 'Remove')}</Button>}</td>
              </tr>
            ))}</tbody>
          </table>
        )}
      </section>
      <Told />
    </Page>
  );
}

/** What a customer of a class is told for an amount: methods and the company's accounts, as the rules that are saved say. */
function Told() {
  const { t, tw } = useLanguage();
  const [customerClass, setClass] = useState<Class>('normal');
  const [amountFen, setAmount] = useState(100_00);
  const read = useRead(readOffer, { query: { customerClass, amountFen: String(amountFen) } as never }, { topics: ['finance'] });
  return (
    <section className="dz-card" style={{ marginTop: 12 }}>
      <h2>{t('客户被告知的方式和账户', 'What a customer is told')}</h2>
      <p className="dz-row" style={{ flexWrap: 'wrap', marginBottom: 12 }}>
        <Select value={customerClass} onChange={setClass} options={customerClasses.filter((c) => c !== '*').map((value) => ({ value, label: tw(classWords[value]) }))} style={{ width: 140 }} aria-label={t('客户类别', 'Class')} />
        <span style={{ width: 180 }}><YuanInput id="offer-amount" label={t('金额', 'Amount')} value={amountFen} onChange={(fen) => setAmount(fen ?? 0)} /></span>
      </p>
      {read.error && <ProblemNote error={read.error} small />}
      {read.data && (
        <>
          <p>{read.data.methods.length > 0 ? read.data.methods.map((m) => tw(methodWords[m])).join('、') : t('没有可用的方式：请补充规则或登记收款账户。', 'No method: add a rule or register an account.')}</p>
          <ul className="dz-check-list">{read.data.accounts.map((a) => <li key={a.id}><span>·</span><span><b>{a.name}</b>（{tw(providerWords[a.provider])}）{a.accountNo ?? ''}</span><span className="dz-2">{a.holder ?? ''}</span></li>)}</ul>
          {read.data.accounts.length === 0 && <p className="dz-breach">{t('没有登记的账户能收这些方式的款。', 'No registered account takes these methods.')} <a href="/finance/accounts">{t('登记账户', 'Register one')}</a></p>}
        </>
      )}
    </section>
  );
}
