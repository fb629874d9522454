import { useState } from 'react';
import { Button, Drawer, InputNumber } from 'antd';
import { splitAct, type OrderRecord } from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { lineByLine, mostParcels, parcelCount, partsOf, put, restOf, roomFor, type SplitDraft } from './split-draft.ts';
import './split-parcels.css';

type Fulfilment = OrderRecord['fulfilments'][number];

/** Lines and quantities for any number of parcels, chosen together and split in one act; what nobody chose stays together as the last one. */
export function SplitParcels({ f, o }: { f: Fulfilment; o: OrderRecord }) {
  const t = useT();
  const split = useAct(splitAct);
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<SplitDraft>([{}]);
  const rest = restOf(f.lines, draft);
  const parcels = parcelCount(f.lines, draft);
  const start = () => {
    setDraft([{}]);
    setOpen(true);
  };
  const called = (i: number): string => t(`第 ${i + 1} 包`, `Parcel ${i + 1}`);
  return (
    <>
      <Button size="small" onClick={start}>{t('拆单…', 'Split…')}</Button>
      <Drawer title={t(`拆单 ${f.fulfilmentNo}`, `Split ${f.fulfilmentNo}`)} open={open} size="large" onClose={() => setOpen(false)} destroyOnHidden
        footer={<div className="dz-row">
          <span className="dz-2 dz-grow" role="status">{parcels > 1 ? t(`拆成 ${parcels} 包`, `${parcels} parcels`) : t('选出要另装的件数', 'Choose what goes into parcels of its own')}</span>
          {parcels > 1 && <ActButton act={split} primary label={t('拆单', 'Split')} done={t(`已拆成 ${parcels} 包`, `Split into ${parcels} parcels`)}
            run={() => split.run({ params: { id: f.id }, body: { version: f.version, parts: partsOf(draft) } })} onDone={() => setOpen(false)} />}
        </div>}>
        <div className="dz-row dz-split-acts">
          <Button disabled={draft.length >= mostParcels - 1} onClick={() => setDraft([...draft, {}])}>{t('加一包', 'Add a parcel')}</Button>
          {draft.length > 1 && <Button onClick={() => setDraft(draft.slice(0, -1))}>{t('减一包', 'One fewer')}</Button>}
          {f.lines.length > 1 && <Button onClick={() => setDraft(lineByLine(f.lines))}>{t('每行一包', 'A parcel a line')}</Button>}
        </div>
        {f.lines.map((line) => {
          const sold = o.lines.find((x) => x.id === line.orderLineId);
          const title = sold ? [sold.title, sold.spec].filter(Boolean).join(' ') : o.orderNo;
          return (
            <fieldset key={line.orderLineId} className="dz-split-line">
              <legend>{title} <span className="dz-2">× {line.quantity}</span></legend>
              {draft.map((parcel, i) => (
                <label key={called(i)}>
                  <span>{called(i)}</span>
                  <InputNumber aria-label={`${title} ${called(i)}`} min={0} max={roomFor(line, draft, i)} precision={0} value={parcel[line.orderLineId] ?? 0} onChange={(n) => setDraft(put(draft, i, line, Number(n ?? 0)))} />
                </label>
              ))}
              <label><span>{t('余下一包', 'What is left')}</span><output>{rest[line.orderLineId]}</output></label>
            </fieldset>
          );
        })}
      </Drawer>
    </>
  );
}
