import { yuanText } from '../../kernel/money.ts';
import { posts } from '../../kernel/posts.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Chain, ChainBand, ChainStep } from './chain.ts';
import { modeWords } from './contract.ts';
import { labelOf } from './fields.ts';

const edge = (chain: Chain, n: number): string => (chain.unit === 'fen' ? `¥${yuanText(BigInt(n))}` : chain.unit === 'basisPoints' ? `${n / 100}%` : String(n));

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

/** A chain as people read it, a line a band. */
export function sayChainSteps(chain: Chain): Words[] {
  return chain.routes.flatMap((route) => {
    const when = words(route.when.map((c) => `${labelOf(c.field).zh} ${c.op} ${String(c.value)}`).join(' 且 '), route.when.map((c) => `${labelOf(c.field).en} ${c.op} ${String(c.value)}`).join(' and '));
    return route.bands.map((band) => {
      const [range, steps] = [sayBand(chain, band), band.steps.map(sayStep)];
      return words(`${when.zh ? `${when.zh}，` : ''}${range.zh}：${steps.map((s) => s.zh).join(' → ')}`, `${when.en ? `${when.en}, ` : ''}${range.en}: ${steps.map((s) => s.en).join(' → ')}`);
    });
  });
}
