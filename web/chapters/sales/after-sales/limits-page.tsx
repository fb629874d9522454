import { useState } from 'react';
import { Drawer, Input, Select } from 'antd';
import { classGoodsEnd, exclusionKeys, exclusions, listGoodsClasses, listLimits, setLimitEnd, type Exclusion, type GoodsClass } from '../../../../src/chapters/sales/contract.ts';
import { posts, type Post } from '../../../../src/kernel/posts.ts';
import { listProducts } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useList, useRead } from '../../../ui/use-api.ts';
import { Money, When } from '../../../ui/values.tsx';

type Limit = Answer<typeof listLimits>['rows'][number];

/** What after-sales may decide by itself: how much each post gives as compensation, and which goods have no no-reason return. */
export default function AfterSalesLimits() {
  const { t, tw } = useLanguage();
  const limits = useRead(listLimits, {}, { topics: ['sales'] });
  const classes = useList(listGoodsClasses, { query: {} }, { topics: ['sales'], pageSize: 50 });
  const unclass = useAct(classGoodsEnd);
  const [limit, setLimit] = useState<Limit | null>(null);
  const [adding, setAdding] = useState(false);
  return (
    <Page title={t('售后权限与退货类别', 'After-sales: limits and classes')} rule={['2.4.2', '2.4.3']}>
      <div className="dz-stack">
        {limits.error && <ProblemNote small error={limits.error} />}
        <RelatedTable title={t('补偿权限', 'Authority of compensation')} rows={limits.data?.rows ?? []} rowKey={(l) => l.post} empty={t('还没有设定权限。', 'No limits yet.')} columns={[
          { key: 'post', title: t('岗位', 'Post'), render: (l) => tw(posts[l.post as Post]) }, { key: 'limit', title: t('一次最多', 'At most at a time'), align: 'right', render: (l) => <Money fen={l.limitFen} /> },
          { key: 'act', title: '', align: 'right', render: (l) => <LeadingButton leadsTo={setLimitEnd} size="small" onClick={() => setLimit(l)}>{t('修改', 'Change')}</LeadingButton> },
        ]} foot={<tr><td colSpan={3} className="dz-2">{t('超出本人权限的补偿由上一级告知结果；由部门经理或总经理修改。', 'More than that is told by the superior; the head or the general manager changes it.')}</td></tr>} />
        {classes.error && <ProblemNote small error={classes.error} onRetry={classes.again} />}
        <RelatedTable<GoodsClass> title={t('不适用七日无理由退货的商品', 'Goods without no-reason return')} rows={classes.rows} rowKey={(c) => c.productId} empty={t('全部商品都可七日无理由退货。', 'All goods can be returned without a reason.')}
          act={<LeadingButton leadsTo={classGoodsEnd} size="small" type="primary" onClick={() => setAdding(true)}>{t('登记商品', 'Add goods')}</LeadingButton>} columns={[
            { key: 'code', title: t('商品', 'Goods'), render: (c) => <a href={`/operations/products/${c.productId}`}>{c.code} {c.title}</a> }, { key: 'class', title: t('依据', 'On the ground of'), render: (c) => tw(exclusions[c.exclusion]) },
            { key: 'note', title: t('说明', 'Note'), render: (c) => c.note ?? '—' }, { key: 'by', title: t('登记人', 'By'), render: (c) => c.by }, { key: 'at', title: t('时间', 'When'), render: (c) => <When at={c.at} /> },
            { key: 'act', title: '', align: 'right', render: (c) => <ActButton act={unclass} size="small" label={t('恢复无理由退货', 'Take out')} run={() => unclass.run({ params: { id: c.productId }, body: { exclusion: null, note: '' } })} onDone={classes.again} /> },
          ]} />
      </div>
      <Drawer open={limit !== null} onClose={() => setLimit(null)} title={t('修改补偿权限', 'Change the limit')} size={380} destroyOnHidden>{limit && <ChangeLimit of={limit} onDone={() => setLimit(null)} />}</Drawer>
      <Drawer open={adding} onClose={() => setAdding(false)} title={t('登记商品', 'Add goods')} size={420} destroyOnHidden><ClassGoods onDone={() => { setAdding(false); classes.again(); }} /></Drawer>
    </Page>
  );
}

function ChangeLimit({ of, onDone }: { of: Limit; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const set = useAct(setLimitEnd);
  const [fen, setFen] = useState<number | undefined>(of.limitFen);
  const [reason, setReason] = useState('');
  return (
    <form style={{ display: 'grid', gap: 12 }} onSubmit={(e) => e.preventDefault()}>
      <p>{tw(posts[of.post as Post])}</p>
      <label>{t('一次最多', 'At most at a time')}<YuanInput {...(fen === undefined ? {} : { value: fen })} onChange={setFen} label={t('一次最多', 'At most at a time')} /></label>
      <label>{t('原因', 'Reason')}<Input value={reason} maxLength={300} onChange={(e) => setReason(e.target.value)} aria-label={t('原因', 'Reason')} /></label>
      {fen !== undefined && reason.trim().length >= 2 && <ActButton act={set} primary label={t('保存', 'Save')} done={t('已保存', 'Saved')} onDone={onDone} run={() => set.run({ params: { post: of.post as 'service-agent' }, body: { version: of.version, limitFen: fen, reason: reason.trim() } })} />}
    </form>
  );
}

/** The law's classes, each in its words; what only counts when the customer confirmed it for the purchase says so. */
function ClassGoods({ onDone }: { onDone: () => void }) {
  const { t, tw } = useLanguage();
  const save = useAct(classGoodsEnd);
  const [typed, setTyped] = useState('');
  const [productId, setProduct] = useState<string>();
  const [exclusion, setExclusion] = useState<Exclusion>();
  const [note, setNote] = useState('');
  const found = useRead(listProducts, { query: { q: typed.trim(), limit: '12' } });
  return (
    <form style={{ display: 'grid', gap: 12 }} onSubmit={(e) => e.preventDefault()}>
      <label>{t('商品', 'Goods')}<Select style={{ width: '100%' }} showSearch={{ filterOption: false, onSearch: setTyped }} value={productId ?? null} onChange={(v) => setProduct(v ?? undefined)} placeholder={t('编码或名称', 'Code or title')} aria-label={t('商品', 'Goods')}
        options={(found.data?.rows ?? []).map((p) => ({ value: p.id, label: `${p.code} ${p.title}` }))} /></label>
      <label>{t('依据', 'On the ground of')}<Select style={{ width: '100%' }} value={exclusion ?? null} onChange={(v) => setExclusion(v ?? undefined)} aria-label={t('依据', 'On the ground of')} options={exclusionKeys.map((value) => ({ value, label: tw(exclusions[value]) }))} /></label>
      <label>{t('说明', 'Note')}<Input value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} aria-label={t('说明', 'Note')} /></label>
      {productId && exclusion && <ActButton act={save} primary label={t('登记', 'Add')} done={t('已登记', 'Added')} onDone={onDone} run={() => save.run({ params: { id: productId }, body: { exclusion, note: note.trim() } })} />}
    </form>
  );
}
