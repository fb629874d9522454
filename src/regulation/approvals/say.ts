import { formatYuan } from '../../kernel/money.ts';
import { posts } from '../../kernel/posts.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Chain, ChainBand, ChainStep } from './chain.ts';
import { modeWords } from './contract.ts';
import { labelOf, sayField } from './fields.ts';
import type { Condition } from '../clause.ts';

const edge = (chain: Chain, n: number): string => (chain.unit === 'fen' ? formatYuan(n) : chain.unit === 'basisPoints' ? `${n / 100}%` : String(n));

function sayBand(chain: Chain, band: ChainBand): Words {
  if (band.above === null && band.upTo === null) return words('全部', 'All');
  if (band.upTo === null) return words(`${edge(chain, band.above!)} 以上`, `above ${edge(chain, band.above!)}`);
  return words(`${band.above === null ? '' : `${edge(chain, band.above)} 以上至 `}${edge(chain, band.upTo)}（含）`, `${band.above === null ? 'up to' : `above ${edge(chain, band.above)} to`} ${edge(chain, band.upTo)}`);
}

function sayStep(step: ChainStep): Words {
  const names = step.posts.map((p) => posts[p]);
  const alone = names.length === 1 && step.mode !== 'share';
  const how = step.mode === 'share' ? words(`票签 ${(step.share ?? 0) / 100}%：`, `${(step.share ?? 0) / 100} % of `) : alone ? words('', '') : words(`${modeWords[step.mode].zh}：`, `${modeWords[step.mode].en}: `);
  return words(how.zh + names.map((n) => n.zh).join('、'), how.en + names.map((n) => n.en).join(', '));
}

const ops: Readonly<Record<Condition['op'], Words>> = {
  eq: words('为', 'is'), ne: words('不为', 'is not'), in: words('为其中之一：', 'is one of'), gt: words('大于', 'is above'), gte: words('不小于', 'is at least'), lt: words('小于', 'is below'), lte: words('不大于', 'is at most'), exists: words('', ''),
};
function sayCondition(c: Condition): Words {
  const field = labelOf(c.field);
  if (c.op === 'exists') return c.value ? words(`有${field.zh}`, `${field.en} is given`) : words(`没有${field.zh}`, `${field.en} is not given`);
  const value = sayField(c.field, c.value);
  return words(`${field.zh} ${ops[c.op].zh} ${value.zh}`, `${field.en} ${ops[c.op].en} ${value.en}`);
}

/** A chain as people read it, a line a band. */
export function sayChainSteps(chain: Chain): Words[] {
  return chain.routes.flatMap((route) => {
    const said = route.when.map(sayCondition);
    const when = words(said.map((w) => w.zh).join('且'), said.map((w) => w.en).join(' and '));
    return route.bands.map((band) => {
      const [range, steps] = [sayBand(chain, band), band.steps.map(sayStep)];
      return words(`${when.zh ? `${when.zh}，` : ''}${range.zh}：${steps.map((s) => s.zh).join(' → ')}`, `${when.en ? `${when.en}, ` : ''}${range.en}: ${steps.map((s) => s.en).join(' → ')}`);
    });
  });
}
