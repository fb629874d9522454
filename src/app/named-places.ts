import { accountNames } from '../chapters/finance/index.ts';
import { carrierChoices } from '../chapters/logistics/index.ts';
import { complaintActionCards } from '../chapters/sales/index.ts';
import type { Runner } from '../kernel/query.ts';
import { isId } from '../kernel/ids.ts';
import { words, type Words } from '../kernel/words.ts';
import { staffById, storesById, teamsOf, warehousesById } from '../registers/company/index.ts';
import { correctiveCards } from '../regulation/index.ts';
import type { SubjectKind, Subjects } from '../regulation/subjects.ts';

type On = { runner: Runner };
type Names = (on: On, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
const ofRows = (rows: Iterable<{ id: string; name: string }>): ReadonlyMap<string, string> => new Map([...rows].map((row) => [row.id, row.name]));

/** Places and people that clocks run for: they have a name and no number, and no page but their case. */
const called = (type: string, names: Names): SubjectKind['load'] => async (on, ids) => {
  const found = await names(on, ids.filter(isId));
  return ids.flatMap((id) => (found.has(id) ? [{ id, number: '', title: found.get(id)!, whom: null, href: `/cases/${type}/${id}` }] : []));
};

const places: readonly [type: string, named: Words, names: Names][] = [
  ['warehouse', words('仓库', 'Warehouse'), async (on, ids) => ofRows((await warehousesById(on, ids)).values())],
  ['store', words('店铺', 'Store'), async (on, ids) => ofRows((await storesById(on, ids)).values())],
  ['team', words('团队', 'Team'), async (on) => ofRows(await teamsOf(on))],
  ['staff', words('员工', 'Member of staff'), async (on, ids) => ofRows((await staffById(on, ids)).values())],
  ['account', words('收款账户', 'Payment account'), accountNames],
  ['payment-account', words('收款账户', 'Payment account'), accountNames],
  ['carrier', words('承运商', 'Carrier'), async (on) => ofRows(await carrierChoices(on))],
];

/** What facts may be about besides: records of the registers and of the engine, settings, papers that have no page of their own. */
const others: Readonly<Record<string, Words>> = {
  company: words('公司', 'Company'), customer: words('客户', 'Customer'), product: words('商品', 'Product'), sku: words('规格', 'SKU'), supplier: words('供应商', 'Supplier'), competitor: words('竞争对手', 'Competitor'),
  fulfilment: words('发货单', 'Fulfilment'), 'purchase-request': words('采购申请', 'Purchase request'), 'stock-count': words('盘点', 'Stock count'), 'price-list': words('价目表', 'Price list'), 'gift-rule': words('赠品规则', 'Gift rule'),
  receivable: words('应收', 'Receivable'), entry: words('凭证', 'Entry'), period: words('账期', 'Period'), bill: words('账单', 'Bill'),
  'contract-template': words('合同模板', 'Contract template'), 'complaint-cause': words('投诉原因', 'Cause of complaints'), 'return-reason': words('退换原因', 'Reason of returns'), 'compensation-limit': words('补偿权限', 'Authority of compensation'),
  approval: words('审批', 'Approval'), 'approval-chain': words('审批流', 'Approval chain'), delegation: words('委托', 'Delegation'), obligation: words('义务', 'Obligation'), override: words('例外放行', 'Override'), separation: words('职责分离', 'Separation of duties'),
  sample: words('抽查', 'Sample'), parameter: words('参数', 'Parameter'), calendar: words('工作日历', 'Calendar'), 'corrective-rule': words('纠正措施启动规则', 'Rule of corrective actions'), 'evidence-packet': words('证据包', 'Evidence packet'), 'seal-check': words('证据链核对', 'Check of the evidence chain'),
  import: words('导入', 'Import'), message: words('对外消息', 'Message'), mail: words('来信', 'Received mail'), webhook: words('推送地址', 'Webhook'), robot: words('群机器人', 'Group robot'), shift: words('班次', 'Shift'), 'data-request': words('个人信息请求', 'Request about personal data'), erasure: words('删除个人信息', 'Erasure of personal data'),
};

/** What cases are called that are no papers of a chapter. */
export function nameCases(subjects: Subjects): void {
  for (const [type, named] of Object.entries(others)) subjects.name(type, named);
  for (const [type, named, names] of places) subjects.name(type, named, called(type, names));
  // Opened by the engine, or agreed on for a complaint: both are called so.
  subjects.name('corrective-action', words('纠正措施', 'Corrective action'), async (on, ids, asked) => (await Promise.all([correctiveCards(on, ids, asked), complaintActionCards(on, ids, asked)])).flat());
}
