import { z } from 'zod';
import { Input, Select } from 'antd';
import { listProduct, readPlaces, type readProduct } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { EditorForm, Field, YuanInput } from '../../../ui/editor-form.tsx';
import { useT } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';

function StoreSelect(p: { id?: string; value?: string; onChange?: (value: string) => void }) {
  const t = useT();
  const places = useRead(readPlaces, {});
  return <Select {...p} loading={places.isPending} placeholder={t('选择店铺', 'Choose a store')} showSearch={{ optionFilterProp: 'label' }} options={(places.data?.stores ?? []).map((s) => ({ value: s.id, label: s.name }))} />;
}

const shape = listProduct.body!.shape;
const schema = z.object({ ...shape, platformItemId: z.preprocess((value) => (value === '' || value === undefined ? null : value), shape.platformItemId) });

export function ListingForm({ product, onSaved, onCancel }: { product: Answer<typeof readProduct>; onSaved: () => void; onCancel: () => void }) {
  const t = useT();
  const list = useAct(listProduct);
  return (
    <EditorForm act={list} schema={schema} saveLabel={t('上架', 'List')} onCancel={onCancel} initial={{ title: product.title, ...(product.fromFen === null ? {} : { priceFen: product.fromFen }) }}
      onSave={async (body) => {
        await list.run({ params: { id: product.id }, body });
        onSaved();
      }}>
      <Field name="storeId" label={t('店铺', 'Store')}><StoreSelect /></Field>
      <Field name="title" label={t('店铺标题', 'Title in the store')} hint={t('不得使用“最”“第一”等广告法禁用语', 'No absolutes that advertising law forbids')}><Input /></Field>
      <Field name="priceFen" label={t('标价', 'Price')}><YuanInput /></Field>
      <Field name="platformItemId" label={t('平台商品编号', 'Item number of the marketplace')}><Input /></Field>
    </EditorForm>
  );
}
