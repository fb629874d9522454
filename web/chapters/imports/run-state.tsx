import { useTw } from '../../ui/language.tsx';
import { runStates } from './states.ts';

/** State of an import in words; what stopped stands out. */
export function RunState({ state }: { state: keyof typeof runStates }) {
  const tw = useTw();
  return <span className={state === 'failed' || state === 'unreadable' ? 'dz-breach' : state === 'done' ? 'dz-kept' : undefined}>{tw(runStates[state])}</span>;
}
