import { useState, type ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Alert, InputNumber, Modal, Segmented, Select } from 'antd';
import { makeWaveEnd, previewWaveEnd } from '../../../../src/chapters/logistics/transport/contract.ts';
import { useActProblem } from '../../../ui/act-button.tsx';
import { numberText } from '../../../ui/format.ts';
import { InstantInput } from '../../../ui/instant-input.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';

interface Choice { warehouseId?: string; carrierId?: string; storeId?: string; goods?: 'single' | 'multi'; shipBefore?: number; most: number }
type Options = readonly { id: string; name: string; parcels: number }[];

/** Which of the waiting parcels make the next wave: chosen with what it would take beside it, before anything is done. */
export function MakeWave({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [choice, setChoice] = useState<Choice>({ most: 50 });
  const set = (more: Partial<Record<keyof Choice, unknown>>): void => setChoice((before) => Object.fromEntries(Object.entries({ ...before, ...more }).filter(([, v]) => v !== undefined && v !== null)) as unknown as Choice);
  const { shipBefore, most, ...chosen } = choice;
  const look = useRead(previewWaveEnd, { query: { ...chosen, most: String(most), ...(shipBefore === undefined ? {} : { shipBefore: String(shipBefore) }) } }, { topics: ['logistics'] });
  const act = useAct(makeWaveEnd);
  const showProblem = useActProblem();
  const plan = look.data;
  const go = async (): Promise<void> => {
    try {
      const made = await act.run({ body: choice });
      await navigate({ to: `/logistics/waves/${made.id}` as never });
    } catch (error) {
      showProblem(error);
    }
  };
  const pick = (key: 'warehouseId' | 'carrierId' | 'storeId', label: string, any: string, of: Options = []): ReactNode => (
    <label><span className="dz-2">{label}</span><Select allowClear style={{ width: '100%' }} value={choice[key] ?? null} placeholder={any} aria-label={label} showSearch={{ optionFilterProp: 'label' }}
      options={of.map((o) => ({ value: o.id, label: `${o.name}（${numberText(o.parcels)}）` }))} onChange={(id?: string | null) => set({ [key]: id })} /></label>
  );
  return (
    <Modal open title={t('生成波次', 'Make a wave')} width={640} onCancel={onClose} onOk={() => void go()} okText={t(`生成 ${numberText(plan?.parcels ?? 0)} 个包裹的波次`, `Make a wave of ${numberText(plan?.parcels ?? 0)} parcels`)} cancelText={t('取消', 'Cancel')}
      okButtonProps={{ loading: act.isPending, disabled: !plan || plan.parcels === 0 || !plan.oneWarehouse }}>
      {look.error && <ProblemNote error={look.error} />}
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))', gap: 12 }}>
        {pick('warehouseId', t('仓库', 'Warehouse'), t('全部仓库', 'All warehouses'), plan?.warehouses)}
        {pick('carrierId', t('承运商', 'Carrier'), t('全部承运商', 'All carriers'), plan?.carriers)}
        {pick('storeId', t('店铺', 'Store'), t('全部店铺', 'All stores'), plan?.stores)}
        <label><span className="dz-2">{t('最晚发货', 'To leave by')}</span><InstantInput {...(shipBefore === undefined ? {} : { value: shipBefore })} onChange={(at) => set({ shipBefore: at })} clear /></label>
        <div><span className="dz-2">{t('商品', 'Goods')}</span><br /><Segmented aria-label={t('商品', 'Goods')} value={choice.goods ?? 'all'} onChange={(goods) => set({ goods: goods === 'all' ? undefined : goods })}
          options={[{ value: 'all', label: t('全部', 'All') }, { value: 'single', label: t('单件', 'One piece') }, { value: 'multi', label: t('多件', 'Several') }]} /></div>
        <label><span className="dz-2">{t('最多包裹', 'At most')}</span><br /><InputNumber min={1} max={500} precision={0} value={most} onChange={(n) => set({ most: n ?? 50 })} aria-label={t('最多包裹', 'At most')} /></label>
      </div>
      {plan && (
        <>
          <dl style={{ display: 'flex', flexWrap: 'wrap', gap: '8px 28px', margin: '16px 0 8px' }}>
            {([[t('包裹', 'Parcels'), plan.parcels], [t('订单', 'Orders'), plan.orders], [t('行', 'Lines'), plan.lines], [t('件', 'Pieces'), plan.pieces], [t('商品编码', 'Articles'), plan.skus]] as const).map(([label, n]) => (
              <div key={label}><dt className="dz-2">{label}</dt><dd style={{ margin: 0, fontSize: 20, fontVariantNumeric: 'tabular-nums' }}>{numberText(n)}</dd></div>
            ))}
          </dl>
          <p className="dz-2">{plan.fit > plan.parcels ? t(`符合条件的共 ${numberText(plan.fit)} 个，取最急的 ${numberText(plan.parcels)} 个。`, `${numberText(plan.fit)} fit; the ${numberText(plan.parcels)} most urgent are taken. `) : t(`符合条件的共 ${numberText(plan.fit)} 个。`, `${numberText(plan.fit)} fit. `)}
            {plan.lastShipBy !== null && <>{t('其中最晚的应在此前发出：', 'The last of them is to leave by ')}<When at={plan.lastShipBy} /></>}</p>
          {!plan.oneWarehouse && <Alert type="warning" showIcon title={t('包裹在不同的仓库，请先选择仓库。', 'They lie in different warehouses; choose one.')} />}
          {plan.parcels === 0 && <Alert type="info" showIcon title={t('没有符合条件的待拣包裹，请放宽条件。', 'No waiting parcel fits; choose less narrowly.')} />}
        </>
      )}
    </Modal>
  );
}
