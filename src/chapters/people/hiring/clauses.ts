import { words } from '../../../kernel/words.ts';
import { clause, count, declareClauses, duration, list, on, option, overdue, schedule, wording } from '../../../regulation/declare.ts';

/** Hiring: needs (7.1.1), recruitment (7.1.2), training (7.1.3). */
export const clauses = declareClauses('people/hiring', [
  clause({
    id: '7.1.1', title: words('招聘需求', 'Hiring needs'), binds: ['hr', 'department-head', 'general-manager'],
    wording: wording(
      '[staffingCadence]按业务量分析人员需求，明确[requisitionFields]，制定招聘计划，经部门经理和总经理批准后实施。',
      'Staffing is analysed against the work load [staffingCadence]. A plan names [requisitionFields] and is carried out once department head and general manager approve.',
    ),
    parameters: {
      staffingCadence: schedule(words('人员需求分析周期', 'Staffing analysis'), { every: 'quarter' }),
      requisitionFields: list(words('招聘计划必备项', 'What a plan must name'), ['post', 'number', 'duties', 'channels', 'process', 'dates'], [
        option('post', '岗位', 'post'), option('number', '人数', 'number'), option('duties', '职责', 'duties'), option('channels', '渠道', 'channels'),
        option('process', '流程', 'process'), option('dates', '时间', 'dates'), option('pay', '薪酬范围', 'pay range'),
      ]),
    },
    controls: [
      {
        kind: 'cadence', id: 'staffing-analysed', title: words('按期分析人员需求', 'Staffing is analysed'), every: { parameter: 'staffingCadence' },
        scope: { type: 'team', as: words('每个团队', 'each team') }, product: on('people.staffing-analysed', '分析人员需求', 'the analysis'),
        calendar: 'office', owner: { post: 'hr' }, escalation: overdue('hr', 'department-head'),
        work: { title: words('分析人员需求', 'Analyse the staffing'), opens: 'staffing-plan' },
      },
      {
        kind: 'gate', id: 'requisition-complete', title: words('招聘计划齐全', 'The plan is complete'),
        verb: 'people.submit-requisition', act: words('提交招聘计划', 'putting a plan forward'), uses: ['requisitionFields'],
        requires: [{ name: 'requisition-complete', words: words('必备项齐全', 'it names all that it must') }],
      },
      {
        kind: 'approval', id: 'requisition-approved', title: words('招聘经批准', 'Hiring is approved'), enforce: 'block',
        verb: 'people.open-vacancy', act: words('启动招聘', 'opening a vacancy'), steps: [{ mode: 'sequence', posts: ['department-head', 'general-manager'] }],
      },
    ],
  }),
  clause({
    id: '7.1.2', title: words('人员招聘', 'Hiring'), binds: ['hr', 'department-head', 'general-manager'],
    wording: wording(
      '通过多种渠道发布职位，经[hiringStages]择优录用；应在收到申请后 [applicantAnswerWithin]内答复应聘者。笔试不低于 [testPassScore]方可进入录用审批。未录用者的资料保存 [applicantDataKeep]后删除。',
      'Vacancies are published through several channels and filled by [hiringStages]; applicants hear back within [applicantAnswerWithin]. A written test of at least [testPassScore] opens the way to an offer. Data of those not hired is erased after [applicantDataKeep].',
    ),
    parameters: {
      hiringStages: list(words('招聘环节', 'Stages'), ['screening', 'interview', 'written-test'], [
        option('screening', '简历筛选', 'screening'), option('interview', '面试', 'interview'), option('written-test', '笔试', 'written test'),
        option('trial', '试岗', 'trial'),
      ], { scopes: ['post'] }),
      applicantAnswerWithin: duration(words('应聘答复时限', 'Time to answer an applicant'), 5, 'workDays', [1, 30]),
      testPassScore: count(words('笔试及格分', 'Score to pass'), 60, words('分', 'points'), [0, 100], { binds: 'event', scopes: ['post'] }),
      applicantDataKeep: duration(words('应聘资料保存期', 'Keeping of applicants’ data'), 180, 'days', [0, 730], { binds: 'now' }),
    },
    controls: [
      {
        kind: 'deadline', id: 'applicant-answered', title: words('及时答复应聘者', 'Applicants hear back'), subject: 'applicant',
        after: [on('people.application-received', '收到应聘', 'receipt')], until: [on('people.applicant-answered', '答复应聘者', 'the answer')],
        cancelledBy: [on('people.application-withdrawn', '应聘者撤回', 'withdrawal')],
        within: { parameter: 'applicantAnswerWithin' }, calendar: 'office', owner: { post: 'hr' }, repeat: 'once', escalation: overdue('hr', 'department-head'),
        work: { title: words('答复应聘者', 'Answer the applicant'), opens: 'applicant' },
      },
      {
        kind: 'gate', id: 'stages-passed', title: words('环节齐全方可录用', 'Stages before offer'), enforce: 'block',
        verb: 'people.make-offer', act: words('发放录用通知', 'making an offer'), uses: ['hiringStages', 'testPassScore'],
        requires: [
          { name: 'stages-passed', words: words('各环节均已通过', 'every stage is passed') }, { name: 'score-cards-complete', words: words('评分表齐全', 'all score cards are in') },
        ],
        override: { posts: ['department-head'], approval: ['general-manager'] },
      },
      {
        kind: 'approval', id: 'offer-approved', title: words('录用经批准', 'Offers are approved'), enforce: 'block',
        verb: 'people.make-offer', act: words('发放录用通知', 'making an offer'), steps: [{ mode: 'sequence', posts: ['department-head', 'general-manager'] }],
      },
      {
        kind: 'deadline', id: 'applicant-data-erased', title: words('应聘资料按期删除', 'Data is erased'), subject: 'applicant',
        after: [on('people.applicant-turned-down', '未予录用', 'the refusal')], until: [on('people.applicant-data-erased', '删除资料', 'erasure')],
        cancelledBy: [on('people.applicant-consented-to-pool', '应聘者同意进入人才库', 'consent to stay on file')],
        within: { parameter: 'applicantDataKeep' }, calendar: 'natural', owner: { post: 'hr' }, repeat: 'once', escalation: overdue('hr', 'department-head'),
        work: { title: words('删除未录用者资料', 'Erase the applicant’s data'), opens: 'applicant' },
      },
    ],
  }),
  clause({
    id: '7.1.3', title: words('员工培训', 'Training'), binds: ['hr', 'department-head', 'seller', 'service-agent', 'store-operator'],
    wording: wording(
      '新员工入职后 [onboardingWithin]内完成[onboardingTopics]培训并通过考核；在岗员工[trainingCadence]至少培训一次。[certifiedPosts]须取得上岗证书后方可独立上岗。',
      'A newcomer completes [onboardingTopics] and passes the quiz within [onboardingWithin]; everyone is trained [trainingCadence] after that. These posts act only with a certificate: [certifiedPosts].',
    ),
    parameters: {
      onboardingWithin: duration(words('入职培训时限', 'Time for onboarding'), 30, 'days', [1, 180], { scopes: ['post'] }),
      onboardingTopics: list(words('入职培训内容', 'Topics'), ['company', 'culture', 'product', 'selling', 'service', 'operations'], [
        option('company', '公司概况', 'the company'), option('culture', '企业文化', 'culture'), option('product', '产品知识', 'products'), option('selling', '销售技巧', 'selling'),
        option('service', '客服规范', 'service'), option('operations', '运营流程', 'operations'), option('law', '法律法规', 'the law'),
      ], { scopes: ['post'] }),
      trainingCadence: schedule(words('在岗培训周期', 'Regular training'), { every: 'quarter' }, { scopes: ['post', 'team'] }),
      certifiedPosts: list(words('持证上岗的岗位', 'Posts that need a certificate'), ['service-agent'], [
        option('service-agent', '客服专员', 'service agent'), option('seller', '销售员', 'seller'), option('store-operator', '店铺运营', 'store operator'), option('warehouse', '仓库管理员', 'warehouse clerk'),
      ], { binds: 'now' }),
    },
    controls: [
      {
        kind: 'deadline', id: 'onboarded-in-time', title: words('按时完成入职培训', 'Onboarded in time'), subject: 'person',
        after: [on('people.person-joined', '入职', 'joining')], until: [on('people.onboarding-completed', '完成入职培训', 'the onboarding')],
        cancelledBy: [on('people.person-left', '离职', 'leaving')],
        within: { parameter: 'onboardingWithin' }, calendar: 'natural', owner: { post: 'hr' }, repeat: 'once', escalation: overdue('hr', 'department-head'),
        work: { title: words('完成入职培训', 'Complete the onboarding'), opens: 'person' },
      },
      {
        kind: 'cadence', id: 'trained-regularly', title: words('定期培训', 'Trained regularly'), every: { parameter: 'trainingCadence' },
        scope: { type: 'person', as: words('每位员工', 'each person') }, product: on('people.training-attended', '参加培训', 'the training'),
        calendar: 'office', owner: { post: 'hr' }, escalation: overdue('hr', 'department-head'),
        work: { title: words('安排在岗培训', 'Arrange the training'), opens: 'person' },
      },
      {
        kind: 'gate', id: 'certified-to-act', title: words('持证上岗', 'Certified to act'), enforce: 'block',
        verb: 'service.go-on-duty', act: words('上岗接待', 'going on duty'), uses: ['certifiedPosts', 'onboardingTopics'],
        requires: [{ name: 'certificate-in-force', words: words('岗位证书有效', 'the certificate of the post is in force') }],
        override: { posts: ['service-lead'], approval: ['department-head'] },
      },
    ],
  }),
]);
