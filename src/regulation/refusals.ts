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
  'not-addressed': {
    status: 403,
    title: { zh: '这次变更无需您确认', en: 'This change is not addressed to you' },
    next: { zh: '只有公布时任职于该条款所约束岗位的人需要确认；您可以直接阅读。', en: 'Only those who held a bound post when it was published acknowledge it; you may simply read it.' },
  },
  'reminded-already': {
    status: 409,
    title: { zh: '四小时内已经提醒过', en: 'They were reminded within the last four hours' },
    next: { zh: '请稍后再提醒，或直接联系名单上的人。', en: 'Remind them later, or speak to those on the list.' },
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
  'equally-specific': {
    status: 409,
    title: { zh: '与另一个同样具体的范围冲突', en: 'Another scope is just as specific' },
    next: { zh: '同一事项会同时落入两个范围，无法判断适用哪一个。请先取消其中之一，或改用更具体的范围（店铺 > 客户类别 > 渠道等）。', en: 'A case may stand in both, and which value holds could not be said. Take one of them back, or choose a narrower scope (store before customer class before channel and others).' },
  },
  'correction-of-the-past': {
    status: 422,
    title: { zh: '更正只针对过去', en: 'A correction is about the past' },
    next: { zh: '请写明过去的起始日期；今天起的新值请用「修改」。', en: 'Name a day in the past from which it was wrong; a value from today on is an ordinary change.' },
  },
  'needs-second-approver': {
    status: 409,
    title: { zh: '更正须由两位不同的人批准', en: 'A correction takes two approvers' },
    next: { zh: '请由提出人以外的另外两人分别签署。', en: 'Two persons other than the one who asked sign it.' },
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
  'code-just-sent': {
    status: 429,
    title: { zh: '验证码刚刚发过', en: 'A code was sent a moment ago' },
    next: { zh: '请查收邮件（也看垃圾邮件），或一分钟后再试。', en: 'Look into that mailbox (also under spam), or try again in a minute.' },
  },
  'no-mail-pending': {
    status: 409,
    title: { zh: '没有等待确认的邮箱，或验证码已失效', en: 'No address waits for a code, or the code has run out' },
    next: { zh: '请重新填写邮箱，会收到新的验证码。', en: 'Enter the address again; a new code is sent.' },
  },
  'no-way-chosen': {
    status: 409,
    title: { zh: '还没有选择通知方式', en: 'No way has been chosen yet' },
    next: { zh: '请先填写邮箱或选择群机器人并保存。', en: 'Enter a mail address or choose a robot, and save.' },
  },
  'step-passed': {
    status: 409,
    title: { zh: '该审批环节已经过去', en: 'That step is over' },
    next: { zh: '请刷新查看现在等谁审批。', en: 'Reload to see whose turn it is.' },
  },
  'not-your-turn': {
    status: 409,
    title: { zh: '还没轮到您签', en: 'It is not your turn yet' },
    next: { zh: '依次审批：请等前一位签完。', en: 'Signatures come in order: wait for the one before you.' },
  },
  'voted-already': {
    status: 409,
    title: { zh: '您在这一环节已经签过', en: 'You have signed this step already' },
    next: { zh: '同一自然人在一个环节只签一次，代签也算。', en: 'One natural person signs a step once, in whoever’s name.' },
  },
  'no-standing': {
    status: 403,
    title: { zh: '委托无效', en: 'The delegation does not hold' },
    next: { zh: '委托须在有效期与范围内，且不得转委托；请由委托人本人审批。', en: 'It must be in force and in scope and is never passed on; the principal must decide.' },
  },
  'no-such-step': {
    status: 422,
    title: { zh: '只能退回到已经过去的环节', en: 'It can only go back to an earlier step' },
    next: { zh: '请选择之前的环节，或退回申请人。', en: 'Choose an earlier step, or return it to the one who asked.' },
  },
  'not-the-requester': {
    status: 403,
    title: { zh: '只有申请人可以这样做', en: 'Only the one who asked may do this' },
    next: { zh: '请联系申请人。', en: 'Ask the person who submitted it.' },
  },
  'voted-on': {
    status: 409,
    title: { zh: '已有人签过，不能撤回', en: 'Somebody has signed; it cannot be withdrawn' },
    next: { zh: '请审批人退回，或等待结论。', en: 'Ask the signatories to return it, or wait for the outcome.' },
  },
  'nudged-already': {
    status: 409,
    title: { zh: '刚催办过', en: 'They were nudged just now' },
    next: { zh: '一小时内只能催办一次。', en: 'Once an hour is enough.' },
  },
  'signs-already': {
    status: 409,
    title: { zh: '此人已在该环节', en: 'That person signs here already' },
    next: { zh: '请选择其他同事。', en: 'Choose somebody else.' },
  },
  'copied-already': {
    status: 409,
    title: { zh: '已抄送过此人', en: 'Copied to that person already' },
    next: { zh: '无需重复抄送。', en: 'Nothing to do.' },
  },
  'not-eligible': {
    status: 422,
    title: { zh: '不能转交给此人', en: 'It cannot be transferred to that person' },
    next: { zh: '只能转交给同岗位或更高岗位的其他同事。', en: 'Only to somebody else of the same or a higher post.' },
  },
  'not-approved': {
    status: 409,
    title: { zh: '须先审批', en: 'It needs an approval first' },
    next: { zh: '请提交审批；最后一签完成后再执行。', en: 'Submit it for approval; carry it out after the last signature.' },
  },
  'not-what-was-approved': {
    status: 409,
    title: { zh: '内容与批准的不一致', en: 'This is not what was approved' },
    next: { zh: '请按批准的内容执行，或按新内容重新提交审批。', en: 'Carry out what was approved, or submit the new content.' },
  },
  'approval-expired': {
    status: 409,
    title: { zh: '批准已过期', en: 'The approval has expired' },
    next: { zh: '请重新提交审批。', en: 'Submit it again.' },
  },
  'no-approver': {
    status: 422,
    title: { zh: '审批流无人可签', en: 'Nobody can sign a step of this chain' },
    next: { zh: '请在“设置 → 审批流”指定候补审批人，或任命相应岗位。', en: 'Name an alternate under Settings → Approval chains, or appoint somebody to the post.' },
  },
  'chain-wrong': {
    status: 422,
    title: { zh: '审批流设置有误', en: 'The approval chain is not valid' },
    next: { zh: '请按提示补上空缺、去掉重叠。', en: 'Close the gaps and remove the overlaps named.' },
  },
  'delegation-wrong': {
    status: 422,
    title: { zh: '委托内容有误', en: 'The delegation is not valid' },
    next: { zh: '请检查受托人与起止时间。', en: 'Check the colleague and the dates.' },
  },
});
