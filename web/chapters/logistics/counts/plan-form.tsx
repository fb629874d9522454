import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Radio, Select } from 'antd';
import { planCount, turnoverClasses } from '../../../../src/registers/products/count-plans/contract.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { SkuSearch, WarehouseSelect, type FoundSku } from '../stock/choose.tsx';

/** What is to be counted: everything that is said must hold; nothing said is the whole warehouse. */
export function PlanForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const act = useAct(planCount);
  const [warehouse, setWarehouse] = useState<string>();
  const [title, setTitle] = useState('');
  const [places, setPlaces] = useState<string[]>([]);
  const [categories, setCategories] = useState<string[]>([]);
  const [skus, setSkus] = useState<readonly FoundSku[]>([]);
  const [turnover, setTurnover] = useState<(typeof turnoverClasses)[number] | null>(null);
  const save = async () => {
    const made = await act.run({ body: { warehouseId: warehouse!, title: title.trim(), scope: { places, categories, skuIds: skus.map((s) => s.id), class: turnover } } }).catch(() => null);
    if (!made) return;
    onClose();
    await navigate({ to: `/logistics/count-plans/${made.id}` as never });
  };
  return (
    <Form layout="vertical" onFinish={() => void save()}>
      <Form.Item label={t('仓库', 'Warehouse')} required><WarehouseSelect {...(warehouse ? { value: warehouse } : {})} onChange={setWarehouse} /></Form.Item>
      <Form.Item label={t('名称', 'Title')} required htmlFor="plan-title"><Input id="plan-title" value={title} onChange={(e) => setTitle(e.target.value)} maxLength={100} placeholder={t('如 A 区循环盘点', 'such as cycle count of aisle A')} /></Form.Item>
      <Form.Item label={t('库位或货架（可多个）', 'Places or racks')} extra={t('A-3 包括 A-3 下的所有库位。不填不限。', 'A-3 covers all places of rack A-3. Empty: all.')}>
        <Select mode="tags" value={places} onChange={setPlaces} tokenSeparators={[' ', ',', '，', '、']} open={false} suffixIcon={null} aria-label={t('库位或货架', 'Places or racks')} />
      </Form.Item>
      <Form.Item label={t('品类（可多个）', 'Categories')}><Select mode="tags" value={categories} onChange={setCategories} tokenSeparators={[',', '，', '、']} open={false} suffixIcon={null} aria-label={t('品类', 'Categories')} /></Form.Item>
      <Form.Item label={t('循环盘点：按近 90 天出库金额分类', 'Cycle count: class by what left in 90 days')}>
        <Radio.Group value={turnover ?? ''} onChange={(e) => setTurnover((e.target.value as (typeof turnoverClasses)[number] | '') || null)} optionType="button"
          options={[{ value: '', label: t('不限', 'All') }, { value: 'A', label: t('A 类（前 80%）', 'A (first 80 %)') }, { value: 'B', label: t('B 类（次 15%）', 'B (next 15 %)') }, { value: 'C', label: t('C 类（其余）', 'C (the rest)') }]} />
      </Form.Item>
      <Form.Item label={t('只盘这些规格', 'Only these articles')}>
        <SkuSearch warehouse={warehouse} taken={new Set(skus.map((s) => s.id))} onChoose={(sku) => setSkus([...skus, sku])} />
        {skus.map((s) => <div key={s.id} className="dz-row">{s.code} <span className="dz-2">{s.title}</span> <Button size="small" type="text" onClick={() => setSkus(skus.filter((x) => x.id !== s.id))}>{t('移除', 'Remove')}</Button></div>)}
      </Form.Item>
      {act.error ? <ProblemNote small error={act.error} /> : null}
      <div className="dz-row dz-form-foot"><LeadingButton leadsTo={planCount} type="primary" htmlType="submit" loading={act.isPending} disabled={!warehouse || title.trim() === ''}>{t('建立', 'Plan')}</LeadingButton><Button onClick={onClose}>{t('取消', 'Cancel')}</Button></div>
    </Form>
  );
}
