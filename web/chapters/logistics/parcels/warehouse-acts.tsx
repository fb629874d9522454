import { useState } from 'react';
import { Button, InputNumber, Popover } from 'antd';
import { announceEnd, packEnd, pickEnd, shipEnd, type ParcelRecord } from '../../../../src/chapters/logistics/transport/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { usePerson } from '../../../shell/session.tsx';
import { useAct } from '../../../ui/use-api.ts';

type Refused = { detail: string; clause?: string } | undefined;

/** The way out of the house: pick, pack and weigh, inspect, tell the carrier, ship. What the state or a clause refuses says why. */
export function WarehouseActs({ p }: { p: ParcelRecord }) {
  const { t } = useLanguage();
  const pick = useAct(pickEnd);
  const tell = useAct(announceEnd);
  const ship = useAct(shipEnd);
  const mine = usePerson().posts.some((post) => post === 'warehouse' || post === 'logistics-clerk');
  const toPick = p.state === 'waiting' || p.state === 'picking';
  const inspected = p.state === 'inspected' || p.state === 'announced';
  const weight: Refused = p.weightHeld ? { detail: t('重量不符，包裹暂停发货：请核对后重新称重，或由另一人写明原因放行。', 'The weight is odd: weigh it again, or somebody else lets it go with the reason.'), clause: '2.3.3' } : undefined;
  const packing: Refused = toPick ? { detail: t('请先拣货。', 'Pick it first.') } : p.state === 'announced' ? { detail: t('已通知承运商，不能重新打包。', 'The carrier has been told; it is not packed again.'), clause: '5.2.1' } : undefined;
  const inspecting: Refused = inspected ? { detail: t('已检验合格。', 'The inspection is passed.') } : p.state !== 'packed' ? { detail: t('请先拣货、打包称重。', 'Pick, pack and weigh it first.') } : weight;
  const telling: Refused = p.state === 'announced' ? { detail: t('已通知承运商。', 'The carrier has been told.') } : weight ?? (inspected ? undefined : { detail: t('请先通过出库检验。', 'It passes inspection first.'), clause: '2.3.3' });
  const shipping: Refused = !inspected ? { detail: t('未通过出库检验，不能发货：请先完成出库检验。', 'No passed inspection, no shipment: inspect the parcel first.'), clause: '2.3.3' } : weight
    ?? (p.state === 'announced' ? undefined : { detail: t('尚未通知承运商，不能发货：请先登记运单号并发出发货通知。', 'The carrier has not been told: enter the waybill and give the ship notice first.'), clause: '5.2.1' });
  const desk = `/logistics/desk?code=${encodeURIComponent(p.parcelNo)}`;
  const nothing = () => Promise.resolve();
  if (!mine) return null;
  return (
    <>
      <ActButton act={pick} label={t('拣货完成', 'Picked')} primary={toPick} refused={toPick ? undefined : { detail: t('已拣货。', 'It has been picked.') }} run={() => pick.run({ body: { ids: [p.id] } })} done={t('拣货完成', 'Picked')} />
      {packing ? <ActButton label={t('打包称重', 'Pack and weigh')} refused={packing} run={nothing} /> : <Pack p={p} />}
      {inspecting ? <ActButton label={t('验货', 'Inspect')} refused={inspecting} run={nothing} /> : <Button type="primary" href={desk}>{t('扫码验货', 'Inspect by scanning')}</Button>}
      <ActButton act={tell} label={t('取号并通知承运商', 'Tell the carrier')} primary={p.state === 'inspected'} refused={telling} run={() => tell.run({ params: { id: p.id }, body: { waybillNo: null } })} done={t('已通知承运商', 'Carrier told')} />
      <ActButton act={ship} label={t('发货', 'Ship')} primary={p.state === 'announced'} refused={shipping} run={() => ship.run({ params: { id: p.id }, body: {} })} done={t('已发货', 'Shipped')} confirm={t('商品出库后不能撤回。', 'Goods that have left cannot be called back.')} />
    </>
  );
}

function Pack({ p }: { p: ParcelRecord }) {
  const t = useT();
  const pack = useAct(packEnd);
  const [grams, setGrams] = useState<number | null>(null);
  return (
    <Popover trigger="click" content={
      <div className="dz-row">
        <InputNumber min={1} max={1_000_000} precision={0} value={grams} onChange={setGrams} autoFocus aria-label={t('实际重量（克）', 'True weight in grams')} placeholder={t('重量（克）', 'Grams')} />
        {grams !== null && <ActButton act={pack} primary label={t('打包称重', 'Pack and weigh')} run={() => pack.run({ params: { id: p.id }, body: { weightGrams: grams } })} />}
      </div>
    }><Button type={p.state === 'picked' ? 'primary' : 'default'}>{p.state === 'picked' ? t('打包称重…', 'Pack and weigh…') : t('重新称重…', 'Weigh again…')}</Button></Popover>
  );
}
