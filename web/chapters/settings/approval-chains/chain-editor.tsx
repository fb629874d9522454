import { Button, Checkbox, InputNumber, Select } from 'antd';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { allPosts, posts, type Post } from '../../../../src/kernel/posts.ts';
import { modeWords, type ChainDraft } from '../../../../src/regulation/approvals/contract.ts';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { PercentInput } from '../parameters/percent-input.tsx';
import { ConditionsInput, type Fields } from './conditions-input.tsx';

type Route = ChainDraft['routes'][number];
type Band = Route['bands'][number];
type Step = Band['steps'][number];
interface Of<T> { readonly value: T; readonly onChange: (value: T) => void }

const put = <T,>(all: readonly T[], i: number, value: T): T[] => all.map((x, at) => (at === i ? value : x));
const without = <T,>(all: readonly T[], i: number): T[] => all.filter((_, at) => at !== i);
const newStep: Step = { mode: 'any', posts: ['department-head'], share: null, timeoutHours: null, autoReject: false, alternate: null };
const lastBand = (steps: Step[]): Band => ({ above: null, upTo: null, steps });

/** Each band begins where the one before ends: people set the upper ends. */
const joined = (bands: readonly Band[]): Band[] => bands.map((b, i) => ({ ...b, above: i === 0 ? null : bands[i - 1]!.upTo, upTo: i === bands.length - 1 ? null : b.upTo }));

/** Routes by conditions, bands by amount or share, steps with posts and modes: drawn as they are read, from top to bottom. */
export function ChainEditor({ chain, fields, onChange }: { chain: ChainDraft; fields: Fields; onChange: (chain: ChainDraft) => void }) {
  const { t, tw } = useLanguage();
  const routes = (next: Route[]) => onChange({ ...chain, routes: next });
  return (
    <div>
      <div className="dz-chain-line">
        <label>{t('分档字段', 'Bands over')} <Select allowClear value={chain.field} onChange={(field: string | undefined) => onChange({ ...chain, field: field ?? null })} placeholder={t('不分档', 'no bands')} options={fields.map((f) => ({ value: f.key, label: tw(f.label) }))} aria-label={t('分档字段', 'Bands over')} /></label>
        <Select value={chain.unit} onChange={(unit) => onChange({ ...chain, unit })} aria-label={t('单位', 'Unit')} options={[{ value: 'fen', label: t('金额', 'amount') }, { value: 'basisPoints', label: t('百分比', 'per cent') }, { value: 'days', label: t('天', 'days') }, { value: 'points', label: t('分', 'points') }]} />
        <label>{t('批准后有效', 'Valid for')} <InputNumber value={chain.validHours} min={1} max={8_760} precision={0} suffix={t('小时', 'h')} onChange={(v) => onChange({ ...chain, validHours: v ?? 720 })} aria-label={t('有效小时', 'Valid hours')} /></label>
        <label className="dz-chain-posts">{t('结论抄送', 'Copy to')} <PostsInput value={chain.copyTo} onChange={(copyTo) => onChange({ ...chain, copyTo })} label={t('结论抄送', 'Copy to')} /></label>
      </div>
      {chain.routes.map((route, i) => (
        // Routes have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={i} className="dz-chain-route">
          <div className="dz-chain-line"><b>{i === chain.routes.length - 1 ? t('其余情况', 'Everything else') : t(`路线 ${i + 1}，当：`, `Route ${i + 1}, when:`)}</b><span className="dz-grow" />
            {chain.routes.length > 1 && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('删除路线', 'Remove the route')} onClick={() => routes(without(chain.routes, i).map((r, at, all) => (at === all.length - 1 ? { ...r, when: [] } : r)))} />}
          </div>
          {i < chain.routes.length - 1 && <ConditionsInput value={route.when} onChange={(when) => routes(put(chain.routes, i, { ...route, when }))} fields={fields} />}
          <Bands value={route.bands} onChange={(bands) => routes(put(chain.routes, i, { ...route, bands }))} chain={chain} />
        </div>
      ))}
      <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => routes([{ when: [{ field: fields[0]?.key ?? 'amountFen', op: 'gt', value: 0 }], bands: [lastBand([newStep])] }, ...chain.routes])}>{t('增加有条件的路线', 'Add a route with conditions')}</Button>
    </div>
  );
}

