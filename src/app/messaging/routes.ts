import type { Policy } from '../../kernel/actor.ts';
import { factKind } from '../../kernel/fact.ts';
import { act, read, type Route } from '../../kernel/http/route.ts';
import type { SafeFetch } from '../../kernel/net/safe-fetch.ts';
import * as contract from './contract.ts';
import { cancelMessage, retryMessage } from './messages.ts';
import { channels, messageById, messages, webhookById, webhooks } from './queries.ts';
import { deliverable } from './webhook-reaction.ts';
import { deleteWebhook, rotateWebhook, switchWebhook, testWebhook, webhookVerbs } from './webhooks.ts';

const may: Policy = { administrator: 'all', auditor: 'all' };

export function messagingRoutes(fetch: SafeFetch): Route[] {
  const { create, change } = webhookVerbs(fetch);
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
    read(contract.listMessages, may, messages),
    read(contract.readMessage, may, messageById),
    read(contract.channelStates, may, channels),
    act(contract.retryMessage, retryMessage),
    act(contract.cancelMessage, cancelMessage),
  ];
}
