import { refusals } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';

export const no = refusals('sales', {
  'lead-without-contact': {
    status: 422, title: words('线索没有任何联系方式', 'The lead has no way to reach the customer'),
    next: words('请填写电话、邮箱、平台账号中的至少一项。', 'Give a telephone number, an e-mail address or a platform account.'), clause: '2.1.2',
  },
  'phone-unreadable': {
    status: 422, title: words('电话号码不对', 'This is no telephone number'),
    next: words('手机请填 11 位号码，座机请带区号，如 0571-88000000。', 'Give a mobile number of 11 digits, or a land line with its area code, such as 0571-88000000.'), clause: '2.1.2',
  },
  'platform-incomplete': {
    status: 422, title: words('平台和平台账号须一起填写', 'Platform and platform account belong together'),
    next: words('请同时填写平台和账号，或都不填。', 'Give both, or neither.'), clause: '2.1.2',
  },
  'lead-taken': {
    status: 409, title: words('这条线索已被领取', 'The lead has been taken'),
    next: words('请刷新公海，选择其他线索。', 'Reload the pool and choose another lead.'), clause: '2.1.2',
  },
  'pick-limit': {
    status: 409, title: words('领取数量已达上限', 'No more leads may be picked'),
    next: words('请先跟进手上的线索，或等到明天；上限由部门经理在“分配规则”里设置。', 'Work on the leads in hand first, or wait for tomorrow; the head sets the limits under “Assignment rules”.'), clause: '2.1.2',
  },
  'picked-too-soon': {
    status: 409, title: words('这条线索刚从您手中回收', 'The lead was taken from you a short while ago'),
    next: words('请留给其他销售员，或等冷却期过后再领。', 'Leave it to a colleague, or wait until the time set is over.'), clause: '2.1.2',
  },
  'seller-unfit': {
    status: 422, title: words('不能分配给这位同事', 'The lead cannot go to this colleague'),
    next: words('请选择在岗的销售员。', 'Choose a seller who is at work.'), clause: '2.1.2',
  },
  'nobody-free': {
    status: 409, title: words('目前没有可以接线索的销售员', 'No seller can take a lead now'),
    next: words('请手工指定销售员，或在“分配规则”里调整上限、班次后再试。', 'Choose a seller by hand, or change limits and shifts under “Assignment rules”.'), clause: '2.1.2',
  },
  'same-lead': {
    status: 422, title: words('不能与自己合并', 'A lead cannot be merged with itself'), next: words('请选择另一条线索。', 'Choose another lead.'),
  },
  'merge-not-possible': {
    status: 409, title: words('这两条线索不能合并', 'These leads cannot be merged'),
    next: words('已合并或已转客户的线索不能再并入其他线索；请反过来合并，或先撤销。', 'A lead that was merged or became a customer cannot go into another; merge the other way round, or undo first.'), clause: '2.1.2',
  },
  'merge-not-undone': {
    status: 409, title: words('合并不能再撤销', 'The merger cannot be undone any more'),
    next: words('保留的线索又并入了别处，请先撤销后来的合并。', 'The kept lead was merged further; undo that merger first.'),
  },
  'next-step-past': {
    status: 422, title: words('下一步时间已经过去', 'The next step lies in the past'), next: words('请填写将来的时间。', 'Give a time in the future.'), clause: '2.1.3',
  },
  'contact-not-now': {
    status: 422, title: words('联系时间不对', 'The time of the contact is wrong'),
    next: words('联系时间不能早于线索入库，也不能在将来。', 'It can lie neither before the lead came in nor in the future.'), clause: '2.1.3',
  },
  'not-contacted-yet': {
    status: 409, title: words('还没有联系上客户', 'The customer has not been reached yet'),
    next: words('请先登记一次联系上客户的记录，再转为客户。', 'Record a contact in which the customer was reached first.'), clause: '2.1.3',
  },
  'source-name-taken': { status: 409, title: words('已有同名的来源', 'A source of this name is there'), next: words('请换一个名称。', 'Choose another name.') },
  'greeting-unknown': { status: 422, title: words('没有这个话术模板', 'No such greeting'), next: words('请重新选择模板。', 'Choose a template again.') },
  'signature-wrong': {
    status: 403, title: words('签名不正确', 'The signature is wrong'),
    next: words('请核对来源的密钥和时间；签名为 HMAC-SHA256（webhook-id.webhook-timestamp.正文）。', 'Check the secret of the source and the clock; the signature is the HMAC-SHA256 of webhook-id.webhook-timestamp.body.'),
  },
});
