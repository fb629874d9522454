import { CheckOutlined } from '@ant-design/icons';
import { useT } from './language.tsx';
import { When } from './values.tsx';

export interface PathStep {
  readonly key: string;
  readonly label: string;
  readonly is: 'done' | 'now' | 'next' | 'failed' | 'skipped';
  readonly at?: number | null;
}

/** The life of a record: done · now · next. */
export function StatePath({ steps }: { steps: readonly PathStep[] }) {
  const t = useT();
  const said = { done: t('已完成', 'done'), now: t('当前', 'now'), next: t('待进行', 'next'), failed: t('中止', 'stopped'), skipped: t('跳过', 'skipped') };
  return (
    // On a phone it scrolls sideways: the keyboard must reach it.
    // oxlint-disable-next-line no-noninteractive-tabindex
    <ol className="dz-path" aria-label={t('进度', 'Progress')} tabIndex={0}>
      {steps.map((s) => (
        <li key={s.key} className={`dz-path-${s.is}`} aria-current={s.is === 'now' ? 'step' : undefined}>
          <i aria-hidden>{s.is === 'done' && <CheckOutlined />}{s.is === 'failed' && '×'}</i>
          <span>{s.label}<span className="dz-sr">（{said[s.is]}）</span></span>
          {s.at ? <small className="dz-2"><When at={s.at} /></small> : null}
        </li>
      ))}
    </ol>
  );
}
