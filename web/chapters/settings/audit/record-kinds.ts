import { words, type Words } from '../../../../src/kernel/words.ts';

/** What the kinds of records are called that facts and acts are about; a test holds them to the facts of the product. */
export const recordKinds: Readonly<Record<string, Words>> = {
  'gift-rule': words('赠品规则', 'Gift rule'), amendment: words('订单变更', 'Change of an order'), approval: words('审批', 'Approval'), 'approval-chain': words('审批流', 'Approval chain'), batch: words('批次', 'Batch'), bill: words('账单', 'Bill'), calendar: words('工作日历', 'Calendar'),
  carrier: words('承运商', 'Carrier'), cheque: words('支票', 'Cheque'), company: words('公司', 'Company'), 'compensation-limit': words('补偿权限', 'Limit of compensation'), competitor: words('竞争对手', 'Competitor'),
  complaint: words('投诉', 'Complaint'), 'complaint-cause': words('投诉原因', 'Cause of complaints'), contract: words('合同', 'Contract'), 'contract-template': words('合同模板', 'Contract template'),
  'corrective-action': words('纠正措施', 'Corrective action'), 'corrective-rule': words('纠正措施启动规则', 'Rule of corrective actions'), customer: words('客户', 'Customer'), 'data-request': words('个人信息请求', 'Personal data request'),
  delegation: words('审批委托', 'Delegation'), entry: words('凭证', 'Entry'), erasure: words('删除申请', 'Erasure'), 'evidence-packet': words('证据包', 'Evidence packet'), feedback: words('客户反馈', 'Feedback'), 'feedback-task': words('协办', 'Task of feedback'),
  fulfilment: words('发货单', 'Fulfilment'), 'goods-receipt': words('到货单', 'Goods receipt'), greeting: words('话术模板', 'Greeting'), import: words('导入', 'Import'), instalment: words('分期款', 'Instalment'), introduction: words('产品介绍', 'Introduction'),
  lead: words('线索', 'Lead'), listing: words('上架商品', 'Listing'), mail: words('来信', 'Received mail'), mailbox: words('收件邮箱', 'Mailbox'), message: words('消息', 'Message'), obligation: words('义务', 'Obligation'), opportunity: words('商机', 'Opportunity'), order: words('订单', 'Order'), override: words('例外放行', 'Override'),
  parameter: words('规章参数', 'Parameter'), parcel: words('包裹', 'Parcel'), 'payment-account': words('收款账户', 'Payment account'), period: words('账期', 'Period'), 'price-list': words('价目表', 'Price list'), product: words('商品', 'Product'),
  'purchase-order': words('采购单', 'Purchase order'), 'purchase-request': words('请购', 'Purchase request'), quote: words('报价单', 'Quote'), receipt: words('收款', 'Receipt'), receivable: words('应收', 'Receivable'), refund: words('退款', 'Refund'),
  'research-report': words('调研报告', 'Research report'), 'research-task': words('调研任务', 'Research task'), return: words('退换单', 'Return'), 'return-reason': words('退换原因', 'Reason of returns'), robot: words('群机器人', 'Group robot'), sample: words('抽查', 'Sample'),
  separation: words('岗位分离', 'Separation of duties'), 'seal-check': words('证据链核对', 'Check of the chain'), shift: words('班次', 'Shift'), shortage: words('缺货', 'Shortage'), sku: words('规格', 'SKU'), 'sku-match': words('商品匹配', 'Kept match'), staff: words('员工', 'Staff'), 'stock-count': words('盘点', 'Stock count'), 'count-plan': words('盘点计划', 'Stock-take plan'), store: words('店铺', 'Store'),
  supplier: words('供应商', 'Supplier'), team: words('团队', 'Team'), transfer: words('调拨单', 'Transfer'), warehouse: words('仓库', 'Warehouse'), wave: words('波次', 'Wave'), webhook: words('推送地址', 'Webhook'),
};
