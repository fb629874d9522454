import { useState } from 'react';
import { Button, Input } from 'antd';
import { listInspectionWayChanges, readInspectionWays, setInspectionWay, type InspectionWay } from '../../../../src/chapters/logistics/transport/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { LeadingButton } from '../../../ui/act-button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useList, useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import './inspection-ways.css';

/** How each warehouse inspects before shipping (clause 2.3.3): every parcel scanned, or whole waves passed by eye; who decided it, when and why. */
export default function InspectionWays() {
  const t = useT();
  const read = useRead(readInspectionWays, {}, { topics: ['logistics', 'company'] });
  return (
    <RecordOf read={read}>{(ways) => (
      <Page title={t('检验方式', 'Ways of inspection')} rule={['2.3.3']}>
        <p className="dz-2 iw-lead">{t('发货前每个包裹都在仓库工作台逐件扫码。确有需要的仓库可以允许整波目视：不扫码即判合格，并以检验人的名义记为“整包目视”，与扫码合格的分得清。',
          'Before it is shipped, every parcel is scanned article by article at the warehouse desk. A warehouse that needs it may be allowed to pass whole waves by eye: nothing is scanned, and each parcel is recorded in the inspector’s name as “looked at as a whole”, apart from those that were scanned.')}</p>
        <section className="dz-card" aria-label={t('仓库', 'Warehouses')}>
          {ways.rows.length === 0 && <EmptyState title={t('还没有仓库', 'No warehouses yet')} hint={t('先在设置里建立仓库。', 'Create a warehouse in the settings first.')} />}
          {ways.rows.map((w) => <Way key={`${w.warehouseId} ${w.version}`} way={w} mayChange={ways.mayChange} />)}
        </section>
        {!ways.mayChange && <p className="dz-2">{t('只有部门经理和系统管理员可以修改：检验的人不能自己放宽检验。', 'Only the department head and administrators change it: who inspects does not loosen the inspection.')}</p>}
        <History />
      </Page>
    )}</RecordOf>
  );
}

function Way({ way, mayChange }: { way: InspectionWay; mayChange: boolean }) {
  const t = useT();
  const set = useAct(setInspectionWay);
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const label = way.byEye ? t('改为逐件扫码', 'Scan every parcel') : t('允许整波目视', 'Allow whole waves by eye');
  const send = async () => {
    setProblem(null);
    try {
      await set.run({ params: { id: way.warehouseId }, body: { byEye: !way.byEye, version: way.version, note: note.trim() } });
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <div className="iw-row">
      <div className="iw-what">
        <b>{way.warehouseName}</b>
        <span>{way.byEye ? <span className="iw-eye">{t('允许整波目视', 'Whole waves by eye allowed')}</span> : <span className="dz-kept">{t('逐件扫码', 'Every parcel is scanned')}</span>}
          {way.at !== null && <span className="dz-2"> · {way.by} <When at={way.at} />{t('：', ': ')}{way.note}</span>}</span>
      </div>
      {mayChange && !open && <LeadingButton leadsTo={setInspectionWay} onClick={() => setOpen(true)}>{label}</LeadingButton>}
      {open && (
        <form className="iw-form" onSubmit={(e) => { e.preventDefault(); if (note.trim().length >= 2) void send(); }}>
          <Input autoFocus value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} placeholder={t('为什么改（必填，留在记录里）', 'Why (needed; it stays in the record)')} aria-label={t(`${way.warehouseName}：修改原因`, `${way.warehouseName}: why`)} />
          <Button type="primary" htmlType="submit" disabled={note.trim().length < 2} loading={set.isPending}>{label}</Button>
          <Button onClick={() => { setOpen(false); setProblem(null); }}>{t('取消', 'Cancel')}</Button>
        </form>
      )}
      {problem !== null && <div className="iw-form"><ProblemNote small error={problem} /></div>}
    </div>
  );
}

function History() {
  const { t } = useLanguage();
  const changes = useList(listInspectionWayChanges, { query: {} }, { topics: ['logistics'], pageSize: 20 });
  return (
    <section className="dz-card iw-history">
      <h2>{t('变更记录', 'Changes')}</h2>
      {changes.error && <ProblemNote small error={changes.error} onRetry={changes.again} />}
      {!changes.loading && changes.rows.length === 0 && <p className="dz-2">{t('还没有改过，所有仓库逐件扫码。', 'Never changed: every warehouse scans.')}</p>}
      <ol>{changes.rows.map((c) => <li key={c.id}><When at={c.at} /> <b>{c.by}</b> {c.warehouseName}{t('：', ': ')}{c.byEye ? t('允许整波目视', 'whole waves by eye allowed') : t('逐件扫码', 'every parcel is scanned')} <span className="dz-2">{c.note}</span></li>)}</ol>
      {changes.hasMore && <Button size="small" onClick={changes.more}>{t('更早的记录', 'Earlier')}</Button>}
    </section>
  );
}
