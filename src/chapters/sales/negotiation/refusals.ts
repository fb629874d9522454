import { refusals } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';

/** What this section refuses. */
export const negotiationNo = refusals('sales', {
  'customer-needed': {
    status: 409, clause: '2.2.1', title: words('商机还没有对应的客户', 'The opportunity has no customer yet'),
    next: words('请先在商机里选择客户（线索须先转为客户），再报价。', 'Choose the customer on the opportunity first (turn the lead into one), then quote.'),
  },
  'solution-empty': {
    status: 409, clause: '2.2.1', title: words('报价单没有商品', 'The quote has no goods'), next: words('请先加入至少一种商品。', 'Add at least one product.'),
  },
  'quote-past': {
    status: 422, clause: '2.2.3', title: words('报价有效期已过', 'The quote is no longer valid'), next: words('请填写今天或以后的有效期，或另出新版报价。', 'Give a day from today on, or make a new version.'),
  },
  'list-price-missing': {
    status: 422, clause: '2.2.3', title: words('商品没有标价', 'A product has no list price'), next: words('请先在商品资料或价目表里为它定价：没有标价就算不出让价。', 'Give it a price in the products or in a price list: without one no discount can be computed.'),
  },
  'price-list-overlaps': {
    status: 409, clause: '2.2.3', title: words('同一客户类别和渠道在该期间已有价目表', 'There is a price list for this class and channel in the period already'),
    next: words('请调整生效日期，或先终止已有的价目表。', 'Change the dates, or end the other list first.'),
  },
  'price-twice': {
    status: 422, clause: '2.2.3', title: words('同一商品同一起订量有两个价格', 'One product has two prices from the same quantity'), next: words('请删去重复的一行。', 'Remove one of the two.'),
  },
  'sheet-missing': {
    status: 409, clause: '2.2.2', title: words('有产品还没有资料', 'A product has no sheet yet'), next: words('请先在“产品资料”里写明特点、优势、用法和售后，再发给客户。', 'Write its sheet first: features, advantages, use and after-sales service.'),
  },
  'template-name-unknown': {
    status: 422, clause: '2.2.4', title: words('模板里有不认识的名称', 'The template has a name that nobody knows'), next: words('请只使用右侧列出的名称；缺少的内容请直接写成文字。', 'Use only the names of the list; write anything else as text.'),
  },
  'quote-not-accepted': {
    status: 409, clause: '2.2.4', title: words('客户尚未接受该报价', 'The customer has not accepted the quote'), next: words('请先让客户在报价页面接受，或登记客户的接受。', 'Let the customer accept on the page, or record that he did.'),
  },
  'plan-disagrees': {
    status: 422, clause: '2.2.4', title: words('付款计划与合同总额不符', 'The payment plan does not add up'), next: words('请让各期比例之和等于 100%。', 'The shares of the instalments must add up to 100 %.'),
  },
  'document-changed': {
    status: 409, clause: '2.2.4', title: words('合同内容已变更', 'The contract has changed'), next: words('请刷新页面，重新阅读后再确认。', 'Reload the page and read it again before you confirm.'),
  },
  'wishes-open': {
    status: 409, clause: '2.2.4', title: words('还有修改意见未答复', 'Changes that were asked for wait for an answer'), next: words('请等待答复；若放弃这些意见、按现文本确认，请勾选后再确认。', 'Wait for the answer; to give them up and confirm this wording, tick the box first.'),
  },
  'wishes-too-many': {
    status: 409, clause: '2.2.4', title: words('待答复的修改意见太多', 'Too many changes wait for an answer'), next: words('最多 20 条待答复；请合并成一条，或等待答复后再提。', 'At most 20 may wait: put them together, or wait for the answers.'),
  },
  'wording-unchanged': {
    status: 422, clause: '2.2.4', title: words('文本没有变化', 'The wording is the same'), next: words('请按意见修改文本后再采纳；不改请选“不采纳”并写明原因。', 'Change the wording as asked, or decline with a reason.'),
  },
  'code-wrong': {
    status: 422, clause: '2.2.4', title: words('验证码不对或已失效', 'The code is wrong or has ended'), next: words('请核对短信里的六位数字，或重新获取。', 'Check the six digits, or ask for a new code.'),
  },
  'code-off': {
    status: 409, clause: '2.2.4', title: words('短信验证没有接通', 'Short messages are not connected'), next: words('请直接填写姓名确认；接通短信请联系店家。', 'Confirm with your name; the shop can connect short messages.'),
  },
  'receiver-incomplete': {
    status: 422, clause: '2.3.1', title: words('收货信息不完整', 'The receiver is incomplete'), next: words('请填写收货人、电话、省、市和详细地址。', 'Give name, phone, province, city and street.'),
  },
});
