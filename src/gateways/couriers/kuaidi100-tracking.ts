import { words } from '../../kernel/words.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import type { SafeFetch } from '../../kernel/net/safe-fetch.ts';
import { requireSecret, sameSecret } from '../../kernel/net/secrets.ts';
import { readPush, readTrack, refusedAnswer } from './kuaidi100-answers.ts';
import { queryFailure, subscriptionFailure, unreadableAnswer } from './kuaidi100-failures.ts';
import { kuaidi100Sign, postForm } from './kuaidi100-protocol.ts';
import type { TrackingGateway, TrackingQuery } from './tracking.ts';

export interface Kuaidi100TrackingSettings {
  readonly customer: string;
  readonly key: string;
  /** Our secret that pushes are signed with: without it a push could come from anybody. */
  readonly salt: string;
  /** Where the provider is; a twin's URL in the demo. */
  readonly baseUrl?: string;
}

/** What the provider expects to read, else it repeats the push three times, 35 minutes apart. */
export const pushTaken = '{"result":true,"returnCode":"200","message":"成功"}';
/** The push is refused: the provider may repeat it. */
export const pushRefused = '{"result":false,"returnCode":"500","message":"失败"}';

export const largestPush = 5 * 1024 * 1024;

/** Carriers that answer only with a phone number of the waybill. */
export const carriersWithPhone: ReadonlySet<string> = new Set(['shunfeng', 'shunfengkuaiyun', 'zhongtong']);

function checkAsk(ask: TrackingQuery): void {
  if (!/^[A-Za-z0-9_-]{6,32}$/.test(ask.number)) {
    throw new GatewayFailure('couriers.number-wrong', words('运单号应为 6 至 32 位字母或数字。', 'A waybill number has 6 to 32 letters or digits.'));
  }
  if (!/^[a-z0-9]{2,40}$/.test(ask.carrier)) {
    throw new GatewayFailure('couriers.carrier-unknown', words('快递公司编码应为小写字母或数字。', 'The carrier code has lower-case letters and digits only.'), { facts: { carrier: ask.carrier.slice(0, 40) } });
  }
  if (carriersWithPhone.has(ask.carrier) && !ask.phone?.trim()) {
    throw new GatewayFailure('couriers.phone-missing', words('查询顺丰、顺丰快运和中通快递需要收件人或寄件人手机号（可只填后四位）。', 'SF and ZTO answer only with the receiver’s or sender’s phone (the last four digits will do).'), { facts: { carrier: ask.carrier } });
  }
}

/** Query, subscription and push of kuaidi100. Refuses to be built on an empty customer, key or salt. */
export function createKuaidi100Tracking(settings: Kuaidi100TrackingSettings, fetch: SafeFetch): TrackingGateway {
  const customer = requireSecret('快递100 customer', settings.customer);
  const key = requireSecret('快递100 key', settings.key);
  const salt = requireSecret('快递100 推送签名 salt', settings.salt);
  const base = settings.baseUrl ?? 'https://poll.kuaidi100.com';

  return {
    async query(ask) {
      checkAsk(ask);
      const param = JSON.stringify({ com: ask.carrier, num: ask.number, phone: ask.phone?.trim() ?? '', from: ask.from ?? '', to: ask.to ?? '', resultv2: '4', show: '0', order: 'desc', lang: 'zh' });
      const answer = await postForm(fetch, `${base}/poll/query.do`, { customer, sign: kuaidi100Sign(param, key, customer), param });
      const refused = refusedAnswer.safeParse(answer);
      if (refused.success) {
        const { returnCode, message } = refused.data;
        if (returnCode === '500') return { is: 'none', message };
        throw queryFailure(returnCode, message);
      }
      const track = readTrack(answer);
      // An answer about another parcel would be written to ours.
      if (track === null || track.number.toUpperCase() !== ask.number.toUpperCase()) throw unreadableAnswer(200);
      return track.events.length === 0 ? { is: 'none', message: '' } : { is: 'found', track };
    },

    async subscribe(ask) {
      checkAsk(ask);
      const param = JSON.stringify({
        company: ask.carrier, number: ask.number, from: ask.from ?? '', to: ask.to ?? '', key,
        parameters: { callbackurl: ask.callbackUrl, salt, resultv2: '4', phone: ask.phone?.trim() ?? '' },
      });
      const answer = await postForm(fetch, `${base}/poll`, { schema: 'json', param });
      if (typeof answer !== 'object' || answer === null || !('returnCode' in answer)) throw unreadableAnswer(200);
      const returnCode = String(answer.returnCode);
      if (returnCode === '200') return { is: 'subscribed' };
      if (returnCode === '501') return { is: 'already' };
      throw subscriptionFailure(returnCode, 'message' in answer ? String(answer.message) : '');
    },

    verifyPush(rawBody) {
      if (rawBody.byteLength > largestPush) throw new GatewayFailure('couriers.push-too-large', words('物流推送超过 5 MB，已拒收。', 'The push is larger than 5 MB and was refused.'));
      const form = new URLSearchParams(Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength).toString('utf8'));
      const params = form.getAll('param');
      const signs = form.getAll('sign');
      const [param] = params;
      const [sign] = signs;
      // Two of either would let the checked one and the used one differ.
      if (params.length !== 1 || signs.length !== 1 || !param || !sign) {
        throw new GatewayFailure('couriers.push-unsigned', words('物流推送没有签名，已拒收。', 'The push carries no signature and was refused.'));
      }
      if (!sameSecret(sign.toUpperCase(), kuaidi100Sign(param, salt))) {
        throw new GatewayFailure('couriers.push-sign-wrong', words('物流推送验签失败，已拒收。', 'The signature of the push is wrong; it was refused.'));
      }
      return readPush(param);
    },
  };
}
