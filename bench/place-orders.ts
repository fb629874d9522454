import { prepare } from './company.ts';
import { interleaved, median, round } from './figures.ts';
import { onGround, type Load } from './ground.ts';
import { cpuSeconds } from './process.ts';
import type { Part } from './run.ts';

/** place-order through HTTP beside F, round by round; one hot SKU; round trips and processor time of one order. */
export const placeOrders: Part = async (tell, { seconds, rounds }) => onGround(async (ground) => {
  const bodies = await prepare(ground.product.kernel);
  const [floor, server] = [await ground.floor(), await ground.server()];
  const orders = `${server.url}/api/orders`;
  await ground.load(orders, { clients: 8, seconds: 3, bodies: bodies.spread, token: ground.token }); // both sides warm
  await ground.load(`${floor.url}/orders`, { clients: 8, seconds: 1, bodies: [{}] });
  await ground.quiet();
  await ground.looked();
  const sides: Record<string, Load> = {};
  const taken: { clients: number; ms: number }[] = [];
  for (const clients of [1, 8, 32]) {
    const got = await interleaved(rounds, {
      F: async () => { await ground.quiet(); return ground.load(`${floor.url}/orders`, { clients, seconds, bodies: [{}] }); },
      product: async () => {
        const before = cpuSeconds(server.pid);
        const load = await ground.load(orders, { clients, seconds, bodies: bodies.spread, token: ground.token });
        taken.push({ clients, ms: (cpuSeconds(server.pid) - before) * 1_000 / load.count });
        return load;
      },
    });
    for (const [name, loads] of Object.entries(got)) {
      const figure = { count: sum(loads, 'count'), failed: sum(loads, 'failed'), perSecond: Math.round(median(loads.map((l) => l.perSecond))), p50: median(loads.map((l) => l.p50)), p99: median(loads.map((l) => l.p99)) };
      sides[`${name} ${clients}`] = figure;
      tell(`${name === 'F' ? 'F' : 'place-order'}, ${clients} clients`, figure);
    }
  }
  const of = (name: string): Load => sides[name]!;
  tell("the server's processor time an order at 8, ms", round(median(taken.filter((t) => t.clients === 8).map((t) => t.ms))), '≤ 2');
  tell('place-order / F at 1', round(of('product 1').perSecond / of('F 1').perSecond, 3));
  tell('place-order / F at 8', round(of('product 8').perSecond / of('F 8').perSecond, 3), '≥ 0.30');
  tell('place-order at 32 / at 8', round(of('product 32').perSecond / of('product 8').perSecond), '≥ 0.9');
  tell('p99 of place-order at 32 / F', round(of('product 32').p99 / of('F 32').p99), '≤ 5');
  await ground.quiet();
  const hot = await interleaved(rounds, {
    F: async () => { await ground.quiet(); return ground.load(`${floor.url}/orders`, { clients: 32, seconds, bodies: [{}] }); },
    hot: async () => ground.load(orders, { clients: 32, seconds, bodies: bodies.hot, token: ground.token }),
  });
  tell('one hot SKU, 32 clients', { perSecond: Math.round(median(hot.hot.map((l) => l.perSecond))), failed: sum(hot.hot, 'failed'), ofF: round(median(hot.hot.map((l) => l.perSecond)) / median(hot.F.map((l) => l.perSecond)), 3) }, '≥ 500/s');
  await floor.stop();
  await server.stop();
  await ground.holds();
});

const sum = (loads: readonly Load[], what: 'count' | 'failed'): number => loads.reduce((n, l) => n + l[what], 0);
