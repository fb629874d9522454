import type { Policy } from '../../kernel/actor.ts';
import { factKind } from '../../kernel/fact.ts';
import { act, read, type Route } from '../../kernel/http/route.ts';
import type { SafeFetch } from '../../kernel/net/safe-fetch.ts';
import * as contract from './contract.ts';
import { cancelMessage, retryMessage } from './messages.ts';
import { channels, messageById, messages, webhookById, webhooks } from './queries.ts';
import * as robots from './robots/contract.ts';
import { owners, robots as robotList } from './robots/queries.ts';
import { deleteRobot, robotVerbs, switchRobot, testRobot } from './robots/verbs.ts';
import { deliverable } from './webhook-reaction.ts';
import { deleteWebhook, rotateWebhook, switchWebhook, testWebhook, webhookVerbs } from './webhooks.ts';

const may: Policy = { administrator: 'all', auditor: 'all' };

export function messagingRoutes(fetch: SafeFetch, allowed: readonly string[]): Route[] {
  const { create, change } = webhookVerbs(fetch);
  const robot = robotVerbs(fetch, allowed);
  return [
    read(contract.listWebhooks, may, webhooks),
    read(contract.readWebhook, may, webhookById),
    read(contract.listFactKinds, may, async () => ({ rows: deliverable().map((type) => ({ type, subject: factKind(type)!.subject })) })),
    act(contract.createWebhook, create),
    act(contract.changeWebhook, change),
    act(contract.switchWebhook, switchWebhook),
    act(contract.rotateWebhook, rotateWebhook),
    act(contract.testWebhook, testWebhook),
    act(contract.deleteWebhook, deleteWebhook),
    read(robots.listRobots, may, robotList),
    read(robots.robotOwners, may, owners),
    act(robots.createRobot, robot.create),
    act(robots.changeRobot, robot.change),
    act(robots.switchRobot, switchRobot),
    act(robots.testRobot, testRobot),
    act(robots.deleteRobot, deleteRobot),
    read(contract.listMessages, may, messages),
    read(contract.readMessage, may, messageById),
    read(contract.channelStates, may, channels),
    act(contract.retryMessage, retryMessage),
    act(contract.cancelMessage, cancelMessage),
  ];
}
