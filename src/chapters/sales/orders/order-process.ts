import { words } from '../../../kernel/words.ts';
import { lifeByFacts } from '../../../regulation/mining/life-by-facts.ts';
import type { SubjectProcess } from '../../../regulation/subjects.ts';
import { orderLife } from './states.ts';

/** An order on a process map: what its steps are called, and its life as facts show it. Rechecks and waiting for goods leave no fact of the order's own. */
export const orderProcess: SubjectProcess = {
  states: orderLife.states,
  life: lifeByFacts(orderLife, {
    pay: ['sales.order-paid'], hold: ['sales.order-held'], release: ['sales.order-released'], fill: ['sales.order-released'], ship: ['sales.order-shipped'], leave: ['sales.order-shipped'],
    cancel: ['sales.order-cancelled'], complete: ['sales.order-completed'],
  }),
  steps: {
    'sales.order-entered': words('录入订单', 'Order entered'), 'sales.order-paid': words('付款', 'Paid'), 'sales.order-held': words('拦下', 'Held'), 'sales.order-released': words('审核通过', 'Released'),
    'sales.order-cancelled': words('取消', 'Cancelled'), 'sales.order-changed': words('修改订单', 'Changed'), 'sales.order-amended': words('订单变更生效', 'Amended'), 'sales.order-marked-urgent': words('标记加急', 'Marked urgent'), 'sales.payment-plan-agreed': words('约定付款计划', 'Plan of payment'), 'operations.order-acknowledged': words('运营签收', 'Operations told'), 'finance.order-acknowledged': words('财务签收', 'Finance told'), 'sales.order-payment-added': words('续付', 'Paid more'), 'sales.amendment-proposed': words('提出变更', 'Change proposed'), 'sales.amendment-ended': words('变更未生效', 'Change ended'), 'sales.order-refunded': words('退款', 'Refunded'), 'sales.order-shipped': words('全部发货', 'All shipped'),
    'sales.order-completed': words('完成', 'Completed'), 'sales.outside-waybills-told': words('平台告知运单', 'Outside waybill told'), 'logistics.outside-parcel-noted': words('外部发货', 'Shipped outside'), 'sales.fulfilment-released': words('开发货单', 'Fulfilment released'), 'sales.fulfilment-withdrawn': words('撤回发货单', 'Fulfilment withdrawn'),
    'sales.fulfilments-merged': words('合单', 'Merged'), 'sales.fulfilment-split': words('拆单', 'Split'), 'sales.shortage-found': words('发现缺货', 'Shortage found'),
    'sales.replenishment-requested': words('要求补货', 'Replenishment asked'), 'sales.replenishment-answered': words('答复补货', 'Replenishment answered'), 'sales.shortage-notice-given': words('告知缺货', 'Shortage told'),
    'sales.shortage-filled': words('补到货', 'Shortage filled'), 'sales.shortage-cancelled': words('缺货取消', 'Shortage cancelled'), 'sales.ship-notice-given': words('告知发货', 'Shipping told'),
    'logistics.parcel-requested': words('建包裹', 'Parcel requested'), 'logistics.parcel-withdrawn': words('撤回包裹', 'Parcel withdrawn'), 'logistics.parcel-picked': words('拣货', 'Picked'),
    'logistics.parcel-packed': words('打包', 'Packed'), 'logistics.inspection-recorded': words('出库检验', 'Inspected'), 'logistics.carrier-notified': words('通知承运商', 'Carrier notified'),
    'logistics.parcel-shipped': words('包裹发出', 'Parcel shipped'), 'logistics.parcel-collected': words('揽收', 'Collected'), 'logistics.parcel-moved': words('运输更新', 'Moved'),
    'logistics.parcel-stuck': words('停滞', 'Stuck'), 'logistics.parcel-late': words('晚到', 'Late'), 'logistics.parcel-exception-opened': words('包裹异常', 'Exception'),
    'logistics.parcel-exception-settled': words('异常办结', 'Exception settled'), 'logistics.parcel-delivered': words('签收', 'Delivered'), 'logistics.parcel-returned': words('退回', 'Returned'),
    'finance.receivable-opened': words('形成应收', 'Receivable opened'), 'finance.receipt-matched': words('到账核对', 'Receipt matched'),
  },
};
