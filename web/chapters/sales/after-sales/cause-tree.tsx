import { useState } from 'react';
import { Button, Drawer, Input, InputNumber, Select, Switch } from 'antd';
import { listCauses, saveCauseEnd, type ComplaintCause } from '../../../../src/chapters/sales/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { ActButton } from '../../../ui/act-button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Num } from '../../../ui/values.tsx';

type Draft = Omit<ComplaintCause, 'used' | 'version'> & { version: number | null };
const empty: Draft = { key: '', parent: null, zh: '', en: '', synonyms: [], active: true, position: 100, version: null };

/** Why customers complain: a tree with what they call it, kept by the service lead (clause 2.4.3). */
export default function CauseTree() {
  const { t, tw } = useLanguage();
  const [q, setQ] = useState('');
  const [draft, setDraft] = useState<Draft | null>(null);
  const rows = useRead(listCauses, { query: q.trim() ? { q: q.trim() } : {} }, { topics: ['sales'] }).data?.rows;
  const tops = (rows ?? []).filter((r) => r.parent === null || !(rows ?? []).some((p) => p.key === r.parent));
  return (
    <Page title={t('投诉原因', 'Causes of complaints')} rule={['2.4.3']} primary={<Button type="primary" onClick={() => setDraft(empty)}>{t('新原因', 'New cause')}</Button>}>
      <Input.Search allowClear value={q} onChange={(e) => setQ(e.target.value)} placeholder={t('按名称或客户的说法查找', 'Find by name or by what customers say')} aria-label={t('查找', 'Find')} style={{ maxWidth: 360, marginBottom: 12 }} />
      {rows?.length === 0 && <EmptyState title={t('没有符合的原因', 'No reason matches')} hint={t('可把客户的说法加为某个原因的同义词。', 'Add the words as a synonym of a reason.')} />}
      {tops.map((p) => {
        const own = (rows ?? []).filter((r) => r.parent === p.key || (r.key === p.key && r.parent !== null));
        return (
          <RelatedTable key={p.key} title={tw(p)} rows={own} rowKey={(r) => r.key} empty={t('没有下级原因', 'None below')} act={<Button size="small" type="link" onClick={() => setDraft(p)}>{t('修改', 'Change')}</Button>} columns={[
            { key: 'name', title: t('原因', 'Cause'), render: (r) => <Button type="link" size="small" onClick={() => setDraft(r)}>{tw(r)}</Button> },
            { key: 'synonyms', title: t('客户的说法', 'Synonyms'), render: (r) => r.synonyms.join('、') || '—' },
            { key: 'used', title: t('使用', 'Used'), align: 'right', render: (r) => <a href={`/sales/complaints?q=&cause=${r.key}`}><Num value={r.used} /></a> }, { key: 'active', title: t('启用', 'In use'), render: (r) => (r.active ? t('是', 'yes') : t('停用', 'off')) },
          ]} />
        );
      })}
      <Drawer open={draft !== null} onClose={() => setDraft(null)} title={draft?.version === null ? t('新原因', 'New cause') : t('修改原因', 'Change the cause')} size={420} destroyOnHidden>
        {draft && <Edit d={draft} tops={tops} onDone={() => setDraft(null)} />}
      </Drawer>
    </Page>
  );
}

function Edit({ d, tops, onDone }: { d: Draft; tops: readonly ComplaintCause[]; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const save = useAct(saveCauseEnd);
  const [v, setV] = useState(d);
  const put = (more: Partial<Draft>) => setV({ ...v, ...more });
  return (
    <form style={{ display: 'grid', gap: 12 }} onSubmit={(e) => e.preventDefault()}>
      <label>{t('标识（小写字母、数字、连字符）', 'Key (a–z, 0–9, -)')}<Input value={v.key} disabled={d.version !== null} onChange={(e) => put({ key: e.target.value })} maxLength={40} /></label>
      <label>{t('中文名称', 'Chinese name')}<Input value={v.zh} onChange={(e) => put({ zh: e.target.value })} maxLength={60} /></label>
      <label>{t('英文名称', 'English name')}<Input value={v.en} onChange={(e) => put({ en: e.target.value })} maxLength={60} /></label>
      <label>{t('上级', 'Below')}<Select style={{ width: '100%' }} value={v.parent ?? ''} onChange={(p) => put({ parent: p || null })} options={[{ value: '', label: t('（顶级）', '(top)') }, ...tops.filter((p) => p.key !== v.key).map((p) => ({ value: p.key, label: tw(p) }))]} /></label>
      <label>{t('客户的说法（回车分隔）', 'Synonyms (Enter between)')}<Select mode="tags" style={{ width: '100%' }} value={v.synonyms} onChange={(synonyms) => put({ synonyms })} /></label>
      <label className="dz-row"><Switch checked={v.active} onChange={(active) => put({ active })} />{t('启用', 'In use')}</label>
      <label>{t('顺序', 'Position')} <InputNumber value={v.position} min={0} max={10_000} precision={0} onChange={(position) => put({ position: position ?? 0 })} /></label>
      {/^[a-z0-9-]{2,40}$/.test(v.key) && v.zh.trim() && v.en.trim() && <ActButton primary label={t('保存', 'Save')} done={t('已保存', 'Saved')} onDone={onDone} run={() => save.run({ params: { key: v.key }, body: { version: v.version, parent: v.parent, zh: v.zh.trim(), en: v.en.trim(), synonyms: v.synonyms, active: v.active, position: v.position } })} />}
    </form>
  );
}
