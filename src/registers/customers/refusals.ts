import { refusals } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';

export const no = refusals('customers', {
  'already-on-hold': {
    status: 409,
    title: words('客户已被冻结', 'The customer is already on hold'),
    next: words('如需修改原因，请先解除冻结。', 'To change the reason, end the hold first.'),
  },
  'not-on-hold': {
    status: 409,
    title: words('客户未被冻结', 'The customer is not on hold'),
    next: words('无需操作，请刷新页面。', 'Nothing to do; reload the page.'),
  },
  'unmasked-too-often': {
    status: 429,
    title: words('今天查看隐私资料的次数已达上限', "The day's limit of looks at personal data is reached"),
    next: words('请明天再查看，或请部门经理代为查看。', 'Look again tomorrow, or ask the department head.'),
    clause: '1.3.1',
  },
  'nothing-hidden': {
    status: 404,
    title: words('没有可查看的内容', 'There is nothing to show'),
    next: words('该项为空，或平台导出的文件里本来就是脱敏的。', 'The field is empty, or the marketplace already hid it in its export.'),
  },
});
