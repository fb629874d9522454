import { z } from 'zod';
import { perMinute, sayByRobot, type RobotKind } from '../../../gateways/messages/robots/robot.ts';
import { MINUTE } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { SafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { installationKey, open } from '../../../registers/company/index.ts';
import type { Channel } from '../messenger.ts';
import { about } from './verbs.ts';

const payload = z.object({ title: z.string(), text: z.string() });

/**
 * Takes a place among the robot's messages of the last minute, or says when one will be free. One statement, so that nodes and messages
 * that leave at once never say more together than the chat takes.
 */
async function place(kernel: Kernel, robotId: string, now: number): Promise<number | null> {
  const { rows: [taken] } = await kernel.db.query<{ free_at: number | null }>(
    `with robot as (select id, sends from kernel.robot where id = $1 for update),
     full_until as (select id, case when cardinality(sends) >= $3 then sends[cardinality(sends) - $3 + 1] + interval '1 minute' end as at from robot),
     placed as (update kernel.robot r set sends = (r.sends || to_timestamp($2 / 1000.0))[greatest(1, cardinality(r.sends) - $3 + 2):]
       from full_until f where r.id = f.id and (f.at is null or f.at <= to_timestamp($2 / 1000.0)) returning r.id)
     select case when exists (select from placed) then null else at end as free_at from full_until`,
    [robotId, now, perMinute], 'messenger.robot_place');
  return taken?.free_at ?? null;
}

/** The recipient is the id of the robot: address and secret are opened when the message leaves. */
export function robotChannel(kernel: Kernel, fetch: SafeFetch): Channel {
  return async (message, now) => {
    const { rows: [robot] } = await kernel.db.query<{ id: string; kind: RobotKind; address: Buffer; secret: Buffer | null; active: boolean }>(
      'select id, kind, address, secret, active from kernel.robot where id = $1', [message.recipient], 'messenger.robot');
    if (!robot || !robot.active) return { is: 'failed', reason: '群机器人已删除或停用 · the robot was deleted or switched off' };
    const { title, text } = payload.parse(message.payload);
    const freeAt = await place(kernel, robot.id, now);
    if (freeAt !== null) return { is: 'later', at: Math.max(freeAt, now + 1_000), reason: `每分钟最多 ${perMinute} 条，${MINUTE / 1000} 秒内发送 · at most ${perMinute} a minute` };
    const key = await installationKey(kernel);
    const secret = robot.secret === null ? null : open(key, robot.secret, about(robot.id, 'secret'));
    await sayByRobot({ kind: robot.kind, url: open(key, robot.address, about(robot.id, 'address')), secret }, text.startsWith(title) ? text : `${title}\n${text}`, { fetch, now });
    return { is: 'sent' };
  };
}
