import { words, type Words } from './words.ts';

/** The posts of the department (clause 1.2). A person holds one or more; clauses and policies name posts, never persons. */
export const posts = {
  seller: words('销售员', 'Seller'),
  'team-lead': words('销售主管', 'Team lead'),
  'service-agent': words('客服专员', 'Service agent'),
  'service-lead': words('客服主管', 'Service lead'),
  'store-operator': words('店铺运营', 'Store operator'),
  warehouse: words('仓库管理员', 'Warehouse clerk'),
  buyer: words('采购专员', 'Buyer'),
  'logistics-clerk': words('物流专员', 'Logistics clerk'),
  cashier: words('出纳', 'Cashier'),
  accountant: words('会计', 'Accountant'),
  hr: words('人事专员', 'HR officer'),
  'department-head': words('部门经理', 'Department head'),
  'general-manager': words('总经理', 'General manager'),
  administrator: words('系统管理员', 'Administrator'),
  auditor: words('审计员', 'Auditor'),
} as const satisfies Record<string, Words>;

export type Post = keyof typeof posts;

export const allPosts = Object.keys(posts) as Post[];
