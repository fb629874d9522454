import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { yuanText } from '../../kernel/money.ts';
import { words } from '../../kernel/words.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import type { SafeFetch } from '../../kernel/net/safe-fetch.ts';
import { requireSecret } from '../../kernel/net/secrets.ts';
import { carrierOf } from './carriers.ts';
import { checkShipNotice, kilograms, type CarrierGateway, type LabelAccount, type Party } from './carrier-gateway.ts';
import { unreadableAnswer } from './kuaidi100-failures.ts';
import { kuaidi100Sign, postForm } from './kuaidi100-protocol.ts';

export interface Kuaidi100LabelSettings {
  readonly key: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly baseUrl?: string;
}

// Amounts and marks differ by carrier; only the number is always there. `time`, templates and so on are ignored.
const orderAnswer = z.object({
  code: z.number().int(),
  message: z.string().nullish(),
  data: z.object({ kuaidinum: z.string().nullish(), childNum: z.string().nullish(), kdComOrderNum: z.string().nullish(), bulkpen: z.string().nullish(), label: z.string().nullish() }).nullish(),
});

const cancelAnswer = z.object({ code: z.number().int(), message: z.string().nullish() });

const payTypes = { monthly: 'MONTHLY', sender: 'SHIPPER', receiver: 'CONSIGNEE' } as const;

const man = (party: Party) => ({ name: party.name, mobile: party.phone, company: party.company ?? '', printAddr: `${party.province}${party.city}${party.district}${party.street}` });

/**
 * kuaidi100's e-waybill interface (`/label/order`, sign = MD5(param + t + key + secret)). Telling a shipment twice within 48 hours
 * gives the first waybill again (`orderId` with `reorder: false`), so that a call that timed out may be repeated.
 * Errors: `couriers.account-missing`, `couriers.notice-incomplete`, `couriers.label-refused`, and those of the transport.
 */
export function createKuaidi100Labels(settings: Kuaidi100LabelSettings, fetch: SafeFetch): CarrierGateway {
  const key = requireSecret('快递100 key', settings.key);
  const secret = requireSecret('快递100 secret', settings.secret);
  const base = settings.baseUrl ?? 'https://api.kuaidi100.com';

  const account = (code: string, own: LabelAccount | null) => {
    const carrier = carrierOf(code);
    const missing = own === null ? ['partnerId'] : (carrier?.needs ?? []).filter((field) => !own[field]?.trim());
    if (own === null || missing.length > 0) {
      throw new GatewayFailure('couriers.account-missing',
        words(`${carrier?.name.zh ?? code} 的电子面单账号未配置或缺少：${missing.join('、')}，请在“电子面单账号”中补全，或改用发货通知文件。`, `The e-waybill account of ${carrier?.name.en ?? code} lacks ${missing.join(', ')}; complete it or send a ship notice file.`),
        { facts: { carrier: code, missing: missing.join(',') } });
    }
    const { templateId, ...fields } = own;
    return { templateId, fields };
  };

  const call = async (method: 'order' | 'cancel', content: Record<string, unknown>): Promise<unknown> => {
    const param = JSON.stringify(content);
    const t = String(settings.clock.now());
    return postForm(fetch, `${base}/label/order`, { key, method, t, sign: kuaidi100Sign(param, t, key, secret), param });
  };

  const refused = (shipmentNo: string, code: number, message: string): GatewayFailure =>
    new GatewayFailure('couriers.label-refused', words(`发货单 ${shipmentNo} 的电子面单请求被拒绝：${message}（${code}）。`, `The e-waybill request of ${shipmentNo} was refused: ${message} (${code}).`), { facts: { shipmentNo, providerCode: code, message } });

  return {
    async notify(notice, given = null) {
      checkShipNotice(notice);
      const { templateId, fields } = account(notice.carrier, given);
      const answer = orderAnswer.safeParse(await call('order', {
        ...fields,
        kuaidicom: notice.carrier,
        orderId: notice.shipmentNo,
        reorder: false,
        thirdOrderId: notice.orderNo,
        recMan: man(notice.receiver),
        sendMan: man(notice.sender),
        cargo: notice.goods,
        count: notice.pieces,
        // Several pieces under one shipment get a number each.
        needChild: notice.pieces > 1 ? '1' : '0',
        weight: kilograms(notice.weightGrams),
        payType: payTypes[notice.payment],
        ...(notice.product ? { expType: notice.product } : {}),
        ...(notice.insuredFen ? { valinsPay: yuanText(notice.insuredFen) } : {}),
        ...(notice.collectFen ? { collection: yuanText(notice.collectFen) } : {}),
        remark: notice.remark ?? '',
        ...(templateId ? { tempId: templateId, printType: 'IMAGE', needDesensitization: true } : { printType: 'NON' }),
      }));
      if (!answer.success) throw unreadableAnswer(200);
      const { code, message, data } = answer.data;
      if (code !== 200) throw refused(notice.shipmentNo, code, message ?? '');
      if (!data?.kuaidinum) throw unreadableAnswer(200);
      return {
        waybillNo: data.kuaidinum,
        childWaybillNos: (data.childNum ?? '').split(',').map((number) => number.trim()).filter((number) => number !== ''),
        carrierOrderNo: data.kdComOrderNum || null,
        sortingMark: data.bulkpen || null,
        labelUrl: data.label || null,
        document: null,
      };
    },

    async cancel(notice, given = null) {
      const { fields } = account(notice.carrier, given);
      const answer = cancelAnswer.safeParse(await call('cancel', { ...fields, kuaidicom: notice.carrier, kuaidinum: notice.waybillNo, orderId: notice.carrierOrderNo ?? '', reason: notice.reason }));
      if (!answer.success) throw unreadableAnswer(200);
      if (answer.data.code !== 200) throw refused(notice.shipmentNo, answer.data.code, answer.data.message ?? '');
      return { document: null };
    },
  };
}
