import { words, type Words } from '../../../../src/kernel/words.ts';

/** Owners of facts, by the first part of their names. */
export const chapterWords: Readonly<Record<string, Words>> = {
  sales: words('销售', 'Sales'), service: words('客服', 'Service'), operations: words('运营', 'Operations'), logistics: words('物流', 'Logistics'), finance: words('财务', 'Finance'),
  people: words('人员', 'People'), general: words('总则', 'General'), company: words('公司', 'Company'), customers: words('客户', 'Customers'), products: words('商品', 'Products'),
  regulation: words('规章', 'Rulebook'), imports: words('导入', 'Imports'),
};
