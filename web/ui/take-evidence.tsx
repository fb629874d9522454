import { useState } from 'react';
import { App, Button, DatePicker, Drawer, Input } from 'antd';
import { SafetyCertificateOutlined } from '@ant-design/icons';
import dayjs from 'dayjs';
import type { Post } from '../../src/kernel/posts.ts';
import { requestPacket } from '../shell/evidence-endpoints.ts';
import { usePerson } from '../shell/session.tsx';
import { useT } from './language.tsx';
import { now } from './now.ts';
import { ProblemNote } from './problem.tsx';
import { useAct } from './use-api.ts';
import { dayOf } from './format.ts';
import { LeadingButton } from './act-button.tsx';

export type EvidenceAbout = { readonly kind: 'clause'; readonly clause: string } | { readonly kind: 'case'; readonly type: string; readonly subject: string } | { readonly kind: 'person'; readonly staff: string };

/** Posts that the server lets take evidence; others do not see the button. */
const mayTake: readonly Post[] = ['auditor', 'department-head', 'general-manager', 'administrator'];
export const useMayTakeEvidence = (): boolean => usePerson().posts.some((post) => mayTake.includes(post));

const form = 'YYYY-MM-DD';
const backDays = 30;

/** 取证: asks for a packet about what is shown here. Says where it will be found; who asked and why is kept. */
export function TakeEvidence({ about, size }: { about: EvidenceAbout; size?: 'small' }) {
  const t = useT();
  const may = useMayTakeEvidence();
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <LeadingButton leadsTo={requestPacket} icon={<SafetyCertificateOutlined />} {...(size ? { size } : {})} onClick={() => setOpen(true)}>{t('取证', 'Evidence')}</LeadingButton>
      <Drawer open={open} onClose={() => setOpen(false)} title={t('取证', 'Take evidence')} size={420} destroyOnHidden>
        <TakeForm about={about} onDone={() => setOpen(false)} />
      </Drawer>
    </>
  );
}

function TakeForm({ about, onDone }: { about: EvidenceAbout; onDone: () => void }) {
  const t = useT();
  const { notification } = App.useApp();
  const ask = useAct(requestPacket);
  const [reason, setReason] = useState('');
  const [days, setDays] = useState<[string, string]>([dayOf(now() - (backDays - 1) * 86_400_000), dayOf(now())]);
  const [problem, setProblem] = useState<unknown>(null);
  const go = async () => {
    setProblem(null);
    try {
      await ask.run({ body: about.kind === 'case' ? { ...about, reason } : { ...about, reason, from: days[0], to: days[1] } });
      notification.success({
        title: t('已开始制作证据包', 'The packet is being made'), placement: 'bottomRight', key: 'evidence',
        description: <a href="/evidence">{t('到「证据」页下载', 'Download it on the page Evidence')}</a>,
      });
      onDone();
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <div className="dz-stack">
      <p className="dz-2">{t('证据包含事实、义务、判定版本、参数与日历版本、审批，附签名的证明；可离线核对，不依赖本系统。', 'A packet holds facts, duties, verdict versions, parameter and calendar versions and approvals with signed proofs; it is checked offline, without this system.')}</p>
      {about.kind !== 'case' && (
        <label className="dz-field">{t('期间', 'Period')}
          <DatePicker.RangePicker allowClear={false} value={[dayjs(days[0]), dayjs(days[1])]} style={{ width: '100%' }}
            onChange={(range) => range?.[0] && range[1] && setDays([range[0].format(form), range[1].format(form)])} />
        </label>
      )}
      <label className="dz-field">{t('事由', 'Reason')}
        <Input.TextArea autoFocus rows={3} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} placeholder={t('例如：年度审计、客户投诉', 'for example: yearly audit, a complaint')} />
      </label>
      {problem !== null && <ProblemNote small error={problem} />}
      <Button type="primary" block loading={ask.isPending} disabled={reason.trim().length < 2} onClick={() => void go()}>{t('制作证据包', 'Make the packet')}</Button>
      {reason.trim().length < 2 && <p className="dz-2">{t('请先写事由；谁取了什么、为什么，会留下记录。', 'Say why first: who took what and why is kept.')}</p>}
    </div>
  );
}
