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
  'robot-address': {
    status: 422,
    title: words('这不是该类机器人的地址', 'This is no address of such a robot'),
    next: words('请在群的机器人设置里复制完整的 Webhook 地址，并核对类型。', 'Copy the whole webhook address out of the robot’s settings and check the kind.'),
  },
  'robot-secret': {
    status: 422,
    title: words('缺少加签密钥', 'The signing secret is missing'),
    next: words('请在机器人安全设置里选“加签 / 签名校验”，把密钥填到这里。', 'Choose signing in the robot’s security settings and enter the secret here.'),
  },
  'robot-owner': {
    status: 422,
    title: words('没有这个团队或员工', 'No such team or person'),
    next: words('请从列表里重新选择归属。', 'Choose from the list again.'),
  },
  'robot-off': {
    status: 409,
    title: words('该机器人已停用', 'This robot is switched off'),
    next: words('请先启用它，再发送。', 'Switch it on first.'),
  },
  'webhook-off': {
    status: 409,
    title: words('该推送地址已停用', 'This webhook is switched off'),
    next: words('请先启用它，再发送。', 'Switch it on first.'),
  },
});
