import { Button, DatePicker, Input, InputNumber } from 'antd';
import { DeleteOutlined } from '@ant-design/icons';
import dayjs from 'dayjs';
import { useT } from '../../../ui/language.tsx';

/** A batch as it is being typed. */
export interface BatchDraft { readonly batchNo: string; readonly quantity: number | null; readonly producedOn: string | null; readonly expiresOn: string | null }

export const firstBatch = (quantity: number | null): readonly BatchDraft[] => [{ batchNo: '', quantity, producedOn: null, expiresOn: null }];
/** Ready to send: numbers and quantities, together what came. */
export const batchesComplete = (drafts: readonly BatchDraft[], quantity: number | null): boolean =>
  drafts.length > 0 && drafts.every((b) => b.batchNo.trim() !== '' && (b.quantity ?? 0) > 0) && drafts.reduce((n, b) => n + (b.quantity ?? 0), 0) === quantity;
/** As the API takes them. */
export const batchesBody = (drafts: readonly BatchDraft[]) => drafts.map((b) => ({ batchNo: b.batchNo.trim(), quantity: b.quantity ?? 0, producedOn: b.producedOn, expiresOn: b.expiresOn }));

/** The batches of one article that came: number, made or expiring on, how many. With one batch its quantity is the line's. */
export function BatchFields({ of, drafts, quantity, shelfLifeDays, onChange }: { of: string; drafts: readonly BatchDraft[]; quantity: number | null; shelfLifeDays: number | null; onChange: (drafts: readonly BatchDraft[]) => void }) {
  const t = useT();
  const set = (at: number, change: Partial<BatchDraft>) => onChange(drafts.map((b, i) => (i === at ? { ...b, ...change } : b)));
  const total = drafts.reduce((n, b) => n + (b.quantity ?? 0), 0);
  const day = (at: number, key: 'producedOn' | 'expiresOn', label: string) => {
    const value = drafts[at]![key];
    return <DatePicker size="small" value={value ? dayjs(value) : null} placeholder={label} aria-label={`${of} ${label} ${at + 1}`} onChange={(d) => set(at, { [key]: d ? d.format('YYYY-MM-DD') : null })} style={{ width: 128 }} />;
  };
  return (
    <div style={{ display: 'grid', gap: 6, padding: '2px 0 8px' }}>
      {drafts.map((b, at) => (
        <div key={String(at)} className="dz-row" style={{ flexWrap: 'wrap', gap: 6 }}>
          <Input size="small" value={b.batchNo} maxLength={60} onChange={(e) => set(at, { batchNo: e.target.value })} placeholder={t('批号', 'Batch number')} aria-label={t(`${of} 批号 ${at + 1}`, `${of} batch number ${at + 1}`)} style={{ width: 140 }} />
          {day(at, 'producedOn', t('生产日期', 'Made on'))}
          {day(at, 'expiresOn', t('到期日', 'Expires on'))}
          {drafts.length > 1 && <>
            <InputNumber size="small" min={1} precision={0} value={b.quantity} onChange={(n) => set(at, { quantity: n })} aria-label={t(`${of} 批次数量 ${at + 1}`, `${of} quantity of batch ${at + 1}`)} style={{ width: 84 }} />
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t(`移除批次 ${at + 1}`, `Remove batch ${at + 1}`)} onClick={() => onChange(drafts.length === 2 ? drafts.filter((_, i) => i !== at).map((one) => ({ ...one, quantity })) : drafts.filter((_, i) => i !== at))} />
          </>}
        </div>
      ))}
      <div className="dz-row" style={{ flexWrap: 'wrap', gap: 6 }}>
        <Button size="small" type="dashed" onClick={() => onChange([...drafts, { batchNo: '', quantity: Math.max(0, (quantity ?? 0) - total) || null, producedOn: null, expiresOn: null }])}>{t('再加一批', 'One more batch')}</Button>
        {drafts.length > 1 && total !== quantity && <span className="dz-soon">{t(`批次合计 ${total}，应为 ${quantity ?? 0}`, `${total} in the batches, ${quantity ?? 0} came`)}</span>}
        {shelfLifeDays !== null && <span className="dz-2">{t(`保质期 ${shelfLifeDays} 天，填生产日期即可算出到期日`, `Keeps ${shelfLifeDays} days: the expiry follows from the production`)}</span>}
      </div>
    </div>
  );
}

/** With one batch, its quantity follows the line's. */
export const followQuantity = (drafts: readonly BatchDraft[], quantity: number | null): readonly BatchDraft[] => (drafts.length === 1 ? [{ ...drafts[0]!, quantity }] : drafts);
