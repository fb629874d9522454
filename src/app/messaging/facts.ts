import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { words } from '../../kernel/words.ts';

const changes = {
  added: words('新增', 'added'), changed: words('修改', 'changed'), 'switched-on': words('启用', 'switched on'), 'switched-off': words('停用', 'switched off'),
  'secret-exchanged': words('更换密钥', 'secret exchanged'), deleted: words('删除', 'deleted'),
};
const payload = z.object({ name: z.string(), what: z.enum(Object.keys(changes) as [keyof typeof changes, ...(keyof typeof changes)[]]) });

export const webhookChanged = fact('app.webhook-changed', {
  subject: 'webhook', payload, sentence: (p) => words(`推送地址「${p.name}」：${changes[p.what].zh}`, `Webhook “${p.name}”: ${changes[p.what].en}`),
});
export const robotChanged = fact('app.robot-changed', {
  subject: 'robot', payload, sentence: (p) => words(`群机器人「${p.name}」：${changes[p.what].zh}`, `Robot “${p.name}”: ${changes[p.what].en}`),
});
