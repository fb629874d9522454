import type { MapFigures } from '../../../src/regulation/mining/live/contract.ts';
import type { Words } from '../../../src/kernel/words.ts';

/** Which cases of a map are looked at. */
export interface Meant {
  readonly of: 'all' | 'node' | 'edge' | 'variant' | 'rework' | 'hand-over' | 'deviation' | 'post-hand-over' | 'state';
  readonly a?: number;
  readonly b?: number;
}

/** Heading of the cases: what they have in common. */
export function meantWords(map: MapFigures, { of, a = 0, b = 0 }: Meant): Words {
  const step = (n: number): Words => map.activities[n]?.words ?? { zh: '', en: '' };
  switch (of) {
    case 'all': return { zh: '全部案例', en: 'All cases' };
    case 'node': return { zh: `经过「${step(a).zh}」`, en: `Through “${step(a).en}”` };
    case 'edge': return { zh: `「${step(a).zh}」→「${step(b).zh}」`, en: `“${step(a).en}” → “${step(b).en}”` };
    case 'variant': return { zh: `变体 ${a + 1}`, en: `Variant ${a + 1}` };
    case 'rework': return { zh: `重复「${step(a).zh}」`, en: `“${step(a).en}” again` };
    case 'hand-over': return { zh: `${map.resources[a]} 交给 ${map.resources[b]}`, en: `${map.resources[a]} to ${map.resources[b]}` };
    case 'post-hand-over': return { zh: `${map.posts[a]?.words.zh} 交给 ${map.posts[b]?.words.zh}`, en: `${map.posts[a]?.words.en} to ${map.posts[b]?.words.en}` };
    case 'state': return { zh: `处于「${map.states?.names[a]?.words.zh ?? ''}」`, en: `In “${map.states?.names[a]?.words.en ?? ''}”` };
    case 'deviation': {
      const d = map.conformance?.deviations[a];
      return d ? { zh: `${d.kind === 'log' ? '多出' : '缺少'}「${d.activityWords.zh}」`, en: `${d.kind === 'log' ? 'Extra' : 'Missing'} “${d.activityWords.en}”` } : { zh: '', en: '' };
    }
  }
}
