import { useState } from 'react';
import { Button, Input, Modal, Select } from 'antd';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { askWaiver, explainBreach, handOver, readCare } from '../../../src/regulation/obligations/care/contract.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';

type Care = Answer<typeof readCare>;
interface DialogProps { readonly id: string; readonly care: Care; readonly onClose: () => void; readonly onDone: () => void }

/** The reason is what the next person and the auditor read: the server wants at least four characters. */
const enough = (reason: string): boolean => reason.trim().length >= 4;

function HandOverDialog({ id, care, onClose, onDone }: DialogProps) {
  const { t, tw } = useLanguage();
  const act = useAct(handOver);
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const go = async () => {
    if (await act.run({ params: { id }, body: { staffId: to === 'post' ? null : to, reason: reason.trim() } }).catch(() => null)) onDone();
  };
  return (
    <Modal open title={t('移交', 'Hand over')} onCancel={onClose} onOk={() => void go()} okText={t('移交', 'Hand over')} cancelText={t('取消', 'Cancel')} okButtonProps={{ disabled: to === null || !enough(reason), loading: act.isPending }}>
      <p className="dz-2">{t('时限照常计算；移交前后各由谁承担，经过里都有记录。', 'The clock goes on; the timeline tells who held it when.')}</p>
      <Select style={{ width: '100%', marginBottom: 8 }} value={to} onChange={setTo} placeholder={t('移交给', 'To whom')} aria-label={t('移交给', 'To whom')} showSearch={{ optionFilterProp: 'label' }}
        options={[...care.people.map((p) => ({ value: p.id, label: p.name })), { value: 'post', label: t(`${care.post.zh}（岗位共同承担）`, `${tw(care.post)} (the post as a whole)`) }]} />
      <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={400} placeholder={t('原因（至少 4 个字）', 'Reason (4 characters at least)')} aria-label={t('原因', 'Reason')} />
      {act.error && <ProblemNote small error={act.error} />}
    </Modal>
  );
}

function WaiverDialog({ id, onClose, onDone }: DialogProps) {
  const { t } = useLanguage();
  const act = useAct(askWaiver);
  const [reason, setReason] = useState('');
  const go = async () => {
    if (await act.run({ params: { id }, body: { reason: reason.trim() } }).catch(() => null)) onDone();
  };
  return (
    <Modal open title={t('申请豁免', 'Ask for a waiver')} onCancel={onClose} onOk={() => void go()} okText={t('提交申请', 'Ask')} cancelText={t('取消', 'Cancel')} okButtonProps={{ disabled: !enough(reason), loading: act.isPending }}>
      <p className="dz-2">{t('由部门经理或总经理审批，不能自己批；批准前时限照常计算。豁免计入例外。', 'The department head or general manager decides, never the one who asks; the clock goes on until then. A waiver counts as an exception.')}</p>
      <Input.TextArea value={reason} onChange={(e) => setReason(e.target.value)} maxLength={400} rows={3} placeholder={t('为什么不应要求（至少 4 个字）', 'Why it should not be asked (4 characters at least)')} aria-label={t('原因', 'Reason')} autoFocus />
      {act.error && <ProblemNote small error={act.error} />}
    </Modal>
  );
}

/** Late: why it was. It excuses nothing, and whoever looks back at it reads it. */
function Reason({ id, care, onDone }: { id: string; care: Care; onDone: () => void }) {
  const { t } = useLanguage();
  const act = useAct(explainBreach);
  const [reason, setReason] = useState('');
  const [writing, setWriting] = useState(false);
  const go = async () => {
    if (!(await act.run({ params: { id }, body: { reason: reason.trim() } }).catch(() => null))) return;
    setWriting(false);
    setReason('');
    onDone();
  };
  return (
    <section>
      <h3 className="dz-2">{t('超时原因', 'Why it is late')}</h3>
      {care.explained && <p>{care.explained.reason} <span className="dz-2">{care.explained.by} · <When at={care.explained.at} /></span></p>}
      {care.mayExplain && care.explained && !writing && <Button size="small" onClick={() => setWriting(true)}>{t('重新说明', 'Word it anew')}</Button>}
      {care.mayExplain && (writing || !care.explained) && (
        <div className="dz-row">
          <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={400} placeholder={t('请说明原因（至少 4 个字）', 'Please say why (4 characters at least)')} aria-label={t('超时原因', 'Why it is late')} />
          <Button disabled={!enough(reason)} loading={act.isPending} onClick={() => void go()}>{t('说明原因', 'Say why')}</Button>
        </div>
      )}
      {act.error && <ProblemNote small error={act.error} />}
    </section>
  );
}

/** A waiver that was asked for: what became of it, and the page on which it is decided. */
function Waiver({ waiver }: { waiver: NonNullable<Care['waiver']> }) {
  const { t } = useLanguage();
  const states: Readonly<Record<string, string>> = {
    waiting: t('待审批', 'waiting'), returned: t('已退回', 'returned'), blocked: t('无人可签', 'nobody may sign'), approved: t('已批准', 'approved'), executed: t('已批准', 'approved'),
    rejected: t('已驳回', 'rejected'), withdrawn: t('已撤回', 'withdrawn'), expired: t('已过期', 'expired'),
  };
  return (
    <section>
      <h3 className="dz-2">{t('豁免申请', 'Waiver')}</h3>
      <p>{waiver.by}：{waiver.reason} <b className={waiver.open ? 'dz-soon' : 'dz-2'}>{states[waiver.state] ?? waiver.state}</b>{waiver.note && <span className="dz-2"> · {waiver.note}</span>} <a href={waiver.href}>{t('打开审批', 'Open the request')}</a></p>
    </section>
  );
}

/** Why it is late, handing over and waiving, below an obligation. */
export function CareActs({ id, open, onDone }: { id: string; open: boolean; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const read = useRead(readCare, { params: { id } }, { topics: ['clause', 'work'] });
  const [dialog, setDialog] = useState<'hand-over' | 'waiver' | null>(null);
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />;
  const care = read.data;
  if (!care) return null;
  const done = () => {
    setDialog(null);
    void read.refetch();
    onDone();
  };
  const dialogProps = { id, care, onClose: () => setDialog(null), onDone: done };
  return (
    <>
      {care.waiver && <Waiver waiver={care.waiver} />}
      {(care.mayExplain || care.explained) && <Reason id={id} care={care} onDone={() => void read.refetch()} />}
      {open && (
        <div className="dz-row" style={{ marginTop: 12 }} title={care.refused ? tw(care.refused) : undefined}>
          <Button disabled={!care.mayHandOver} onClick={() => setDialog('hand-over')}>{t('移交', 'Hand over')}</Button>
          <Button disabled={!care.mayAskWaiver} onClick={() => setDialog('waiver')}>{t('申请豁免', 'Ask for a waiver')}</Button>
          {care.refused && <small className="dz-2">{tw(care.refused)}</small>}
        </div>
      )}
      {dialog === 'hand-over' && <HandOverDialog {...dialogProps} />}
      {dialog === 'waiver' && <WaiverDialog {...dialogProps} />}
    </>
  );
}
