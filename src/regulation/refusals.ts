import { refusals } from '../kernel/refusal.ts';

export const regulationNo = refusals('regulation', {
  gate: {
    status: 409,
    title: { zh: '章程不允许此操作', en: 'The rulebook does not allow this yet' },
    next: { zh: '请先完成缺少的事项。', en: 'Bring what is missing into place first.' },
  },
  'same-person': {
    status: 409,
    title: { zh: '须由另一人办理', en: 'Another person must do this' },
    next: { zh: '请交由其他有权的同事办理。', en: 'Hand it to a colleague who may.' },
  },
  'checks-incomplete': {
    status: 422,
    title: { zh: '检查项不完整', en: 'The check list is not complete' },
    next: { zh: '请逐项勾选合格或不合格。', en: 'Answer every point of the list.' },
  },
  'checked-already': {
    status: 409,
    title: { zh: '该样本已检查', en: 'This sample has been checked' },
    next: { zh: '请刷新查看结果；如不同意，请提出异议。', en: 'Reload to see the result; dispute it if you disagree.' },
  },
  'obligation-closed': {
    status: 409,
    title: { zh: '该义务已了结', en: 'The obligation is closed' },
    next: { zh: '已了结的义务不能移交或豁免。', en: 'What is closed can be neither handed over nor waived.' },
  },
  'owner-unfit': {
    status: 422,
    title: { zh: '对方不任该岗位', en: 'That person does not hold the post' },
    next: { zh: '请选择任该岗位的在职同事。', en: 'Choose an active colleague who holds the post.' },
  },
  'not-your-own': {
    status: 403,
    title: { zh: '不能审批自己的申请', en: 'Nobody approves his own request' },
    next: { zh: '请由其他有权的同事审批。', en: 'Another person who may must decide.' },
  },
  'not-yours-to-decide': {
    status: 403,
    title: { zh: '您的岗位不能审批此项', en: 'Your post does not decide this' },
    next: { zh: '请由列明的岗位审批。', en: 'One of the posts named must decide.' },
  },
  'already-decided': {
    status: 409,
    title: { zh: '该申请已有结论', en: 'The request has been decided' },
    next: { zh: '请刷新查看结果；如需再改，请重新提出。', en: 'Reload to see the outcome; propose again if it should change.' },
  },
  'asked-already': {
    status: 409,
    title: { zh: '同一参数已有待审批的修改', en: 'A change of this parameter is waiting already' },
    next: { zh: '请先审批或撤回前一项。', en: 'Decide or withdraw that one first.' },
  },
  'value-refused': {
    status: 422,
    title: { zh: '数值不符合要求', en: 'The value is not allowed' },
    next: { zh: '请按允许的范围重新填写。', en: 'Give a value within the bounds.' },
  },
  'below-law': {
    status: 422,
    title: { zh: '超出法律允许的范围', en: 'Beyond what the law allows' },
    next: { zh: '请填写法律允许范围内的值。', en: 'Give a value within the bounds of the law.' },
  },
  'no-such-scope': {
    status: 422,
    title: { zh: '该参数不能按此范围设置', en: 'This parameter cannot be set for that scope' },
    next: { zh: '请改为允许的范围，或设为全公司适用。', en: 'Choose one of its scopes, or set it for the whole company.' },
  },
  'nothing-changes': {
    status: 422,
    title: { zh: '与现行数值相同', en: 'That is the value in force' },
    next: { zh: '无需修改；若要确认建议值，请勾选“正式采用”。', en: 'Nothing to change.' },
  },
  'in-the-past': {
    status: 422,
    title: { zh: '生效日期不能早于今天', en: 'A value cannot take effect in the past' },
    next: { zh: '请选择今天或以后的日期。', en: 'Choose today or a later day.' },
  },
  'calendar-wrong': {
    status: 422,
    title: { zh: '日历内容有误', en: 'The calendar is not valid' },
    next: { zh: '请按提示修改班次或日期。', en: 'Correct the shifts or days named.' },
  },
  'year-published': {
    status: 409,
    title: { zh: '该年放假安排已公布', en: 'That year is published already' },
    next: { zh: '如国务院另有通知，请用“更正”重新发布。', en: 'If the State Council has issued another notice, publish it as a correction.' },
  },
  'mail-off': {
    status: 409,
    title: { zh: '邮件没有接通', en: 'Mail is not connected' },
    next: { zh: '请让管理员设置 SMTP_URL 和 MAIL_FROM，或改用群机器人。', en: 'An administrator sets SMTP_URL and MAIL_FROM; or choose a robot.' },
  },
  'robot-not-yours': {
    status: 422,
    title: { zh: '不能选这个群机器人', en: 'This robot is not yours to choose' },
    next: { zh: '只能选归属本人或所在团队、且已启用的机器人。', en: 'Choose one of your own or of your teams that is switched on.' },
  },
  'no-way-chosen': {
    status: 409,
    title: { zh: '还没有选择通知方式', en: 'No way has been chosen yet' },
    next: { zh: '请先填写邮箱或选择群机器人并保存。', en: 'Enter a mail address or choose a robot, and save.' },
  },
});
