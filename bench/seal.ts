import { prepare } from './company.ts';
import { interleaved, median, round } from './figures.ts';
import { onGround, type Load } from './ground.ts';
import type { Part } from './run.ts';

/**
 * place-order with the sealer at work and without it, in turn on one database and one server: writers never wait for the chain (engine.md §7). What was not sealed while
 * it stood still is sealed before the next round, so that neither side pays for the other.
 */
export const seal: Part = async (tell, { seconds, rounds }) => onGround(async (ground) => {
  const bodies = await prepare(ground.product.kernel);
  const server = await ground.server();
  const { db } = ground.installation;
  const load = (): Promise<Load> => ground.load(`${server.url}/api/orders`, { clients: 8, seconds, bodies: bodies.spread, token: ground.token });
  const sealed = async (): Promise<bigint> => (await db.query<{ position: bigint }>('select position from kernel.seal_head')).rows[0]!.position;
  await load();
  await ground.quiet();
  await ground.looked();
  const got = await interleaved(Math.max(5, rounds), {
    on: async () => {
      await ground.quiet();
      const before = await sealed();
      const loaded = await load();
      if ((await sealed()) === before) throw new Error('nothing was sealed beside the load');
      return loaded;
    },
    off: async () => {
      await ground.quiet();
      // The lease of another node: whoever seals waits until it has run out.
      await db.query("update kernel.lease set holder = gen_random_uuid(), until = clock_timestamp() + interval '1 hour' where name = 'seal'");
      const before = await sealed();
      const loaded = await load();
      if ((await sealed()) !== before) throw new Error('something was sealed although another node held the lease');
      await db.query("update kernel.lease set until = clock_timestamp() where name = 'seal'");
      return loaded;
    },
  });
  const side = (name: 'on' | 'off') => got[name].map((l) => l.perSecond);
  const pairs = side('on').map((on, i) => round(on / side('off')[i]!, 3));
  tell('place-order, 8 clients, orders/s', { on: Math.round(median(side('on'))), off: Math.round(median(side('off'))) });
  // Neighbours in time are compared: the machine is the same for both.
  tell('sealer on / off, pairs', pairs);
  tell('sealer on / off, median of the pairs', median(pairs), '≥ 0.95');
  await server.stop();
  await ground.holds();
});
