import { words } from '../../kernel/words.ts';
import { connectClauses } from '../declare-needs.ts';
import { clause, declareClauses, duration, on, overdue, percent, wording } from '../declare.ts';
import { testRulebook, told } from '../testing.ts';
import type { Brought, Measure } from '../runtime/brought.ts';

/** For tests of versions: the rulebook of the engine's tests, with a value that binds at once, one with scopes of equal rank, and a target. */
const declared = declareClauses('sales/after-sales', [
  clause({
    id: '2.4.2', title: words('退换', 'Returns'), binds: ['service-agent'], wording: wording('[returnWithin]内处理，补偿不超过[goodwill]；满意度[csat]。', 'Within [returnWithin]; goodwill up to [goodwill]; satisfaction [csat].'),
    parameters: {
      returnWithin: duration(words('处理时限', 'Time to handle'), 48, 'hours', [1, 720], { binds: 'now' }),
      goodwill: percent(words('补偿比例', 'Goodwill'), 500, [0, 10_000], { scopes: ['customer', 'article', 'carrier', 'store', 'customer-class', 'channel', 'product-line'], statutory: { max: 3_000, law: words('示例法规第二条', 'Article 2 of an example law') } }),
      csat: percent(words('满意度目标', 'Satisfaction'), 9_000, [0, 10_000]),
    },
    controls: [
      {
        kind: 'deadline', id: 'handled-in-time', title: words('及时处理', 'Handled in time'), subject: 'order', after: [on('test.order-paid', '付款', 'payment')], until: [on('test.order-shipped', '发货', 'shipping')],
        within: { parameter: 'returnWithin' }, calendar: 'natural', owner: { post: 'service-agent' }, repeat: 'once', escalation: overdue('service-agent', 'service-lead'), work: { title: words('处理', 'Handle'), opens: 'order' },
      },
      { kind: 'target', id: 'satisfied-enough', title: words('满意度', 'Satisfaction'), figure: 'test.happy-rate', as: words('满意度', 'satisfaction'), side: 'atLeast', bound: { parameter: 'csat' }, window: 'month' },
      { kind: 'rule', id: 'goodwill-given', title: words('补偿', 'Goodwill'), rule: 'test.goodwill', uses: ['goodwill'], general: words('按比例', 'a share'), exceptions: [] },
    ],
  }),
]);

export const happy = { measured: { numerator: 85, denominator: 100 } as Measure };
export const versionsBrought: Brought = {
  scopes: {}, matches: [], personsOf: async (_, ids) => new Map(ids.map((id) => [id, id])),
  figures: [{ name: 'test.happy-rate', version: 1, above: words('满意', 'happy'), below: words('全部', 'all'), measure: async () => happy.measured, cases: () => [] }],
};

export const versionsRulebook = [...testRulebook, ...connectClauses(declared, new Set([...Object.values(told).map((f) => f.type), 'test.happy-rate']))];
