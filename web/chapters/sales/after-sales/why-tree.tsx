import { useState, type ReactNode } from 'react';
import { Button, Drawer, Input, InputNumber, Select, Switch } from 'antd';
import type { Words } from '../../../../src/kernel/words.ts';
import { Page } from '../../../shell/page.tsx';
import { ActButton, RefusedButton } from '../../../ui/act-button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable, type RelatedColumn } from '../../../ui/record-page.tsx';
import { Num } from '../../../ui/values.tsx';

/** A reason of a tree of two levels: reasons of returns, causes of complaints. */
export interface Why { readonly key: string; readonly parent: string | null; readonly zh: string; readonly en: string; readonly synonyms: string[]; readonly active: boolean; readonly position: number; readonly version: number; readonly used: number }
export type DraftOf<W extends Why> = Omit<W, 'used' | 'version'> & { version: number | null };

export interface WhyTreeProps<W extends Why> {
  readonly title: Words;
  readonly rule: string;
  /** What one of them is called: 原因 / Cause. */
  readonly one: Words;
  readonly fresh: Words;
  readonly change: Words;
  readonly empty: DraftOf<W>;
  readonly read: { readonly data: unknown; readonly error: Error | null; readonly refetch: () => unknown };
  readonly rows: readonly W[] | undefined;
  readonly q: string;
  readonly onSearch: (q: string) => void;
  /** The records that name it. */
  readonly usedIn: (key: string) => string;
  /** What a kind of reason says besides, in the heading of its group, in columns and in fields. */
  readonly heading?: (row: W) => string;
  readonly columns?: readonly RelatedColumn<W>[];
  readonly fields?: (draft: DraftOf<W>, put: (more: Partial<DraftOf<W>>) => void) => ReactNode;
  /** What saves them: who may not, only reads. */
  readonly act: { readonly refused: { readonly detail: string } | undefined };
  readonly onSave: (draft: DraftOf<W>) => Promise<unknown>;
}

/** Why customers give goods back or complain: a tree with what they call it, kept by the service lead (clauses 2.4.2, 2.4.3). */
export function WhyTree<W extends Why>({ title, rule, one, fresh, change, empty, read, rows, q, onSearch, usedIn, heading, columns = [], fields, act, onSave }: WhyTreeProps<W>) {
  const { t, tw } = useLanguage();
  const [draft, setDraft] = useState<DraftOf<W> | null>(null);
  const tops = (rows ?? []).filter((r) => r.parent === null || !(rows ?? []).some((p) => p.key === r.parent));
  return (
    <Page title={tw(title)} read={read} rule={[rule]} primary={act.refused ? <RefusedButton label={tw(fresh)} refused={act.refused} /> : <Button type="primary" onClick={() => setDraft(empty)}>{tw(fresh)}</Button>}>
      <Input.Search allowClear value={q} onChange={(e) => onSearch(e.target.value)} placeholder={t('按名称或客户的说法查找', 'Find by name or by what customers say')} aria-label={t('查找', 'Find')} style={{ maxWidth: 360, marginBottom: 12 }} />
      {rows?.length === 0 && <EmptyState title={t('没有符合的原因', 'No reason matches')} hint={t('可把客户的说法加为某个原因的同义词。', 'Add the words as a synonym of a reason.')} />}
      {tops.map((p) => {
        const own = (rows ?? []).filter((r) => r.parent === p.key || (r.key === p.key && r.parent !== null));
        return (
          <RelatedTable key={p.key} title={heading ? `${tw(p)} · ${heading(p)}` : tw(p)} rows={own} rowKey={(r) => r.key} empty={t('没有下级原因', 'None below')} act={<Button size="small" type="link" onClick={() => setDraft(p)}>{t('修改', 'Change')}</Button>} columns={[
            { key: 'name', title: tw(one), render: (r) => <Button type="link" size="small" onClick={() => setDraft(r)}>{tw(r)}</Button> },
            { key: 'synonyms', title: t('客户的说法', 'Synonyms'), render: (r) => r.synonyms.join('、') || '—' }, ...columns,
            { key: 'used', title: t('使用', 'Used'), align: 'right', render: (r) => <a href={usedIn(r.key)}><Num value={r.used} /></a> }, { key: 'active', title: t('启用', 'In use'), render: (r) => (r.active ? t('是', 'yes') : t('停用', 'off')) },
          ]} />
        );
      })}
      <Drawer open={draft !== null} onClose={() => setDraft(null)} title={draft?.version === null ? tw(fresh) : tw(change)} size={420} destroyOnHidden>
        {draft && <Edit act={act} d={draft} tops={tops} fields={fields} onSave={onSave} onDone={() => setDraft(null)} />}
      </Drawer>
    </Page>
  );
}

function Edit<W extends Why>({ act, d, tops, fields, onSave, onDone }: { act: WhyTreeProps<W>['act']; d: DraftOf<W>; tops: readonly W[]; fields: WhyTreeProps<W>['fields'] | undefined; onSave: WhyTreeProps<W>['onSave']; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const [v, setV] = useState(d);
  const put = (more: Partial<DraftOf<W>>) => setV({ ...v, ...more });
  const common = (more: Partial<Omit<Why, 'used'>>) => put(more as Partial<DraftOf<W>>);
  return (
    <form style={{ display: 'grid', gap: 12 }} onSubmit={(e) => e.preventDefault()}>
      <label>{t('标识（小写字母、数字、连字符）', 'Key (a–z, 0–9, -)')}<Input value={v.key} disabled={d.version !== null} onChange={(e) => common({ key: e.target.value })} maxLength={40} /></label>
      <label>{t('中文名称', 'Chinese name')}<Input value={v.zh} onChange={(e) => common({ zh: e.target.value })} maxLength={60} /></label>
      <label>{t('英文名称', 'English name')}<Input value={v.en} onChange={(e) => common({ en: e.target.value })} maxLength={60} /></label>
      <label>{t('上级', 'Below')}<Select style={{ width: '100%' }} value={v.parent ?? ''} onChange={(p) => common({ parent: p || null })} options={[{ value: '', label: t('（顶级）', '(top)') }, ...tops.filter((p) => p.key !== v.key).map((p) => ({ value: p.key, label: tw(p) }))]} /></label>
      <label>{t('客户的说法（回车分隔）', 'Synonyms (Enter between)')}<Select mode="tags" style={{ width: '100%' }} value={v.synonyms} onChange={(synonyms: string[]) => common({ synonyms })} /></label>
      {fields?.(v, put)}
      <label className="dz-row"><Switch checked={v.active} onChange={(active) => common({ active })} />{t('启用', 'In use')}</label>
      <label>{t('顺序', 'Position')} <InputNumber value={v.position} min={0} max={10_000} precision={0} onChange={(position) => common({ position: position ?? 0 })} /></label>
      {/^[a-z0-9-]{2,40}$/.test(v.key) && v.zh.trim() && v.en.trim() && <ActButton act={act} primary label={t('保存', 'Save')} done={t('已保存', 'Saved')} onDone={onDone} run={() => onSave({ ...v, zh: v.zh.trim(), en: v.en.trim() })} />}
    </form>
  );
}
