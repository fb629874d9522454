import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { allPosts, posts, type Post } from '../../kernel/posts.ts';
import { id, instant } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

/** What happens in the company itself. Facts are kept for ever: they name accounts by id, never a person or a phone. */
const post = z.enum(allPosts as [Post, ...Post[]]);

export const companySetUp = fact('company.set-up', {
  subject: 'company', payload: z.object({ administratorId: id }), sentence: () => words('公司建账', 'The company was set up'),
});
export const companyChanged = fact('company.changed', {
  subject: 'company', payload: z.object({ fields: z.array(z.string()) }),
  sentence: (p) => words(`公司资料更新：${p.fields.join('、')}`, `Company changed: ${p.fields.join(', ')}`),
});
export const staffAdded = fact('company.staff-added', {
  subject: 'staff', payload: z.object({ posts: z.array(post) }),
  sentence: (p) => words(`新增员工${p.posts.length ? `，岗位：${p.posts.map((x) => posts[x].zh).join('、')}` : ''}`, `Staff added${p.posts.length ? `: ${p.posts.map((x) => posts[x].en).join(', ')}` : ''}`),
});
export const staffChanged = fact('company.staff-changed', {
  subject: 'staff', payload: z.object({ fields: z.array(z.string()) }),
  sentence: (p) => words(`员工资料更新：${p.fields.join('、')}`, `Staff record changed: ${p.fields.join(', ')}`),
});
export const staffDisabled = fact('company.staff-disabled', {
  subject: 'staff', payload: z.object({ reason: z.string() }), sentence: (p) => words(`账号停用：${p.reason}`, `Account disabled: ${p.reason}`),
});
export const staffEnabled = fact('company.staff-enabled', {
  subject: 'staff', payload: z.object({}), sentence: () => words('账号恢复使用', 'Account enabled again'),
});
export const postHeld = fact('company.post-held', {
  subject: 'staff', payload: z.object({ post }), sentence: (p) => words(`任命为${posts[p.post].zh}`, `Appointed ${posts[p.post].en}`),
});
export const postEnded = fact('company.post-ended', {
  subject: 'staff', payload: z.object({ post }), sentence: (p) => words(`免去${posts[p.post].zh}`, `No longer ${posts[p.post].en}`),
});
export const teamSaved = fact('company.team-saved', {
  subject: 'team', payload: z.object({ name: z.string(), isNew: z.boolean(), members: z.int() }),
  sentence: (p) => (p.isNew ? words(`组建团队「${p.name}」`, `Team “${p.name}” formed`) : words(`团队「${p.name}」调整，共 ${p.members} 人`, `Team “${p.name}” changed, ${p.members} members`)),
});
export const teamDissolved = fact('company.team-dissolved', {
  subject: 'team', payload: z.object({ name: z.string() }), sentence: (p) => words(`团队「${p.name}」撤销`, `Team “${p.name}” dissolved`),
});
export const superiorSet = fact('company.superior-set', {
  subject: 'staff', payload: z.object({ superiorId: id.nullable() }),
  sentence: (p) => (p.superiorId ? words('调整直接上级', 'Superior changed') : words('取消直接上级', 'No superior any more')),
});
export const substituteNamed = fact('company.substitute-named', {
  subject: 'staff', payload: z.object({ substituteId: id, from: instant, to: instant }), sentence: () => words('安排代班', 'A substitute was named'),
});
export const substituteEnded = fact('company.substitute-ended', {
  subject: 'staff', payload: z.object({ substituteId: id }), sentence: () => words('代班结束', 'The substitution ended'),
});
export const shiftSaved = fact('company.shift-saved', {
  subject: 'shift', payload: z.object({ name: z.string() }), sentence: (p) => words(`班次「${p.name}」保存`, `Shift “${p.name}” saved`),
});
export const shiftAssigned = fact('company.shift-assigned', {
  subject: 'staff', payload: z.object({ shiftId: id.nullable() }), sentence: () => words('排班调整', 'Shift changed'),
});
export const warehouseSaved = fact('company.warehouse-saved', {
  subject: 'warehouse', payload: z.object({ name: z.string(), isNew: z.boolean() }),
  sentence: (p) => (p.isNew ? words(`新建仓库「${p.name}」`, `Warehouse “${p.name}” created`) : words(`仓库「${p.name}」更新`, `Warehouse “${p.name}” changed`)),
});
