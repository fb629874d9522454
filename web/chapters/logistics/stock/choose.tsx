import { useEffect, useState } from 'react';
import { Select } from 'antd';
import { listSkus, readPlaces } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { useT } from '../../../ui/language.tsx';
import { useRead } from '../../../ui/use-api.ts';

interface Choice {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

/** A warehouse; the only one is chosen by itself. */
export function WarehouseSelect(p: Choice) {
  const t = useT();
  const places = useRead(readPlaces, {});
  const all = places.data?.warehouses ?? [];
  const only = all.length === 1 ? all[0]!.id : null;
  const { value, onChange } = p;
  useEffect(() => {
    if (only && !value) onChange?.(only);
  }, [only, value, onChange]);
  return <Select {...p} loading={places.isPending} placeholder={t('选择仓库', 'Choose a warehouse')} showSearch={{ optionFilterProp: 'label' }} options={all.map((w) => ({ value: w.id, label: w.name }))} />;
}

export type FoundSku = Answer<typeof listSkus>['rows'][number];

/** Finds a SKU by name, pinyin, code or a scanned barcode, and hands it over. Enter takes the first. */
export function SkuSearch({ warehouse, onChoose, taken }: { warehouse: string | undefined; onChoose: (sku: FoundSku) => void; taken: ReadonlySet<string> }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const found = useRead(listSkus, { query: { q: typed, limit: '20', ...(warehouse ? { warehouse } : {}) } });
  const rows = (found.data?.rows ?? []).filter((sku) => !taken.has(sku.id));
  return (
    <Select<string> showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }} value={null as never} loading={found.isFetching} defaultActiveFirstOption
      placeholder={t('扫条码，或输入编码、名称、拼音', 'Scan a barcode, or type a code, name or pinyin')} aria-label={t('添加规格', 'Add a SKU')} style={{ width: '100%' }}
      notFoundContent={typed === '' ? null : t('没有找到', 'Not found')}
      options={rows.map((sku) => ({ value: sku.id, label: `${sku.code} · ${sku.title}${sku.spec ? ` · ${sku.spec}` : ''}` }))}
      onSelect={(chosen) => {
        const sku = rows.find((one) => one.id === chosen);
        setTyped('');
        if (sku) onChoose(sku);
      }} />
  );
}
