import { words } from '../../kernel/words.ts';
import type { Layout } from './layout.ts';
import type { WechatTotal } from './wechat-totals.ts';

/**
 * 交易账单 in all its widths: ALL 27, SUCCESS 20, REFUND 29, and of merchants that never left the first edition 24, 18 and 26
 * columns (总金额 for 应结订单金额, 企业红包 or 立减优惠 for 代金券).
 */
export const wechatTradeLayout: Layout = {
  id: 'wechat.merchant.trade.27',
  kind: 'wechat-trade',
  title: words('微信支付商户交易账单', 'WeChat Pay merchant trade bill'),
  widths: [18, 20, 24, 26, 27, 29],
  columns: [
    { name: '交易时间', key: true }, { name: '公众账号ID', also: ['服务商APPID'] }, { name: '商户号' }, { name: '特约商户号', also: ['子商户号'] },
    { name: '设备号' }, { name: '微信订单号', key: true }, { name: '商户订单号' }, { name: '用户标识' }, { name: '交易类型' },
    { name: '交易状态', key: true }, { name: '付款银行' }, { name: '货币种类' }, { name: '应结订单金额', also: ['总金额'], key: true },
    { name: '代金券金额', also: ['代金券或立减优惠金额', '企业红包金额'] }, { name: '退款申请时间' }, { name: '退款成功时间' },
    { name: '微信退款单号' }, { name: '商户退款单号' }, { name: '退款金额' },
    { name: '充值券退款金额', also: ['代金券或立减优惠退款金额', '企业红包退款金额'] }, { name: '退款类型' }, { name: '退款状态' },
    { name: '商品名称' }, { name: '商户数据包' }, { name: '手续费', key: true }, { name: '费率' }, { name: '订单金额' }, { name: '申请退款金额' },
    { name: '费率备注' },
  ],
};

/** Totals and the columns whose sum each one states. */
export const wechatTradeTotals: readonly (WechatTotal & { column?: string })[] = [
  { names: ['总交易单数'], title: words('总交易单数', 'Number of rows'), unit: 'count' },
  { names: ['应结订单总金额', '总交易额'], title: words('应结订单总金额', 'Settled order amounts'), unit: 'fen', column: '应结订单金额' },
  { names: ['退款总金额', '总退款金额'], title: words('退款总金额', 'Refunded amounts'), unit: 'fen', column: '退款金额' },
  {
    names: ['充值券退款总金额', '总代金券或立减优惠退款金额', '总企业红包退款金额'],
    title: words('充值券退款总金额', 'Refunded vouchers'), unit: 'fen', column: '充值券退款金额',
  },
  { names: ['手续费总金额'], title: words('手续费总金额', 'Fees'), unit: 'fen', column: '手续费' },
  { names: ['订单总金额'], title: words('订单总金额', 'Order amounts'), unit: 'fen', column: '订单金额' },
  { names: ['申请退款总金额'], title: words('申请退款总金额', 'Refunds applied for'), unit: 'fen', column: '申请退款金额' },
];
