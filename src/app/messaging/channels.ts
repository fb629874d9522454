import { z } from 'zod';
import { createMailGateway, type MailSettings } from '../../gateways/messages/mail/mail-gateway.ts';
import { createSmsGateway } from '../../gateways/messages/sms/sms-gateway.ts';
import { deliverWebhook } from '../../gateways/messages/webhooks/outgoing-webhook.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import type { SafeFetch } from '../../kernel/net/safe-fetch.ts';
import { words } from '../../kernel/words.ts';
import { isLoopback, smsTemplates, type Settings } from '../settings.ts';
import type { Channel } from './messenger.ts';
import { installationKey } from '../../registers/company/index.ts';
import { openedSecret } from './webhook-secret.ts';
import { robotChannel } from './robots/channel.ts';

const mailPayload = z.object({ subject: z.string(), text: z.string(), html: z.string().optional(), /** Becomes the Message-ID, where a reply must find its way. */ key: z.uuid().optional(), replyTo: z.string().optional(), inReplyTo: z.string().optional(), byPerson: z.boolean().optional() });
const smsPayload = z.object({ template: z.string(), values: z.record(z.string(), z.string()) });

/** Settings of the mail gateway out of SMTP_URL: `smtps://user:password@host:465`, `smtp://user:password@host:587`. */
export function mailSettings(settings: Settings): MailSettings | null {
  if (!settings.SMTP_URL || !settings.MAIL_FROM) return null;
  const url = new URL(settings.SMTP_URL);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    security: url.protocol === 'smtps:' ? 'tls' : isLoopback(url.hostname) ? 'none' : 'starttls',
    user: decodeURIComponent(url.username), password: decodeURIComponent(url.password), from: settings.MAIL_FROM,
  };
}

/** The ways out that are set up; their names are noted in `kernel.channels`, so that verbs say the truth about what can be told. */
export function channelsOf(kernel: Kernel, settings: Settings, fetch: SafeFetch): Map<string, Channel> {
  const channels = new Map<string, Channel>([['webhook', webhookChannel(kernel, fetch)], ['robot', robotChannel(kernel, fetch)]]);
  const mail = mailSettings(settings);
  if (mail) channels.set('mail', mailChannel(mail));
  const sms = smsChannel(kernel, settings, fetch);
  if (sms) channels.set('sms', sms);
  for (const name of channels.keys()) kernel.channels.add(name);
  if (sms) for (const template of smsTemplates(settings).keys()) kernel.channels.add(`sms/${template}`);
  return channels;
}

function mailChannel(mail: MailSettings): Channel {
  const gateway = createMailGateway(mail);
  return async (message) => {
    const { subject, text, html, key, replyTo, inReplyTo, byPerson } = mailPayload.parse(message.payload);
    await gateway.send({ key: key ?? message.id, to: [message.recipient], subject, text, byPerson: byPerson ?? false, ...(html ? { html } : {}), ...(replyTo ? { replyTo } : {}), ...(inReplyTo ? { inReplyTo } : {}) });
    return { is: 'sent' };
  };
}

/** Short messages go by templates that the provider has registered: ours are mapped to the provider's by SMS_TEMPLATES. */
function smsChannel(kernel: Kernel, settings: Settings, fetch: SafeFetch): Channel | null {
  const { SMS_KEY_ID: keyId, SMS_KEY_SECRET: keySecret, SMS_SIGN: signName, SMS_URL: baseUrl } = settings;
  if (!keyId || !keySecret || !signName) return null;
  const templates = smsTemplates(settings);
  const gateway = createSmsGateway({ keyId, keySecret, signName, clock: kernel.clock, ...(baseUrl ? { baseUrl } : {}) }, fetch);
  return async (message) => {
    const { template, values } = smsPayload.parse(message.payload);
    const code = templates.get(template);
    if (!code) throw new GatewayFailure('messages.sms-template-missing', words(`短信模板「${template}」没有在 SMS_TEMPLATES 中登记。`, `The template "${template}" is not listed in SMS_TEMPLATES.`));
    await gateway.send({ key: message.id, to: message.recipient, template: code, values });
    return { is: 'sent' };
  };
}

const webhookPayload = z.object({ type: z.string(), at: z.int(), factId: z.string(), data: z.unknown() });

/** The recipient is the id of the webhook: its address and secret are read when the message leaves, so that a change counts at once. */
function webhookChannel(kernel: Kernel, fetch: SafeFetch): Channel {
  return async (message, now) => {
    const { rows: [hook] } = await kernel.db.query<{ url: string; secret: string; old: string | null; active: boolean }>(
      'select url, secret, case when old_secret_until > to_timestamp($2 / 1000.0) then old_secret end as old, active from kernel.webhook where id = $1', [message.recipient, now]);
    if (!hook || !hook.active) return { is: 'failed', reason: '推送地址已删除或停用 · the webhook was deleted or switched off' };
    const key = await installationKey(kernel);
    const event = webhookPayload.parse(message.payload);
    const delivery = await deliverWebhook({ url: hook.url, secrets: [hook.secret, ...(hook.old ? [hook.old] : [])].map((kept) => openedSecret(key, message.recipient, kept)) }, { id: event.factId, type: event.type, at: event.at, data: event.data }, message.attempt, { fetch, now });
    if (delivery.is === 'delivered') return { is: 'sent' };
    if (delivery.is === 'again') return delivery;
    if (delivery.gone) await kernel.db.query("update kernel.webhook set active = false, switched_off_reason = 'HTTP 410', version = version + 1 where id = $1", [message.recipient]);
    return { is: 'failed', reason: delivery.reason };
  };
}
