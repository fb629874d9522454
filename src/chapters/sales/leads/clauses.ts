import { words } from '../../../kernel/words.ts';
import { clause, declareClauses, duration, on, overdue, percent, wording } from '../../../regulation/declare.ts';

/** Leads: capture and hand-over (2.1.2), first contact (2.1.3). */
export const clauses = declareClauses('sales/leads', [
  clause({
    id: '2.1.2', title: words('线索获取', 'Lead capture'), binds: ['seller', 'team-lead', 'store-operator'],
    wording: wording(
      '通过电商平台、社交媒体、搜索引擎、展会等渠道获取客户线索，去重、分类后记入线索库，并在工作时间 [assignWithin]内分配给销售员。',
      'Leads come from marketplaces, social media, search, fairs and other channels. They are freed of duplicates, classed, kept in the lead database, and handed to a seller within [assignWithin].',
    ),
    parameters: {
      assignWithin: duration(words('线索分配时限', 'Time to assign a lead'), 30, 'workMinutes', [1, 2_400], { scopes: ['channel', 'product-line'] }),
    },
    controls: [
      {
        kind: 'deadline', id: 'assigned-in-time', title: words('及时分配线索', 'Leads are assigned in time'), subject: 'lead',
        after: [on('sales.lead-captured', '线索入库', 'capture')], until: [on('sales.lead-assigned', '分配', 'assignment')],
        cancelledBy: [on('sales.lead-merged', '并入已有线索', 'merging into another lead'), on('sales.lead-discarded', '判为无效', 'discarding as invalid')],
        within: { parameter: 'assignWithin' }, calendar: 'office', owner: { post: 'team-lead' }, repeat: 'once',
        escalation: overdue('team-lead', 'department-head'),
        work: { title: words('分配线索', 'Assign the lead'), opens: 'lead' },
      },
      {
        kind: 'gate', id: 'lead-classified', title: words('线索先分类后分配', 'Classed before assigned'),
        verb: 'sales.assign-lead', act: words('分配线索', 'assigning a lead'),
        requires: [
          { name: 'source-known', words: words('已注明来源渠道', 'its source is known') },
          { name: 'class-set', words: words('已分类', 'its class is set') },
          { name: 'duplicate-checked', words: words('已按电话、邮箱、平台账号查重', 'duplicates by phone, e-mail and platform id are ruled out') },
        ],
      },
      {
        kind: 'rule', id: 'lead-routed', title: words('线索分配规则', 'Who gets a lead'), rule: 'sales.seller-for-lead', uses: [],
        general: words('在当班销售员中按在手线索量轮流分配', 'Sellers on duty take turns, the least loaded first'),
        exceptions: [
          { name: 'returning-customer', words: words('老客户归原销售员', 'a known customer goes to their own seller') },
          { name: 'territory', words: words('划定区域的归该区域销售员', 'a territory goes to its seller') },
          { name: 'product-line', words: words('划定产品线的归该产品线销售员', 'a product line goes to its seller') },
        ],
      },
    ],
  }),
  clause({
    id: '2.1.3', title: words('初次接触', 'First contact'), binds: ['seller', 'team-lead'],
    wording: wording(
      '销售员接到线索后，应在 [firstContactWithin]内与客户取得联系，礼貌了解需求、介绍产品，并记录沟通渠道、内容、需求和下一步安排；超过 [reassignAfter]仍未联系的，由销售主管改派。每月抽查 [contactSample]的接触记录。',
      'A seller gets in touch with a new lead within [firstContactWithin], politely, learns what is needed, introduces the offer, and notes channel, words, need and next step. A lead not contacted after [reassignAfter] is given to someone else. Each month [contactSample] of the contacts are reviewed.',
    ),
    parameters: {
      firstContactWithin: duration(words('首次联系时限', 'Time to first contact'), 1, 'workDays', [1, 10], { source: 'blank', scopes: ['channel', 'customer-class'], units: { workHours: [1, 80] } }),
      reassignAfter: duration(words('改派时限', 'Time to re-assignment'), 2, 'workDays', [1, 20], { scopes: ['channel', 'customer-class'], units: { workHours: [1, 160] } }),
      contactSample: percent(words('接触记录抽查比例', 'Share of contacts reviewed'), 500, [100, 10_000]),
    },
    controls: [
      {
        kind: 'deadline', id: 'contacted-in-time', title: words('及时首次联系', 'First contact in time'), subject: 'lead',
        after: [on('sales.lead-assigned', '分配线索', 'assignment'), on('sales.lead-reassigned', '改派', 're-assignment')],
        until: [on('sales.contact-recorded', '联系客户', 'contact', [{ field: 'reached', op: 'eq', value: true }])],
        cancelledBy: [
          on('sales.lead-discarded', '判为无效', 'discarding as invalid'), on('sales.lead-merged', '并入已有线索', 'merging into another lead'),
          // Whoever gives it on in time owes nothing; late, the breach stays with whoever held it while the clock ran.
          on('sales.lead-reassigned', '改派', 're-assignment'), on('sales.lead-recycled', '退回公海', 'going back to the pool'),
        ],
        within: { parameter: 'firstContactWithin' }, calendar: 'office', owner: { post: 'seller', from: 'seller' }, repeat: 'eachCycle',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('首次联系客户', 'Make first contact'), opens: 'lead' },
      },
      {
        kind: 'deadline', id: 'idle-lead-reassigned', title: words('逾期改派', 'Idle leads are re-assigned'), subject: 'lead',
        after: [on('sales.lead-assigned', '分配线索', 'assignment'), on('sales.lead-reassigned', '改派', 're-assignment')],
        until: [
          on('sales.contact-recorded', '联系客户', 'contact', [{ field: 'reached', op: 'eq', value: true }]),
          on('sales.lead-reassigned', '改派', 're-assignment'), on('sales.lead-recycled', '退回公海', 'going back to the pool'),
        ],
        cancelledBy: [on('sales.lead-discarded', '判为无效', 'discarding as invalid'), on('sales.lead-merged', '并入已有线索', 'merging into another lead')],
        within: { parameter: 'reassignAfter' }, calendar: 'office', owner: { post: 'seller', from: 'seller' }, repeat: 'eachCycle',
        escalation: [{ at: 10_000, to: 'team-lead', how: 'reassign' }],
        work: { title: words('联系客户，否则改派', 'Contact the lead or have it re-assigned'), opens: 'lead' },
      },
      {
        kind: 'deadline', id: 'next-step-kept', title: words('约定的下一步做到', 'What was agreed is done'), subject: 'lead',
        after: [on('sales.next-step-agreed', '约定下一步', 'agreeing on the next step')],
        until: [
          on('sales.contact-recorded', '再次联系', 'the next contact'), on('sales.lead-converted', '转为客户', 'becoming a customer'),
        ],
        cancelledBy: [
          on('sales.lead-discarded', '判为无效', 'discarding as invalid'), on('sales.lead-merged', '并入已有线索', 'merging into another lead'),
          on('sales.lead-recycled', '退回公海', 'going back to the pool'), on('sales.lead-reassigned', '改派', 're-assignment'),
        ],
        within: { promise: 'nextAt' }, calendar: 'natural', owner: { post: 'seller', from: 'seller' }, repeat: 'eachCycle',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('跟进约定的下一步', 'Do what was agreed'), opens: 'lead' },
      },
      {
        kind: 'attest', id: 'contact-polite', title: words('沟通礼貌专业', 'Polite and to the point'),
        of: on('sales.contact-recorded', '首次联系记录', 'the first contacts'), sample: { parameter: 'contactSample' }, window: 'month', by: 'team-lead',
        checks: [
          words('问候与自我介绍得体', 'greets and introduces themselves properly'), words('用语礼貌', 'is polite'),
          words('问清了客户需求', 'finds out what is needed'), words('介绍了适合的产品', 'introduces a fitting offer'),
          words('约定了下一步', 'agrees on the next step'),
        ],
      },
    ],
  }),
]);
