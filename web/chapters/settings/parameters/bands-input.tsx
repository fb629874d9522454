import { Button, InputNumber, Select } from 'antd';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { allPosts, posts } from '../../../../src/kernel/posts.ts';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import type { Parameter } from './parameter-page.tsx';
import { PercentInput } from './percent-input.tsx';

interface Band { above: number | null; upTo: number | null; result: string[] | number | string }

/** The upper ends are what people set; each band begins where the one before ends, so there is never a gap. */
const joined = (bands: readonly Band[]): Band[] => bands.map((band, i) => ({ ...band, above: i === 0 ? null : bands[i - 1]!.upTo, upTo: i === bands.length - 1 ? null : band.upTo }));

/** Bands over a figure: up to how much, and who decides or what follows. The last has no upper end. */
export function BandsInput({ parameter, value, onChange }: { parameter: Parameter; value?: Band[]; onChange: (value: Band[]) => void }) {
  const { t, tw } = useLanguage();
  const bands = value ?? [];
  const { bands: shape } = parameter;
  if (!shape) return null;
  const change = (i: number, band: Partial<Band>) => onChange(joined(bands.map((b, at) => (at === i ? { ...b, ...band } : b))));
  const add = () => {
    const last = bands.at(-1);
    if (!last) return;
    const edge = (bands.at(-2)?.upTo ?? 0) + (shape.unit === 'days' || shape.unit === 'points' ? 1 : 100);
    onChange(joined([...bands.slice(0, -1), { ...last, upTo: edge }, last]));
  };
  const edgeInput = (band: Band, i: number) => {
    const set = (n: number | null | undefined) => change(i, { upTo: n ?? null });
    if (shape.unit === 'basisPoints') return <PercentInput value={band.upTo ?? 0} onChange={set} />;
    if (shape.unit === 'fen') return <YuanInput key={`edge-${i}`} value={band.upTo ?? 0} onChange={set} />;
    return <InputNumber value={band.upTo} precision={0} min={0} suffix={shape.unit === 'days' ? t('天', 'days') : t('分', 'points')} onChange={set} aria-label={t('上限', 'Up to')} />;
  };
  return (
    <div>
      <p className="dz-2">{t(`按${shape.over.zh}分档（含上限）`, `By ${shape.over.en}, upper end included`)}</p>
      {bands.map((band, i) => (
        // Bands have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={i} className="dz-band">
          <span className="dz-band-edge">{i === bands.length - 1 ? t('以上', 'above') : <>{t('至', 'to')}{edgeInput(band, i)}</>}</span>
          <Result shape={shape.result} band={band} parameter={parameter} onChange={(result) => change(i, { result })} />
          {bands.length > 1 && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('删除此档', 'Remove')} onClick={() => onChange(joined(bands.filter((_, at) => at !== i)))} />}
        </div>
      ))}
      <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={add}>{t('增加一档', 'Add a band')}</Button>
      <span className="dz-sr">{tw(parameter.label)}</span>
    </div>
  );
}

function Result({ shape, band, parameter, onChange }: { shape: 'posts' | 'percent' | 'option'; band: Band; parameter: Parameter; onChange: (result: Band['result']) => void }) {
  const { t, tw } = useLanguage();
  if (shape === 'percent') return <PercentInput value={band.result as number} onChange={(n) => onChange(n ?? 0)} />;
  if (shape === 'option') return <Select value={band.result as string} onChange={onChange} options={parameter.options.map((o) => ({ value: o.key, label: tw(o.words) }))} aria-label={t('结果', 'Outcome')} />;
  return <Select mode="multiple" value={band.result as string[]} onChange={onChange} options={allPosts.map((post) => ({ value: post, label: tw(posts[post]) }))} aria-label={t('依次由谁决定', 'Who decides, in order')} />;
}
