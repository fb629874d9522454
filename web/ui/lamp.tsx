import { words, type Words } from '../../src/kernel/words.ts';
import type { LampState } from '../shell/rulebook-endpoints.ts';
import { useTw } from './language.tsx';

type Shape = 'full' | 'half' | 'cross' | 'ring' | 'question' | 'person' | 'dash' | 'text';

const looks: Record<LampState, { words: Words; colour: string; shape: Shape }> = {
  compliant: { words: words('达标', 'Kept'), colour: 'var(--kept)', shape: 'full' },
  'with-exceptions': { words: words('达标，有例外', 'Kept, with exceptions'), colour: 'var(--soon)', shape: 'half' },
  'not-compliant': { words: words('未达标', 'Not kept'), colour: 'var(--breach)', shape: 'cross' },
  'not-triggered': { words: words('本期未触发', 'Not triggered'), colour: 'var(--paused)', shape: 'ring' },
  'cannot-be-judged': { words: words('缺数据，无法判定', 'Cannot be judged'), colour: 'var(--paused)', shape: 'question' },
  'awaiting-person': { words: words('等人判定', 'Awaiting a person'), colour: 'var(--link)', shape: 'person' },
  'not-quantified': { words: words('未量化', 'Not quantified'), colour: 'var(--soon)', shape: 'dash' },
  declaratory: { words: words('声明性条款', 'Declaratory'), colour: 'var(--paused)', shape: 'text' },
  'not-connected': { words: words('尚未接入', 'Not connected yet'), colour: 'var(--paused)', shape: 'dash' },
};

/** The state of a clause: a shape, a colour and the word. `bare` keeps the word for screen readers and hovering only. */
export function Lamp({ state, bare }: { state: LampState; bare?: boolean }) {
  const tw = useTw();
  const look = looks[state];
  return (
    <span className="dz-lamp" title={tw(look.words)}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden fill="none" stroke={look.colour} strokeWidth="1.6" strokeLinecap="round">
        {look.shape === 'full' && <circle cx="6" cy="6" r="5" fill={look.colour} stroke="none" />}
        {look.shape === 'half' && <><circle cx="6" cy="6" r="4.600" /><path d="M6 1.400a4.600 4.600 0 0 1 0 9.200z" fill={look.colour} stroke="none" /></>}
        {look.shape === 'cross' && <><rect x=".5" y=".5" width="11" height="11" rx="2" fill={look.colour} stroke="none" /><path d="M4 4l4 4M8 4l-4 4" stroke="var(--surface)" /></>}
        {look.shape === 'ring' && <circle cx="6" cy="6" r="4.600" />}
        {look.shape === 'question' && <><circle cx="6" cy="6" r="4.600" strokeDasharray="2 2" /><path d="M6 4v2.500M6 8.500v.01" /></>}
        {look.shape === 'person' && <><circle cx="6" cy="3.500" r="2.100" /><path d="M2 11c.4-3 2-4 4-4s3.600 1 4 4" /></>}
        {look.shape === 'dash' && <path d="M2 6h8" strokeDasharray="2.500 2.500" />}
        {look.shape === 'text' && <path d="M2 3.500h8M2 6h8M2 8.500h5" />}
      </svg>
      {bare ? <span className="dz-sr">{tw(look.words)}</span> : tw(look.words)}
    </span>
  );
}
