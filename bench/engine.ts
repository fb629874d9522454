import { median, round, timed } from './figures.ts';
import { onGround } from './ground.ts';
import { makeDue, manyObligations } from './many-obligations.ts';
import { asked } from './reads.ts';
import type { Part } from './run.ts';

const DUE = 1_000;
const FEW = 10_000;

/** What the engine costs with 10,000 and with 1,000,000 open obligations, in two databases asked in turn: a tick with 1,000 due, board, clause. */
export const engine: Part = async (tell, { rounds, many }) => onGround(async (few) => onGround(async (lots) => {
  const sides = [{ size: FEW, product: few.product }, { size: many, product: lots.product }];
  for (const { size, product } of sides) {
    await product.settle(); // periods and calendars of a new installation
    const before = performance.now();
    await manyObligations(product, size);
    await product.settle();
    tell(`${size} obligations made, s`, round((performance.now() - before) / 1_000, 1));
  }
  const ticks: Record<number, number[]> = { [FEW]: [], [many]: [] };
  for (let i = -1; i < Math.max(5, rounds); i += 1)
    for (const { size, product } of sides) {
      await makeDue(product, DUE);
      const before = performance.now();
      const { woken } = await product.ticker.beat();
      if (woken < DUE) throw new Error(`the tick woke ${woken} of ${DUE}`);
      if (i >= 0) ticks[size]!.push(performance.now() - before);
    }
  const tick = [FEW, many].map((size) => round(median(ticks[size]!)));
  tell(`tick with ${DUE} due, ms`, { [FEW]: tick[0], [many]: tick[1] });
  tell('tick, many / few', round(tick[1]! / tick[0]!), '≤ 1.3');
  const idle = await pairs(sides, (product) => product.ticker.beat());
  tell('tick with nothing due, p50 in ms', idle);
  const clause = few.product.engine.compiled.deadlines.values().next().value!.clause;
  const board = await pairs(sides, (product) => asked(product, '/board'));
  tell('board, p50 in ms', board, '≤ 50');
  tell('board, many / few', round(board[many]! / board[FEW]!), '≤ 1.3');
  tell('clause page, p50 in ms', await pairs(sides, (product) => asked(product, '/rulebook/clauses/:id', { id: clause })), '≤ 100');
  tell('open obligations of one clause, p50 in ms', await pairs(sides, (product) => asked(product, '/obligations', {}, { clause })), '≤ 100');
  await few.holds();
  await lots.holds();
}));

async function pairs<P>(sides: readonly { size: number; product: P }[], work: (product: P) => Promise<unknown>): Promise<Record<number, number>> {
  const took: Record<number, number[]> = {};
  for (let i = 0; i < 4; i += 1) for (const { size, product } of sides) (took[size] ??= []).push((await timed(10, () => work(product), i === 0 ? 3 : 0)).p50);
  return Object.fromEntries(Object.entries(took).map(([size, values]) => [size, round(median(values))]));
}
