import { z } from 'zod';
import { createMailGateway, type MailSettings } from '../../gateways/messages/mail/mail-gateway.ts';
import { deliverWebhook } from '../../gateways/messages/webhooks/outgoing-webhook.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { SafeFetch } from '../../kernel/net/safe-fetch.ts';
import type { Settings } from '../settings.ts';
import type { Channel } from './messenger.ts';

const mailPayload = z.object({ subject: z.string(), text: z.string(), html: z.string().optional() });

/** Settings of the mail gateway out of SMTP_URL: `smtps://user:password@host:465`, `smtp://user:password@host:587`. */
export function mailSettings(settings: Settings): MailSettings | null {
  if (!settings.SMTP_URL || !settings.MAIL_FROM) return null;
  const url = new URL(settings.SMTP_URL);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    security: url.protocol === 'smtps:' ? 'tls' : loopback ? 'none' : 'starttls',
    user: decodeURIComponent(url.username), password: decodeURIComponent(url.password), from: settings.MAIL_FROM,
  };
}

export function channelsOf(kernel: Kernel, settings: Settings, fetch: SafeFetch): Map<string, Channel> {
  const channels = new Map<string, Channel>([['webhook', webhookChannel(kernel, fetch)]]);
  const mail = mailSettings(settings);
  if (mail) {
    const gateway = createMailGateway(mail);
    channels.set('mail', async (message) => {
      const { subject, text, html } = mailPayload.parse(message.payload);
      await gateway.send({ key: message.id, to: [message.recipient], subject, text, ...(html ? { html } : {}) });
      return { is: 'sent' };
    });
  }
  return channels;
}

const webhookPayload = z.object({ type: z.string(), at: z.int(), factId: z.string(), data: z.unknown() });

/** The recipient is the id of the webhook: its address and secret are read when the message leaves, so that a change counts at once. */
function webhookChannel(kernel: Kernel, fetch: SafeFetch): Channel {
  return async (message, now) => {
    const { rows: [hook] } = await kernel.db.query<{ url: string; secret: string; active: boolean }>('select url, secret, active from kernel.webhook where id = $1', [message.recipient]);
    if (!hook || !hook.active) return { is: 'failed', reason: 'the webhook was deleted or switched off' };
    const event = webhookPayload.parse(message.payload);
    const delivery = await deliverWebhook({ url: hook.url, secrets: [hook.secret] }, { id: event.factId, type: event.type, at: event.at, data: event.data }, message.attempt, { fetch, now });
    if (delivery.is === 'delivered') return { is: 'sent' };
    if (delivery.is === 'again') return delivery;
    if (delivery.gone) await kernel.db.query("update kernel.webhook set active = false, switched_off_reason = 'the receiver answered 410' where id = $1", [message.recipient]);
    return { is: 'failed', reason: delivery.reason };
  };
}
