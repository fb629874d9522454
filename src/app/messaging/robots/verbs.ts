import { z } from 'zod';
import { personOf, type Policy } from '../../../kernel/actor.ts';
import { isRobotAddress, type RobotKind } from '../../../gateways/messages/robots/robot.ts';
import type { SafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { installationKey, seal, staffById, teamsOf } from '../../../registers/company/index.ts';
import { robotChanged } from '../facts.ts';
import { no } from '../refusals.ts';
import { allowedAddress } from '../webhooks.ts';
import * as contract from './contract.ts';

const may: Policy = { administrator: 'all' };

interface Robot { id: string; name: string; kind: RobotKind; active: boolean; version: number }
const lockRobot = async (tx: Tx, input: { id: string }): Promise<Robot | null> =>
  (await tx.rows<Robot & Record<string, unknown>>('app.lock_robot', 'select id, name, kind, active, version from kernel.robot where id = $1 for update', [input.id]))[0] ?? null;

/** What a sealed part belongs to: an address copied to another robot does not open. */
export const about = (robotId: string, part: 'address' | 'secret'): string => `robot ${part} ${robotId}`;
const hintOf = (url: string): string => `${new URL(url).host} …${url.slice(-4)}`;

async function owned(tx: Tx, input: { teamId: string | null; staffId: string | null }): Promise<void> {
  if (input.teamId !== null && input.staffId !== null) throw refuse(no['robot-owner'], words('团队与个人只能选一个。', 'It belongs to a team or to a person, not to both.'));
  if (input.staffId !== null && !(await staffById(tx, [input.staffId])).get(input.staffId)?.active) throw refuse(no['robot-owner']);
  if (input.teamId !== null && !(await teamsOf(tx)).some((t) => t.id === input.teamId)) throw refuse(no['robot-owner']);
}

/** DingTalk and Feishu sign; a secret given to WeCom would only seem to protect. */
function signed(kind: RobotKind, secret: string | null): void {
  if (kind === 'wecom' ? secret !== null : secret === null) throw refuse(no['robot-secret'], kind === 'wecom' ? words('企业微信机器人没有加签密钥，请留空。', 'A WeCom robot has no secret: leave it empty.') : undefined);
}

/** Verbs on robots whose address is checked before it is kept. @throws app.robot-address, app.robot-secret, app.robot-owner, app.address-not-allowed */
export function robotVerbs(fetch: Pick<SafeFetch, 'check'>, allowed: readonly string[]) {
  const addressed = (kind: RobotKind, url: string): void => {
    allowedAddress(fetch, url);
    if (!isRobotAddress(kind, url, allowed.includes(new URL(url).host))) throw refuse(no['robot-address']);
  };
  const create = verb({
    name: 'app.create-robot', title: words('添加群机器人', 'Add a robot'), may, input: contract.createRobot.body!,
    run: async (tx, input) => {
      addressed(input.kind, input.url);
      signed(input.kind, input.secret);
      await owned(tx, input);
      const key = await installationKey(tx);
      const made = tx.newId();
      await tx.rows('app.insert_robot', `insert into kernel.robot (id, name, kind, address, secret, hint, team_id, staff_id, created_by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0))`,
        [made, input.name, input.kind, seal(key, input.url, about(made, 'address')), input.secret === null ? null : seal(key, input.secret, about(made, 'secret')), hintOf(input.url),
          input.teamId, input.staffId, personOf(tx.actor), tx.now]);
      tx.fact(robotChanged, made, { name: input.name, what: 'added' });
      return { id: made };
    },
  });
  const change = verb({
    name: 'app.change-robot', title: words('修改群机器人', 'Change a robot'), may, input: z.strictObject({ id, ...contract.changeRobot.body!.shape }), subject: lockRobot,
    run: async (tx, input, robot) => {
      if (robot.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: robot.version });
      if (input.url !== undefined) addressed(robot.kind, input.url);
      if (input.secret !== undefined) signed(robot.kind, input.secret);
      await owned(tx, input);
      const key = await installationKey(tx);
      await tx.rows('app.update_robot', `update kernel.robot set name = $2, team_id = $3, staff_id = $4, address = coalesce($5, address), hint = coalesce($6, hint), secret = coalesce($7, secret),
        version = version + 1 where id = $1`,
        [robot.id, input.name, input.teamId, input.staffId, input.url === undefined ? null : seal(key, input.url, about(robot.id, 'address')), input.url === undefined ? null : hintOf(input.url),
          input.secret ? seal(key, input.secret, about(robot.id, 'secret')) : null]);
      tx.fact(robotChanged, robot.id, { name: input.name, what: input.secret ? 'secret-exchanged' : 'changed' });
      return { id: robot.id };
    },
  });
  return { create, change };
}

export const switchRobot = verb({
  name: 'app.switch-robot', title: words('启用或停用群机器人', 'Switch a robot'), may, input: z.strictObject({ id, active: z.boolean() }), subject: lockRobot,
  run: async (tx, input, robot) => {
    if (robot.active === input.active) return { id: robot.id };
    await tx.rows('app.switch_robot', 'update kernel.robot set active = $2, version = version + 1 where id = $1', [robot.id, input.active]);
    tx.fact(robotChanged, robot.id, { name: robot.name, what: input.active ? 'switched-on' : 'switched-off' });
    return { id: robot.id };
  },
});

/** A test message through the same way as every other. @throws app.robot-off */
export const testRobot = verb({
  name: 'app.test-robot', title: words('发送群机器人测试消息', 'Test a robot'), may, input: z.strictObject({ id }), subject: lockRobot,
  run: async (tx, _input, robot) => {
    if (!robot.active) throw refuse(no['robot-off']);
    tx.message({ channel: 'robot', recipient: robot.id, subject: { type: 'robot', id: robot.id }, payload: { title: '测试消息 · test', text: `店章测试消息：机器人「${robot.name}」已接通。\nA test message by Dianzhang.` } });
    tx.audit({ type: 'robot', id: robot.id });
    return { id: robot.id };
  },
});

export const deleteRobot = verb({
  name: 'app.delete-robot', title: words('删除群机器人', 'Delete a robot'), may, input: z.strictObject({ id }), subject: lockRobot,
  run: async (tx, _input, robot) => {
    await tx.rows('app.cancel_robot', "update kernel.message set state = 'cancelled' where channel = 'robot' and recipient = $1 and state = 'waiting'", [robot.id]);
    await tx.rows('app.delete_robot', 'delete from kernel.robot where id = $1', [robot.id]);
    tx.fact(robotChanged, robot.id, { name: robot.name, what: 'deleted' });
    return { id: robot.id };
  },
});
