import { refusals } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';

export const no = refusals('sales', {
  'mailbox-known': {
    status: 409, title: words('这个邮箱文件夹已经在收取', 'This folder is already being read'), next: words('请打开已有的邮箱修改，或填写另一个文件夹。', 'Change the mailbox that is there, or give another folder.'),
  },
  'mailbox-password-needed': {
    status: 422, title: words('更换服务器或登录名时须重新填写授权码', 'A new server or login needs the app password again'), next: words('请填写授权码：已存的授权码只发给原来的服务器。', 'Enter the app password: the kept one is sent to the server that it was given for, and to no other.'),
  },
  'mailbox-address-refused': {
    status: 422, title: words('这个服务器地址不能连接', 'This server may not be called'), next: words('请填写公网邮箱服务器；公司内网的邮箱服务器须由管理员在 NET_ALLOW 中列出“主机:端口”。', 'Give a public mail server; one inside the company must be listed as host:port in NET_ALLOW.'),
  },
  'mail-settled': {
    status: 409, title: words('这封邮件已经处理', 'This mail is settled'), next: words('请刷新页面查看它的去向。', 'Load the page again and see what became of it.'),
  },
  'no-order-named': {
    status: 409, title: words('这封邮件没有待确认的订单', 'No order of this mail waits to be confirmed'), next: words('可能已由同事确认；请刷新页面查看案件对应的订单。', 'A colleague may have done it: load the page again and see the order of the case.'),
  },
  'case-of-another-order': {
    status: 409, title: words('案件已对应另一张订单', 'The case is about another order already'), next: words('请选“不是”；客户另有一张订单的事，请另登记一条反馈或投诉。', 'Say that it is not; what concerns the other order is recorded as feedback or a complaint of its own.'),
  },
  'mailbox-off': {
    status: 409, title: words('邮箱已停用', 'The mailbox is switched off'), next: words('请管理员先启用该邮箱，再重新收取。', 'Ask the administrator to switch it on first.'),
  },
});
