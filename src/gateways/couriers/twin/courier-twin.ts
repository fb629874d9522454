import type { Clock } from '../../../kernel/clock.ts';
import { json, startLoopbackServer, type PeerAnswer, type PeerRequest } from '../../../kernel/net/loopback-server.ts';
import { requireSecret, sameSecret } from '../../../kernel/net/secrets.ts';
import { carrierOf } from '../carriers.ts';
import { carriersWithPhone } from '../kuaidi100-tracking.ts';
import { kuaidi100Sign } from '../kuaidi100-protocol.ts';
import type { FateShares } from './journey.ts';
import { labelDesk } from './label-desk.ts';
import { parcelStore, resultOf, visibleStages, type NewParcel, type TwinParcel } from './parcels.ts';
import { subscriptionBook, type PushReport } from './subscriptions.ts';

export interface CourierTwinOptions {
  readonly clock: Clock;
  readonly key: string;
  readonly customer: string;
  /** Signs pushes of subscriptions that bring no salt of their own. */
  readonly salt?: string;
  /** Opens the e-waybill desk. */
  readonly secret?: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly seed?: string;
  readonly shares?: FateShares;
  readonly onError?: (error: unknown) => void;
}

export interface CourierTwin {
  readonly url: string;
  /** A parcel that was handed over without asking the twin for a number. */
  register(parcel: NewParcel): TwinParcel;
  /** Pushes what has happened until then to all subscribers. */
  advanceTo(now: number): Promise<PushReport>;
  stop(): Promise<void>;
}

/** How parcels of the demo fare unless told otherwise: most arrive, some give the service desk work. */
export const demoShares: FateShares = { late: 0.06, stuck: 0.02, refused: 0.02, returned: 0.015, lost: 0.005 };

const refuse = (returnCode: string, message: string): PeerAnswer => json({ result: false, returnCode, message });

function parse(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const word = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * A courier aggregator on loopback that speaks kuaidi100's protocol: `/poll/query.do`, `/poll` with pushes, `/label/order`.
 * Checks our signatures and refuses wrong ones as the provider does. Where parcels are depends on the given clock alone.
 */
export async function startCourierTwin(options: CourierTwinOptions): Promise<CourierTwin> {
  const key = requireSecret('twin key', options.key);
  const customer = requireSecret('twin customer', options.customer);
  const { clock, seed = 'dianzhang' } = options;
  const parcels = parcelStore(seed, options.shares ?? demoShares);
  const subscriptions = subscriptionBook(parcels);
  const desk = options.secret === undefined ? null : labelDesk(parcels, { key, secret: requireSecret('twin secret', options.secret), seed });

  const query = (form: URLSearchParams): PeerAnswer => {
    const param = form.get('param') ?? '';
    if (form.get('customer') !== customer || !sameSecret(form.get('sign') ?? '', kuaidi100Sign(param, key, customer))) return refuse('503', '验证签名失败');
    const fields = parse(param);
    if (!fields) return refuse('400', '提交的数据不完整');
    const carrier = word(fields['com']);
    const number = word(fields['num']);
    if (!carrierOf(carrier)) return refuse('400', '找不到对应公司');
    if (number.length < 6 || number.length > 32) return refuse('400', '单号长度应为 6 至 32 位');
    const parcel = parcels.find(number);
    if (carriersWithPhone.has(carrier) && parcel && parcel.phoneTails.length > 0 && !parcel.phoneTails.includes(word(fields['phone']).slice(-4))) return refuse('408', '快递公司参数异常：验证码错误');
    if (!parcel || parcel.carrier !== carrier || visibleStages(parcel, clock.now()).length === 0) return refuse('500', '查询无结果，请隔段时间再查');
    return json(resultOf(parcel, clock.now(), ['4', '8'].includes(word(fields['resultv2']))));
  };

  const subscribe = (form: URLSearchParams): PeerAnswer => {
    const fields = parse(form.get('param'));
    const parameters = fields?.['parameters'];
    if (form.get('schema') !== 'json' || !fields || typeof parameters !== 'object' || parameters === null) return refuse('700', '订阅方的订阅数据存在错误');
    if (!sameSecret(word(fields['key']), key)) return refuse('600', '您不是合法的订阅者');
    const { callbackurl, salt, resultv2 } = parameters as Record<string, unknown>;
    const number = word(fields['number']);
    if (!URL.canParse(word(callbackurl)) || number === '' || number.length > 32) return refuse('700', '订阅方的订阅数据存在错误');
    if (!carrierOf(word(fields['company']))) return refuse('701', '拒绝订阅的快递公司');
    const opened = subscriptions.subscribe({ carrier: word(fields['company']), number, callbackUrl: word(callbackurl), salt: word(salt) || options.salt || null, codes: ['4', '8'].includes(word(resultv2)) }, clock.now());
    return opened ? json({ result: true, returnCode: '200', message: '提交成功' }) : refuse('501', '重复订阅');
  };

  const handle = (request: PeerRequest): PeerAnswer => {
    if (request.method !== 'POST') return refuse('400', '请使用 POST 提交');
    const form = new URLSearchParams(request.body.toString('utf8'));
    switch (request.path) {
      case '/poll/query.do': return query(form);
      case '/poll': return subscribe(form);
      case '/label/order': return desk === null ? json({ success: false, code: 601, message: '未开通电子面单', data: null }) : json({ ...desk(form, clock.now()), time: 0 });
      default: return { status: 404, body: '' };
    }
  };

  const server = await startLoopbackServer(handle, { port: options.port ?? 0, ...(options.onError ? { onError: options.onError } : {}) });
  return {
    url: server.url,
    register: (parcel) => parcels.add(parcel, clock.now()),
    advanceTo: (now) => subscriptions.pushDue(now),
    stop: () => server.stop(),
  };
}
