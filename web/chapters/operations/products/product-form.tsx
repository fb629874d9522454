import { z } from 'zod';
import { Input, Select, Switch } from 'antd';
import { changeProduct, createProduct, productBody } from '../../../../src/registers/products/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import type { readProduct } from '../../../../src/registers/products/contract.ts';
import { EditorForm, Field, UnitInput, YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { productStateWords } from './state.tsx';

type Product = Answer<typeof readProduct>;
type Sku = Product['skus'][number];

const blank = <T extends z.ZodType>(inner: T) => z.preprocess((value) => (value === '' || value === undefined ? null : value), inner);
const head = z.object({
  code: productBody.shape.code, title: productBody.shape.title, category: blank(productBody.shape.category), brand: blank(productBody.shape.brand),
  description: blank(productBody.shape.description), state: productBody.shape.state,
});
const skuShape = productBody.shape.skus.element.shape;
const sku = z.object({
  skuCode: skuShape.code, spec: blank(skuShape.spec), barcode: blank(skuShape.barcode), unit: blank(skuShape.unit), priceFen: blank(skuShape.priceFen), floorFen: blank(skuShape.floorFen),
  weightGrams: blank(skuShape.weightGrams), active: skuShape.active, batchKept: z.boolean().optional(), shelfLifeDays: blank(z.int().min(1).max(36_500).nullable()), leastLifeDays: blank(z.int().min(0).max(36_500).nullable()),
});

function StateSelect(p: { id?: string; value?: string; onChange?: (value: string) => void }) {
  const { tw } = useLanguage();
  return <Select {...p} options={(['draft', 'active', 'retired'] as const).map((value) => ({ value, label: tw(productStateWords[value]) }))} />;
}

function SkuFields() {
  const { t } = useLanguage();
  return (
    <>
      <Field name="spec" label={t('规格', 'Specification')}><Input placeholder={t('白色 350ml', 'White 350 ml')} /></Field>
      <Field name="barcode" label={t('条码', 'Barcode')}><Input inputMode="numeric" /></Field>
      <Field name="unit" label={t('单位', 'Unit')}><Input /></Field>
      <Field name="priceFen" label={t('售价', 'Price')}><YuanInput /></Field>
      <Field name="floorFen" label={t('最低售价', 'Floor price')} hint={t('低于此价的订单会在审单时拦下', 'Orders below it are held in review')}><YuanInput /></Field>
      <Field name="weightGrams" label={t('重量', 'Weight')}><UnitInput unit={words('克', 'g')} min={1} /></Field>
      <Field name="batchKept" label={t('按批次管理', 'Kept by batches')} hint={t('入库须填批号；先到期的先出，过期的不能卖', 'Arrivals say their batch; the first to expire leaves first, nothing expired is sold')}><Toggle /></Field>
      <Field name="shelfLifeDays" label={t('保质期', 'Shelf life')}><UnitInput unit={words('天', 'days')} min={1} /></Field>
      <Field name="leastLifeDays" label={t('销售时最短剩余', 'Least left at the sale')} hint={t('剩余天数不足的不再卖给客户', 'What has fewer days left is no longer sold')}><UnitInput unit={words('天', 'days')} min={0} /></Field>
    </>
  );
}

/** A new product with its first SKU; more are added on its page or by import. */
export function ProductForm({ onSaved, onCancel }: { onSaved: (id: string) => void; onCancel: () => void }) {
  const { t } = useLanguage();
  const create = useAct(createProduct);
  const schema = z.object({ ...head.shape, ...sku.omit({ active: true }).shape });
  return (
    <EditorForm act={create} schema={schema} initial={{ state: 'active' }} onCancel={onCancel} onSave={async (v) => {
      const { id } = await create.run({ body: {
        code: v.code, title: v.title, category: v.category, brand: v.brand, description: v.description, pictures: [], noReasonReturn: null, state: v.state,
        skus: [{ code: v.skuCode, spec: v.spec, barcode: v.barcode, unit: v.unit, priceFen: v.priceFen, floorFen: v.floorFen, weightGrams: v.weightGrams, active: true, batchKept: v.batchKept ?? false, shelfLifeDays: v.shelfLifeDays, leastLifeDays: v.leastLifeDays }],
      } });
      onSaved(id);
    }}>
      <Field name="code" label={t('商品编码', 'Product code')}><Input autoFocus /></Field>
      <Field name="title" label={t('名称', 'Name')}><Input /></Field>
      <Field name="category" label={t('类目', 'Category')}><Input /></Field>
      <Field name="brand" label={t('品牌', 'Brand')}><Input /></Field>
      <Field name="description" label={t('详情', 'Description')}><Input.TextArea rows={2} /></Field>
      <Field name="state" label={t('状态', 'State')}><StateSelect /></Field>
      <Field name="skuCode" label={t('商家编码（规格）', 'SKU code')} hint={t('平台订单用它找到这个规格', 'Marketplace orders find the SKU by it')}><Input /></Field>
      <SkuFields />
    </EditorForm>
  );
}

const bodyOf = (p: Product) => ({
  version: p.version, title: p.title, category: p.category, brand: p.brand, description: p.description, pictures: p.pictures, noReasonReturn: p.noReasonReturn, state: p.state,
});
const skuOf = (s: Sku) => ({ code: s.code, barcode: s.barcode, spec: s.spec, unit: s.unit, priceFen: s.priceFen, floorFen: s.floorFen, weightGrams: s.weightGrams, active: s.active });

export function HeadForm({ product, onSaved, onCancel }: { product: Product; onSaved: () => void; onCancel: () => void }) {
  const { t } = useLanguage();
  const change = useAct(changeProduct);
  return (
    <EditorForm act={change} schema={head.omit({ code: true })} initial={product} onCancel={onCancel} onSave={async (v) => {
      await change.run({ params: { id: product.id }, body: { ...bodyOf(product), ...v, skus: product.skus.map(skuOf) } });
      onSaved();
    }}>
      <Field name="title" label={t('名称', 'Name')}><Input autoFocus /></Field>
      <Field name="category" label={t('类目', 'Category')}><Input /></Field>
      <Field name="brand" label={t('品牌', 'Brand')}><Input /></Field>
      <Field name="description" label={t('详情', 'Description')}><Input.TextArea rows={3} /></Field>
      <Field name="state" label={t('状态', 'State')}><StateSelect /></Field>
    </EditorForm>
  );
}

function Toggle(p: { id?: string; value?: boolean; onChange?: (value: boolean) => void }) {
  return <Switch {...(p.id ? { id: p.id } : {})} checked={p.value ?? false} {...(p.onChange ? { onChange: p.onChange } : {})} />;
}

/** Adds a SKU, or changes one. */
export function SkuForm({ product, of, onSaved, onCancel }: { product: Product; of: Sku | null; onSaved: () => void; onCancel: () => void }) {
  const { t } = useLanguage();
  const change = useAct(changeProduct);
  const nulls = (value: Record<string, unknown>) => Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null));
  return (
    <EditorForm act={change} schema={sku} initial={of ? nulls({ ...of, skuCode: of.code }) : { active: true }} onCancel={onCancel} onSave={async ({ skuCode, ...v }) => {
      await change.run({ params: { id: product.id }, body: { ...bodyOf(product), skus: [{ ...v, code: of?.code ?? skuCode }] } });
      onSaved();
    }}>
      <Field name="skuCode" label={t('商家编码（规格）', 'SKU code')}><Input autoFocus={!of} disabled={of !== null} /></Field>
      <SkuFields />
      <Field name="active" label={t('在售规格', 'Sold')}><Toggle /></Field>
    </EditorForm>
  );
}
