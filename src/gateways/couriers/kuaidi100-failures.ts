import { words, type Words } from '../../kernel/words.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';

type Row = readonly [code: string, text: Words, retry: boolean];

/** Error answers of the query (`{"result":false,"returnCode":…}`). 500 is none of them: it says that there is no trace yet. */
const queryFailures: Readonly<Record<string, Row>> = {
  '400': ['couriers.carrier-unknown', words('快递100不认识该快递公司编码，或提交的数据不完整，请核对快递公司和运单号。', 'kuaidi100 does not know the carrier code, or the request is incomplete.'), false],
  '408': ['couriers.phone-wrong', words('查询该快递公司需要收件人或寄件人手机号，且号码必须与运单一致。', 'This carrier answers only with the phone number on the waybill.'), false],
  '501': ['couriers.provider-fault', words('快递100服务器出错，稍后会重试。', 'kuaidi100 has a fault; the query will be repeated.'), true],
  '502': ['couriers.provider-busy', words('快递100服务器繁忙，稍后会重试。', 'kuaidi100 is busy; the query will be repeated.'), true],
  '503': ['couriers.sign-refused', words('快递100验签失败，请核对授权参数（customer 与 key）。', 'kuaidi100 refused our signature: check customer and key.'), false],
  '601': ['couriers.quota-used', words('快递100可用单量已用完或授权已过期，请充值后重试。', 'The kuaidi100 quota is used up or the key has expired.'), false],
};

/** Error answers of the subscription. 501 is none of them: it says that the number is subscribed already. */
const subscriptionFailures: Readonly<Record<string, Row>> = {
  '500': ['couriers.provider-fault', words('快递100服务器出错，稍后会重试。', 'kuaidi100 has a fault; the subscription will be repeated.'), true],
  '600': ['couriers.sign-refused', words('快递100授权 key 不正确，请核对设置。', 'kuaidi100 does not accept our key.'), false],
  '601': ['couriers.quota-used', words('快递100授权 key 已过期或单量用完，请充值后重试。', 'The kuaidi100 key has expired or its quota is used up.'), false],
  '700': ['couriers.subscription-wrong', words('快递100认为订阅数据有误，请核对快递公司和运单号。', 'kuaidi100 finds the subscription faulty: check carrier and number.'), false],
  '701': ['couriers.carrier-unknown', words('快递100不支持订阅该快递公司。', 'kuaidi100 does not follow this carrier.'), false],
  '702': ['couriers.carrier-unknown', words('快递100无法识别该运单号所属的快递公司。', 'kuaidi100 cannot tell the carrier of this number.'), false],
};

function failure(table: Readonly<Record<string, Row>>, returnCode: string, message: string): GatewayFailure {
  const facts = { returnCode, message };
  const row = Object.hasOwn(table, returnCode) ? table[returnCode] : undefined;
  if (row) return new GatewayFailure(row[0], row[1], { retry: row[2], facts });
  return new GatewayFailure('couriers.provider-refused', words(`快递100拒绝了请求：${message}（${returnCode}）。`, `kuaidi100 refused: ${message} (${returnCode}).`), { facts });
}

export const queryFailure = (returnCode: string, message: string) => failure(queryFailures, returnCode, message);
export const subscriptionFailure = (returnCode: string, message: string) => failure(subscriptionFailures, returnCode, message);

/** A proxy's error page, a cut answer, or a new shape of the provider's. */
export const unreadableAnswer = (status: number): GatewayFailure =>
  new GatewayFailure('couriers.answer-unreadable', words(`快递100的返回内容无法识别（HTTP ${status}）。`, `kuaidi100's answer cannot be read (HTTP ${status}).`), { retry: status >= 500, facts: { status } });
