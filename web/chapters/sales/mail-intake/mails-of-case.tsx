import { confirmMailOrderAct, type FeedbackRecord, type LeadRecord } from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { MailFiles } from './mail-files.tsx';

type Mail = FeedbackRecord['mails'][number] & Partial<Pick<LeadRecord['mails'][number], 'words'>>;

/** The mails of which a case came and by which it was continued. */
export function MailsOfCase({ mails }: { mails: readonly Mail[] }) {
  const { t } = useLanguage();
  if (mails.length === 0) return null;
  const said = mails.some((m) => m.words !== undefined);
  return (
    <RelatedTable title={t('来信', 'Mails')} rows={mails} rowKey={(m) => m.id} empty="" columns={[
      { key: 'from', title: t('发件人', 'From'), render: (m) => m.from ?? '—' }, { key: 'subject', title: t('主题', 'Subject'), render: (m) => <div>{m.subject || t('（无主题）', '(no subject)')}<NamesOrder of={m} /></div> },
      ...(said ? [{ key: 'words', title: t('内容', 'Words'), render: (m: Mail) => <span style={{ whiteSpace: 'pre-wrap' }}>{m.words}</span> }] : []),
      { key: 'files', title: t('附件', 'Files'), render: (m) => (m.files.length === 0 ? '—' : <MailFiles of={m.files} />) }, { key: 'at', title: t('收到', 'Received'), render: (m) => <When at={m.receivedAt} /> },
    ]} />
  );
}

/** An order that a mail names, though its sender is not known as the buyer: one press says whether it is about it. */
export function NamesOrder({ of: m }: { of: { id: string; namesOrder: string | null; version: number } }) {
  const { t } = useLanguage();
  const confirm = useAct(confirmMailOrderAct);
  if (m.namesOrder === null) return null;
  const say = (belongs: boolean) => () => confirm.run({ params: { id: m.id }, body: { version: m.version, belongs } });
  return (
    <div style={{ margin: '4px 0' }}>
      <span className="dz-soon">{t(`提到订单 ${m.namesOrder}，发件人未核实`, `Names order ${m.namesOrder}; the sender is not verified`)}</span>{' '}
      <span className="dz-row" style={{ display: 'inline-flex', verticalAlign: 'middle' }}>
        <ActButton act={confirm} size="small" primary label={t('是该订单', 'It is about it')} done={t('已关联订单，发件人记为买家', 'Tied to the order; the sender is known as the buyer')} run={say(true)} />
        <ActButton act={confirm} size="small" label={t('不是', 'It is not')} done={t('不关联订单', 'Not tied to the order')} run={say(false)} />
      </span>
    </div>
  );
}

/** Whether an answer went out by mail. */
export function Mailed({ of: m }: { of: { mailed: 'waiting' | 'sent' | 'failed' | null; mailFailed: string | null } }) {
  const { t } = useLanguage();
  if (m.mailed === null) return null;
  if (m.mailed === 'failed') return <span className="dz-breach" title={m.mailFailed ?? undefined}>{t('邮件没有送出', 'The mail did not leave')}</span>;
  return m.mailed === 'sent' ? <span className="dz-kept">{t('已发邮件', 'Mailed')}</span> : <span className="dz-2">{t('邮件发送中', 'Mail is leaving')}</span>;
}

/** Said before an answer is written: where it goes. */
export function WhereItGoes({ byMail }: { byMail: { possible: boolean; to: string | null } }) {
  const { t } = useLanguage();
  if (byMail.to === null) return null;
  return byMail.possible ? <span className="dz-2">{t(`公开的答复会发邮件到 ${byMail.to}`, `A public answer goes by mail to ${byMail.to}`)}</span>
    : <span className="dz-soon">{t(`客户来信自 ${byMail.to}；尚未接通发信，请在邮箱里答复后在此登记。`, `The customer wrote from ${byMail.to}; outgoing mail is not set up: answer in the mailbox and record it here.`)}</span>;
}
