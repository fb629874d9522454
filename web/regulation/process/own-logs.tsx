import { Button, Popconfirm, Select } from 'antd';
import { DeleteOutlined } from '@ant-design/icons';
import { forgetEventLog, listEventLogs } from '../../../src/regulation/mining/live/contract.ts';
import { whenText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { now } from '../../ui/now.ts';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';

/** Logs that this person brought: chosen again, or thrown away. Nothing where there are none. */
export function OwnLogs({ log, onLog }: { log: string; onLog: (log: string) => void }) {
  const { t, language } = useLanguage();
  const read = useRead(listEventLogs, {}, { topics: [] });
  const forget = useAct(forgetEventLog);
  const rows = read.data?.rows ?? [];
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />;
  if (rows.length === 0) return null;
  return (
    <>
      <Select size="small" value={log || undefined} placeholder={t('我上传的日志', 'Logs that I brought')} onChange={onLog} aria-label={t('我上传的日志', 'Logs that I brought')} style={{ minWidth: 190 }}
        options={rows.map((row) => ({ value: row.id, label: `${row.name} · ${whenText(row.at, now(), language)}` }))} />
      {log !== '' && !forget.refused && (
        <Popconfirm title={t('删除这份日志？', 'Throw this log away?')} okText={t('删除', 'Throw away')} onConfirm={async () => {
          await forget.run({ params: { id: log } });
          await read.refetch();
          onLog('');
        }}><Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('删除这份日志', 'Throw this log away')} /></Popconfirm>
      )}
    </>
  );
}
