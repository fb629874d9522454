import { Fragment } from 'react';
import { Button, InputNumber } from 'antd';
import { DeleteOutlined } from '@ant-design/icons';
import { useT } from '../../../ui/language.tsx';
import { Num } from '../../../ui/values.tsx';
import { BatchFields, batchesComplete, firstBatch, followQuantity, type BatchDraft } from './batch-fields.tsx';
import { SkuSearch, type FoundSku } from './choose.tsx';

export interface Line {
  readonly sku: FoundSku;
  readonly quantity: number | null;
  /** Of articles kept by batches, where goods come in. */
  readonly batches?: readonly BatchDraft[];
}

/** Lines of a count or an arrival: search or scan, then type the quantity. A barcode scanned again adds one. */
export function Lines({ lines, onLines, warehouse, label, least, showBook, arriving }: {
  lines: readonly Line[]; onLines: (lines: readonly Line[]) => void; warehouse: string | undefined; label: string; least: 0 | 1; showBook?: boolean; /** Goods that come in: those kept by batches say them. */ arriving?: boolean;
}) {
  const t = useT();
  const put = (id: string, change: (line: Line) => Line) => onLines(lines.map((line) => (line.sku.id === id ? change(line) : line)));
  const set = (id: string, quantity: number | null) => put(id, (line) => ({ ...line, quantity, ...(line.batches ? { batches: followQuantity(line.batches, quantity) } : {}) }));
  return (
    <div className="dz-card" style={{ marginBottom: 16 }}>
      <SkuSearch warehouse={warehouse} taken={new Set(lines.map((line) => line.sku.id))} onChoose={(sku) => onLines([...lines, { sku, quantity: least === 1 ? 1 : null, ...(arriving && sku.batchKept ? { batches: firstBatch(1) } : {}) }])} />
      {lines.length > 0 && (
        <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={label} style={{ marginTop: 8 }}>
          <table className="dz-related">
            <thead><tr><th scope="col">{t('规格', 'SKU')}</th>{showBook && <th scope="col" className="dz-right">{t('账面', 'Book')}</th>}<th scope="col" className="dz-right">{label}</th><th scope="col"><span className="dz-sr">{t('移除', 'Remove')}</span></th></tr></thead>
            <tbody>{lines.map((line) => (
              <Fragment key={line.sku.id}>
                <tr>
                  {/* Wraps: on a phone the quantity must stay in sight. */}
                  <td style={{ whiteSpace: 'normal', padding: '6px 8px 6px 16px' }}>{line.sku.code}<div className="dz-2">{line.sku.title}{line.sku.spec ? ` · ${line.sku.spec}` : ''}</div></td>
                  {showBook && <td className="dz-right"><Num value={line.sku.onHand} /></td>}
                  <td className="dz-right">
                    <InputNumber size="small" min={least} max={1_000_000} precision={0} value={line.quantity} onChange={(value) => set(line.sku.id, value)} aria-label={`${label} ${line.sku.code}`} style={{ width: 96 }} />
                  </td>
                  <td><Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t(`移除 ${line.sku.code}`, `Remove ${line.sku.code}`)} onClick={() => onLines(lines.filter((other) => other !== line))} /></td>
                </tr>
                {line.batches && <tr><td colSpan={showBook ? 4 : 3} style={{ whiteSpace: 'normal', padding: '0 8px 4px 16px' }}><BatchFields of={line.sku.code} drafts={line.batches} quantity={line.quantity} shelfLifeDays={line.sku.shelfLifeDays} onChange={(batches) => put(line.sku.id, (one) => ({ ...one, batches }))} /></td></tr>}
              </Fragment>
            ))}</tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** Lines that are ready to send: every quantity filled in. */
export const complete = (lines: readonly Line[]): boolean => lines.length > 0 && lines.every((line) => line.quantity !== null && (!line.batches || batchesComplete(line.batches, line.quantity)));
