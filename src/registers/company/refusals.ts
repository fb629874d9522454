import { refusals } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';

export const no = refusals('company', {
  'sign-in-failed': {
    status: 401,
    // One answer for an unknown account, a wrong password, too many tries and a disabled account: nobody learns which.
    title: words('账号或密码不正确，或账号暂不可用', 'The account or password is not right, or the account cannot be used now'),
    next: words('请检查后重试；连续输错 10 次须等 15 分钟。忘记密码请联系系统管理员重置。', 'Check both and try again; after 10 wrong tries wait 15 minutes. An administrator can reset a forgotten password.'),
  },
  'code-required': {
    status: 401,
    title: words('请输入动态验证码', 'Enter the code of your authenticator'),
    next: words('打开手机上的验证器，输入 6 位数字。', 'Open the authenticator on your phone and enter the six digits.'),
  },
  'code-wrong': {
    status: 401,
    title: words('动态验证码不正确或已用过', 'The code is not right, or was used before'),
    next: words('请等验证器显示新的 6 位数字后再输入；连续输错 5 次须等 15 分钟。', 'Wait for the next six digits and enter those; after 5 wrong codes wait 15 minutes.'),
  },
  'second-factor-needed': {
    status: 403,
    title: words('您的岗位须先启用动态验证码', 'Your post needs an authenticator first'),
    next: words('请在“我的账号”里用手机验证器扫码启用，之后即可使用系统。', 'Set up an authenticator under “My account”; then everything opens.'),
  },
  'password-change-needed': {
    status: 403,
    title: words('请先修改初始密码', 'Change your first password'),
    next: words('初始密码由他人设定，请先改成自己的密码。', 'Somebody else chose this password; choose your own first.'),
  },
  'session-needed': {
    status: 403,
    title: words('此操作须本人登录后进行', 'This needs a person who is signed in'),
    next: words('API 令牌不能管理账号安全，请在网页上登录后操作。', 'An API token cannot manage sign-in; sign in on the web and do it there.'),
  },
  'wrong-password': {
    status: 422,
    title: words('当前密码不正确', 'The present password is not right'),
    next: words('请重新输入当前密码。', 'Enter your present password again.'),
  },
  'weak-password': {
    status: 422,
    title: words('密码过于简单', 'The password is too simple'),
    next: words('请使用至少 10 个字符，不含账号，也不要只用少数几个重复的字符。', 'Use at least 10 characters, without your account name and not just a few characters repeated.'),
  },
  'login-taken': {
    status: 409,
    title: words('登录账号已被使用', 'The account name is taken'),
    next: words('请换一个登录账号。', 'Choose another account name.'),
  },
  'name-taken': {
    status: 409,
    title: words('名称已被使用', 'The name is taken'),
    next: words('请换一个名称，或修改已有的记录。', 'Choose another name, or change the record that has it.'),
  },
  'own-posts': {
    status: 403,
    title: words('不能调整自己的岗位和权限', 'Nobody changes his own posts and rights'),
    next: words('请另一位系统管理员来调整。', 'Ask another administrator.'),
  },
  'last-administrator': {
    status: 409,
    title: words('这是最后一位系统管理员', 'This is the last administrator'),
    next: words('请先任命另一位系统管理员。', 'Appoint another administrator first.'),
  },
  'post-held': {
    status: 409,
    title: words('该员工已担任此岗位', 'The person already holds this post'),
    next: words('无需重复任命。', 'Nothing needs to be done.'),
  },
  'not-active': {
    status: 409,
    title: words('该账号已停用', 'The account is disabled'),
    next: words('请先恢复账号，或选择其他员工。', 'Enable it first, or choose somebody else.'),
  },
  'unknown-staff': {
    status: 422,
    title: words('没有这位员工', 'No such member of staff'),
    next: words('请从员工名单中选择在职员工。', 'Choose an active member of staff.'),
  },
  'unknown-place': {
    status: 422,
    title: words('所选团队、仓库或班次不存在或已停用', 'The team, warehouse or shift does not exist or is not in use'),
    next: words('请刷新后重新选择。', 'Reload and choose again.'),
  },
  'circular-superior': {
    status: 409,
    title: words('上下级关系成环', 'The reporting line would run in a circle'),
    next: words('请选择不在其下属之列的上级。', 'Choose a superior who does not report to this person.'),
  },
  'substitute-twice': {
    status: 409,
    title: words('该时段已安排代班', 'A substitute is already named for that time'),
    next: words('请先结束已有的代班安排。', 'End the one that stands first.'),
  },
  'not-standing-in': {
    status: 409,
    title: words('您目前没有为该同事代班', 'You are not standing in for this colleague now'),
    next: words('请管理员或同事本人安排代班时段。', 'Ask an administrator or the colleague to name you.'),
  },
  'already-enrolled': {
    status: 409,
    title: words('动态验证码已启用', 'The authenticator is already in use'),
    next: words('如需更换手机，请先停用再重新启用。', 'To change your phone, switch it off and set it up again.'),
  },
  'not-enrolled': {
    status: 409,
    title: words('尚未启用动态验证码', 'No authenticator is set up'),
    next: words('请先扫码，再输入验证码确认。', 'Scan the picture first, then confirm with a code.'),
  },
  'outside-id-taken': {
    status: 409,
    title: words('该平台店铺编号已登记在另一家店铺', 'Another store has this shop id of the marketplace'),
    next: words('请核对平台店铺编号。', 'Check the shop id of the marketplace.'),
  },
});
