import { refusals } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';

export const no = refusals('app', {
  'address-not-allowed': {
    status: 422,
    title: words('这个网址不能推送', 'This address may not be called'),
    next: words('请填写公网 https 网址（端口 443 或 8443）；内网系统须由管理员在环境变量 NET_ALLOW 中列出“主机:端口”。', 'Give a public https address (port 443 or 8443); systems inside the company must be listed as host:port in NET_ALLOW.'),
  },
  'fact-unknown': {
    status: 422,
    title: words('没有这样的事件', 'There is no such fact'),
    next: words('请从列表中选择事件，或选择整个章节（如“logistics.”）。', 'Choose facts from the list, or a whole chapter like “logistics.”.'),
  },
  'webhook-off': {
    status: 409,
    title: words('该推送地址已停用', 'This webhook is switched off'),
    next: words('请先启用它，再发送。', 'Switch it on first.'),
  },
});
