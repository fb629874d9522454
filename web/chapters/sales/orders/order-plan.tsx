import { acknowledgeOrderAct as financeAct } from '../../../../src/chapters/finance/receipts/contract.ts';
import { acknowledgeOrderAct as operationsAct, readOrderPlan } from '../../../../src/chapters/operations/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money, When } from '../../../ui/values.tsx';

/** The order of a contract: its plan of payment, and who of the departments has said that it knows of it (clause 2.3.1). */
export function OrderPlan({ orderId }: { orderId: string }) {
  const t = useT();
  const read = useRead(readOrderPlan, { params: { id: orderId } }, { topics: ['finance', 'operations', 'sales'] });
  const finance = useAct(financeAct);
  const operations = useAct(operationsAct);
  const plan = read.data;
  if (!plan || plan.parts.length === 0) return null;
  const state = { open: t('待收', 'Open'), paid: t('已收', 'Paid'), void: t('已作废', 'Void') };
  const said = (who: string, at: { at: number; by: string } | null) => <span className={at ? 'dz-2' : 'dz-soon'}>{who} {at ? <>{at.by} <When at={at.at} /></> : t('未签收', 'not yet')}</span>;
  return (
    <RelatedTable title={t('付款计划与部门签收', 'Plan of payment, departments told')} rows={plan.parts} rowKey={(p) => p.id} empty=""
      act={<span className="dz-row">
        {said(t('运营', 'Operations'), plan.operations)}{plan.operations === null && plan.mayOperations && <ActButton act={operations} size="small" label={t('运营签收', 'Acknowledge for operations')} done={t('已签收', 'Acknowledged')} run={() => operations.run({ params: { id: orderId }, body: {} })} />}
        {said(t('财务', 'Finance'), plan.finance)}{plan.finance === null && plan.mayFinance && <ActButton act={finance} size="small" label={t('财务签收', 'Acknowledge for finance')} done={t('已签收', 'Acknowledged')} run={() => finance.run({ params: { id: orderId }, body: {} })} />}
      </span>}
      columns={[
        { key: 'name', title: t('期次', 'Part'), render: (p) => p.name }, { key: 'due', title: t('到期', 'Due'), render: (p) => <When at={p.dueAt} /> },
        { key: 'amount', title: t('应收', 'Amount'), align: 'right', render: (p) => <Money fen={p.amountFen} /> }, { key: 'paid', title: t('已收', 'Paid'), align: 'right', render: (p) => <Money fen={p.paidFen} /> },
        { key: 'state', title: t('状态', 'State'), render: (p) => state[p.state] },
      ]} />
  );
}