function Bands({ value, onChange, chain }: Of<Band[]> & { chain: ChainDraft }) {
  const { t } = useLanguage();
  const edge = (band: Band, i: number) => {
    const set = (upTo: number | null | undefined) => onChange(joined(put(value, i, { ...band, upTo: upTo ?? 0 })));
    if (chain.unit === 'fen') return <YuanInput value={band.upTo ?? 0} onChange={set} />;
    return chain.unit === 'basisPoints' ? <PercentInput value={band.upTo ?? 0} onChange={set} /> : <InputNumber value={band.upTo} precision={0} min={0} onChange={set} aria-label={t('上限', 'Up to')} />;
  };
  const split = () => {
    const last = value.at(-1)!;
    onChange(joined([...value.slice(0, -1), { ...last, upTo: (value.at(-2)?.upTo ?? 0) + 100_000 }, last]));
  };
  return (
    <>
      {value.map((band, i) => (
        // oxlint-disable-next-line react/no-array-index-key
        <div key={i} className="dz-chain-band">
          {chain.field !== null && (
            <div className="dz-chain-line"><b>{i === value.length - 1 ? (value.length === 1 ? t('任何数额', 'Any figure') : t('以上', 'Above')) : <>{t('至（含）', 'Up to')} </>}</b>{i < value.length - 1 && edge(band, i)}<span className="dz-grow" />
              {value.length > 1 && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('删除此档', 'Remove the band')} onClick={() => onChange(joined(without(value, i)))} />}
            </div>
          )}
          {band.steps.map((step, s) => (
            // oxlint-disable-next-line react/no-array-index-key
            <StepInput key={s} n={s + 1} value={step} onChange={(next) => onChange(put(value, i, { ...band, steps: put(band.steps, s, next) }))} {...(band.steps.length > 1 ? { onRemove: () => onChange(put(value, i, { ...band, steps: without(band.steps, s) })) } : {})} />
          ))}
          <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange(put(value, i, { ...band, steps: [...band.steps, newStep] }))}>{t('增加一步', 'Add a step')}</Button>
        </div>
      ))}
      {chain.field !== null && <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={split}>{t('增加一档', 'Add a band')}</Button>}
    </>
  );
}

function StepInput({ value: s, onChange, n, onRemove }: Of<Step> & { n: number; onRemove?: () => void }) {
  const { t, tw } = useLanguage();
  const set = (more: Partial<Step>) => onChange({ ...s, ...more });
  return (
    <div className="dz-chain-line dz-chain-step">
      <span>{n}.</span>
      <Select value={s.mode} onChange={(mode) => set({ mode, share: mode === 'share' ? (s.share ?? 5_000) : null })} options={(['any', 'all', 'sequence', 'share'] as const).map((m) => ({ value: m, label: tw(modeWords[m]) }))} aria-label={t('方式', 'Mode')} />
      {s.mode === 'share' && <PercentInput value={s.share ?? 0} onChange={(share) => set({ share: share ?? null })} />}
      <PostsInput value={s.posts} onChange={(next) => set({ posts: next })} label={t('审批岗位', 'Posts')} />
      <label>{t('超时', 'Timeout')} <InputNumber value={s.timeoutHours ?? null} min={1} max={720} precision={0} {...(s.timeoutHours ? { suffix: t('工作小时', 'work h') } : {})} onChange={(timeoutHours) => set({ timeoutHours, ...(timeoutHours ? {} : { autoReject: false }) })} placeholder={t('不限时', 'no limit')} aria-label={t('超时', 'Timeout')} /></label>
      {s.timeoutHours ? <Checkbox checked={s.autoReject ?? false} onChange={(e) => set({ autoReject: e.target.checked })}>{t('到三倍时自动驳回', 'reject at three times')}</Checkbox> : null}
      <Select allowClear {...(s.alternate ? { value: s.alternate } : {})} onChange={(alternate: Post | undefined) => set({ alternate: alternate ?? null })} placeholder={t('候补岗位', 'Alternate')} options={allPosts.map((p) => ({ value: p, label: tw(posts[p]) }))} aria-label={t('候补岗位', 'Alternate')} />
      {onRemove && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('删除此步', 'Remove the step')} onClick={onRemove} />}
    </div>
  );
}

function PostsInput({ value, onChange, label }: Of<Post[]> & { label: string }) {
  const { tw } = useLanguage();
  return <Select className="dz-chain-posts" mode="multiple" value={value} onChange={onChange} showSearch={{ optionFilterProp: 'label' }} options={allPosts.map((p) => ({ value: p, label: tw(posts[p]) }))} aria-label={label} />;
}

