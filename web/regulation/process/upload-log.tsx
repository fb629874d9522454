import { useState } from 'react';
import { Button, Input, Modal, Upload } from 'antd';
import { UploadOutlined } from '@ant-design/icons';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import type { uploadLog } from '../../../src/regulation/mining/live/contract.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { uploadFiles } from '../../ui/upload.ts';

interface Props {
  readonly open: boolean;
  /** Why the log that was brought could not be read, so that columns can be named and it is tried again. */
  readonly problem: Error | null;
  readonly onClose: () => void;
  readonly onLog: (id: string) => void;
}

const columns = ['case', 'activity', 'time', 'resource'] as const;

/** Brings a log of events from outside: csv or XES, packed or not, and with it a life cycle. It is kept as one's own. */
export function UploadLog({ open, problem, onClose, onLog }: Props) {
  const { t } = useLanguage();
  const [log, setLog] = useState<File | null>(null);
  const [life, setLife] = useState<File | null>(null);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [share, setShare] = useState<number | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const names = { case: t('案例列', 'Case column'), activity: t('活动列', 'Activity column'), time: t('时间列', 'Time column'), resource: t('人员列', 'Resource column') };

  const send = async () => {
    if (!log) return;
    setShare(0);
    setFailed(null);
    try {
      const named = Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''));
      const { id } = await uploadFiles<Answer<typeof uploadLog>>('/process-maps/logs', [log, ...(life ? [life] : [])], setShare, named);
      onLog(id);
    } catch (error) {
      setFailed(error);
    } finally {
      setShare(null);
    }
  };
  return (
    <Modal open={open} onCancel={onClose} title={t('读取外部事件日志', 'Read a log from outside')} okText={t('读取', 'Read')} onOk={() => void send()} okButtonProps={{ disabled: !log, loading: share !== null }} destroyOnHidden={false}>
      <p className="dz-2">{t('csv 或 XES，可用 gzip 压缩。只有您自己看得到，保留最近 20 份，可随时删除。', 'Csv or XES, plain or as gzip. Only you see it; your 20 newest are kept, and you may throw each away.')}</p>
      <div className="dz-map-upload">
        <Upload maxCount={1} accept=".csv,.txt,.tsv,.xes,.gz" beforeUpload={(file) => (setLog(file), false)} onRemove={() => setLog(null)}><Button icon={<UploadOutlined />}>{t('选择日志', 'Choose the log')}</Button></Upload>
        <Upload maxCount={1} accept=".json" beforeUpload={(file) => (setLife(file), false)} onRemove={() => setLife(null)}><Button>{t('附生命周期文件（选填）', 'With a life cycle (optional)')}</Button></Upload>
        {columns.map((name) => (
          <label key={name}>{names[name]}<Input size="small" value={fields[name] ?? ''} placeholder={t('自动识别', 'Recognised')} onChange={(e) => setFields({ ...fields, [name]: e.target.value })} /></label>
        ))}
      </div>
      {share !== null && <p className="dz-2" aria-live="polite">{t(`已上传 ${Math.round(share * 100)}%`, `${Math.round(share * 100)}% sent`)}</p>}
      {failed !== null && <ProblemNote small error={failed} />}
      {failed === null && problem && <ProblemNote small error={problem} />}
    </Modal>
  );
}
