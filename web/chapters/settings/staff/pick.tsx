import { useState } from 'react';
import { Select } from 'antd';
import { allPosts, posts } from '../../../../src/kernel/posts.ts';
import { listShifts, listTeams, listWarehouses } from '../../../../src/registers/company/places/contract.ts';
import { listColleagues } from '../../../../src/registers/company/staff/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { useRead } from '../../../ui/use-api.ts';

interface Ref { readonly id: string; readonly name: string }
interface One { readonly id?: string; readonly value?: string | null; readonly onChange?: (value: string | null) => void; readonly allowClear?: boolean; /** Shown before the choices are there. */ readonly known?: Ref | null | undefined }
interface Many { readonly id?: string; readonly value?: readonly string[]; readonly onChange?: (value: string[]) => void; readonly known?: readonly Ref[] }

const optionsOf = (rows: readonly Ref[], known: readonly Ref[]) =>
  [...rows, ...known.filter((k) => !rows.some((r) => r.id === k.id))].map((r) => ({ value: r.id, label: r.name }));

/** Colleagues, found by name, pinyin or account as one types. */
function useColleagues(known: readonly Ref[]) {
  const [q, setQ] = useState('');
  const found = useRead(listColleagues, { query: { limit: '100', ...(q ? { q } : {}) } }, { topics: ['staff'] });
  return { search: { filterOption: false, onSearch: setQ }, loading: found.isPending, options: optionsOf(found.data?.rows ?? [], q ? [] : known) };
}

export function StaffSelect({ value, onChange, known, ...rest }: One) {
  const { t } = useLanguage();
  const { search, ...found } = useColleagues(known ? [known] : []);
  return <Select {...rest} {...found} showSearch={search} value={value ?? null} onChange={(next: string | undefined) => onChange?.(next ?? null)} placeholder={t('选择员工', 'Choose a colleague')} />;
}

export function StaffPicker({ value, onChange, known = [], ...rest }: Many) {
  const { t } = useLanguage();
  const { search, ...found } = useColleagues(known);
  return <Select {...rest} {...found} showSearch={search} mode="multiple" value={[...(value ?? [])]} onChange={(next: string[]) => onChange?.(next)} placeholder={t('选择员工', 'Choose colleagues')} />;
}

export function PostPicker({ value, onChange, id }: Many) {
  const { t, tw } = useLanguage();
  return <Select {...(id ? { id } : {})} mode="multiple" value={[...(value ?? [])]} onChange={(next: string[]) => onChange?.(next)} showSearch={{ optionFilterProp: 'label' }} placeholder={t('选择岗位', 'Choose posts')}
    options={allPosts.map((p) => ({ value: p, label: tw(posts[p]) }))} />;
}

const useTeams = () => useRead(listTeams, { query: { limit: '200', active: 'true' } }, { topics: ['team'] });

export function TeamSelect({ value, onChange, known, ...rest }: One) {
  const { t } = useLanguage();
  const teams = useTeams();
  return <Select {...rest} allowClear loading={teams.isPending} showSearch={{ optionFilterProp: 'label' }} value={value ?? null} onChange={(next: string | undefined) => onChange?.(next ?? null)}
    placeholder={t('选择团队', 'Choose a team')} options={optionsOf(teams.data?.rows ?? [], known ? [known] : [])} />;
}

export function TeamPicker({ value, onChange, id }: Many) {
  const { t } = useLanguage();
  const teams = useTeams();
  return <Select {...(id ? { id } : {})} mode="multiple" loading={teams.isPending} showSearch={{ optionFilterProp: 'label' }} value={[...(value ?? [])]} onChange={(next: string[]) => onChange?.(next)}
    placeholder={t('选择团队', 'Choose teams')} options={optionsOf(teams.data?.rows ?? [], [])} />;
}

export function WarehouseSelect({ value, onChange, known, ...rest }: One) {
  const { t } = useLanguage();
  const warehouses = useRead(listWarehouses, { query: { limit: '200', active: 'true' } }, { topics: ['warehouse'] });
  return <Select {...rest} allowClear loading={warehouses.isPending} showSearch={{ optionFilterProp: 'label' }} value={value ?? null} onChange={(next: string | undefined) => onChange?.(next ?? null)}
    placeholder={t('选择仓库', 'Choose a warehouse')} options={optionsOf(warehouses.data?.rows ?? [], known ? [known] : [])} />;
}

export function ShiftSelect({ value, onChange, known, ...rest }: One) {
  const { t } = useLanguage();
  const shifts = useRead(listShifts, { query: { limit: '200', active: 'true' } }, { topics: ['shift'] });
  return <Select {...rest} allowClear loading={shifts.isPending} value={value ?? null} onChange={(next: string | undefined) => onChange?.(next ?? null)} placeholder={t('选择班次', 'Choose a shift')}
    options={optionsOf(shifts.data?.rows ?? [], known ? [known] : [])} />;
}
