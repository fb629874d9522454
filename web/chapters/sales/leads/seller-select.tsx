import { Select } from 'antd';
import { readLeadRules } from '../../../../src/chapters/sales/leads/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { useRead } from '../../../ui/use-api.ts';

/** Sellers with what they hold now; who is away cannot be chosen. */
export function SellerSelect({ value, onChange, not, id }: { value: string | null; onChange: (id: string | null) => void; not?: string | undefined; id?: string }) {
  const { t } = useLanguage();
  const rules = useRead(readLeadRules, {}, { topics: ['sales', 'staff'] });
  const options = (rules.data?.sellers ?? []).filter((s) => s.id !== not).map((s) => ({
    value: s.id, disabled: s.absent,
    label: `${s.name}（${t(`在手 ${s.open}`, `${s.open} in hand`)}${s.absent ? t('，请假', ', away') : s.onDuty ? '' : t('，不在班', ', off duty')}）`,
  }));
  return <Select {...(id ? { id } : {})} value={value} onChange={(next: string | undefined) => onChange(next ?? null)} allowClear showSearch={{ optionFilterProp: 'label' }} loading={rules.isPending} options={options} placeholder={t('选择销售员', 'Choose a seller')} aria-label={t('销售员', 'Seller')} style={{ width: '100%' }} />;
}
