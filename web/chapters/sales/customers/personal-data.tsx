import { useState } from 'react';
import { Input, Modal, Segmented } from 'antd';
import { changeCustomer } from '../../../../src/registers/customers/contract.ts';
import { exportPersonalData, listDataRequests, requestErasure } from '../../../../src/registers/customers/personal/contract.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct, useList } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { RequestActs, RequestState } from './data-requests.tsx';

/** 个人信息: what a person may ask for by law: a copy, a correction, erasure; and what was asked so far. */
export function PersonalData({ id, customerNo, erased, onCorrect }: { id: string; customerNo: string; erased: number | null; onCorrect: () => void }) {
  const t = useT();
  const [asking, setAsking] = useState<'export' | 'erase' | null>(null);
  const requests = useList(listDataRequests, { query: { customer: id } }, { topics: ['customer', 'data-request'], pageSize: 5 });
  const open = requests.rows.some((r) => r.state === 'waiting');
  return (
    <section className="dz-card" aria-label={t('个人信息', 'Personal data')}>
      <h2>{t('个人信息', 'Personal data')}</h2>
      {erased !== null ? <p>{t('本人要求删除，已于 ', 'Erased at the person’s wish on ')}<When at={erased} />{t(' 删除；交易与账务记录依法保留，不含个人信息。', '; records of trade and accounts stay by law, without the person.')}</p> : (
        <>
          <p className="dz-2">{t('客户有权查阅、复制、更正、删除自己的信息（个人信息保护法第 45–47 条）。', 'A person may see, copy, correct and erase his data (Personal Information Protection Law, art. 45–47).')}</p>
          <p className="dz-row dz-wrap">
            <LeadingButton leadsTo={exportPersonalData} onClick={() => setAsking('export')}>{t('导出副本', 'Give out a copy')}</LeadingButton>
            <LeadingButton leadsTo={changeCustomer} onClick={onCorrect}>{t('更正', 'Correct')}</LeadingButton>
            <LeadingButton leadsTo={requestErasure} danger disabled={open} onClick={() => setAsking('erase')}>{t('申请删除', 'Ask for erasure')}</LeadingButton>
          </p>
        </>
      )}
      {requests.error && <ProblemNote small error={requests.error} onRetry={requests.again} />}
      {requests.rows.length > 0 && (
        <ul className="dz-plain">
          {requests.rows.map((r) => (
            <li key={r.id} className="dz-row dz-wrap"><a href={`/sales/data-requests?q=${r.requestNo}`}>{r.requestNo}</a> {r.kind === 'erase' ? t('删除', 'Erasure') : t('导出', 'Given out')} <RequestState request={r} />
              {r.approvalId !== null && r.state === 'waiting' && <a href={`/approvals/${r.approvalId}`}>{t('审批', 'Approval')}</a>} <RequestActs request={r} onDone={requests.again} /></li>
          ))}
        </ul>
      )}
      <AskDialog what={asking} id={id} customerNo={customerNo} onClose={() => setAsking(null)} onDone={requests.again} />
    </section>
  );
}

function AskDialog({ what, id, customerNo, onClose, onDone }: { what: 'export' | 'erase' | null; id: string; customerNo: string; onClose: () => void; onDone: () => void }) {
  const t = useT();
  const give = useAct(exportPersonalData);
  const ask = useAct(requestErasure);
  const [reason, setReason] = useState('');
  const [format, setFormat] = useState<'pdf' | 'json'>('pdf');
  const [problem, setProblem] = useState<unknown>(null);
  const close = () => {
    setReason('');
    setProblem(null);
    onClose();
  };
  const go = async () => {
    setProblem(null);
    try {
      if (what === 'erase') await ask.run({ params: { id }, body: { reason: reason.trim() } });
      else save(await give.run({ params: { id }, body: { reason: reason.trim(), format } }));
      onDone();
      close();
    } catch (error) {
      setProblem(error);
    }
  };
  const title = what === 'erase' ? t(`申请删除 ${customerNo} 的个人信息`, `Ask for the erasure of ${customerNo}`) : t(`导出 ${customerNo} 的个人信息`, `Give out the data of ${customerNo}`);
  return (
    <Modal open={what !== null} title={title} onCancel={close} onOk={() => void go()} okText={what === 'erase' ? t('提交审批', 'Submit') : t('导出', 'Give out')} cancelText={t('取消', 'Cancel')} destroyOnHidden
      okButtonProps={{ disabled: reason.trim().length < 4, loading: give.isPending || ask.isPending, danger: what === 'erase' }}>
      <div className="dz-stack">
        <p className="dz-2">{what === 'erase'
          ? t('经部门经理或总经理批准后，由您执行。姓名、电话、地址、昵称、留言以及上传文件、消息和检索词中的同样内容会被永久删除；法律要求的交易与账务记录保留，但不含个人信息。', 'Once the department head or general manager approves, you carry it out. Name, telephone, address, nickname, messages and their copies in uploads, messages and search words go for good; records of trade and accounts stay by law, without the person.')
          : t('副本不脱敏，只能交给本人；谁导出、为什么，会留下记录。', 'The copy is not masked and is for the person only; who made it and why is kept.')}</p>
        {what === 'export' && <Segmented value={format} onChange={setFormat} options={[{ value: 'pdf', label: 'PDF' }, { value: 'json', label: 'JSON' }]} />}
        <label className="dz-field">{t('事由（不要写姓名、电话）', 'Reason (no names, no numbers)')}
          <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} autoFocus placeholder={t('例如：本人来电要求，已核实身份', 'for example: asked by telephone, identity checked')} />
        </label>
        {problem !== null && <ProblemNote small error={problem} />}
      </div>
    </Modal>
  );
}

/** Hands the file over to the browser. */
function save(file: { name: string; mediaType: string; content: string }): void {
  const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.mediaType }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
