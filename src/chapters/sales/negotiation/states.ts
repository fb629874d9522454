import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';

/** The way from a need to a contract; the stage follows from what is done, only `lost` and its reopening are set by a person. */
export const opportunityLife = lifeCycle({
  noun: words('商机', 'opportunity'),
  first: 'need',
  states: {
    need: words('问需求', 'Needs'), solution: words('做方案', 'Solution'), quoted: words('已报价', 'Quoted'), accepted: words('已接受报价', 'Quote accepted'),
    contract: words('签合同', 'Contract'), won: words('成交', 'Won'), lost: words('失单', 'Lost'),
  },
  moves: {
    need: { propose: 'solution', quote: 'quoted', lose: 'lost' },
    solution: { propose: 'solution', quote: 'quoted', lose: 'lost' },
    quoted: { propose: 'quoted', quote: 'quoted', accept: 'accepted', unquote: 'solution', lose: 'lost' },
    accepted: { draft: 'contract', unquote: 'solution', lose: 'lost' },
    contract: { draft: 'contract', undraft: 'accepted', win: 'won', unquote: 'solution', lose: 'lost' },
    won: { draft: 'won', win: 'won' },
    lost: { reopen: 'need' },
  },
});
export type Stage = keyof typeof opportunityLife.states;
type EventsOf<M> = M extends { readonly [K in string]: infer R } ? (R extends unknown ? keyof R : never) : never;
export type StageEvent = Extract<EventsOf<(typeof opportunityLife)['moves']>, string>;
export const stages = Object.keys(opportunityLife.states) as [Stage, ...Stage[]];

export const quoteLife = lifeCycle({
  noun: words('报价单', 'quote'),
  first: 'draft',
  states: {
    draft: words('草稿', 'Draft'), issued: words('已发出', 'Issued'), accepted: words('已接受', 'Accepted'), replaced: words('已被新版取代', 'Replaced'),
    withdrawn: words('已作废', 'Withdrawn'), expired: words('已过期', 'Expired'),
  },
  moves: {
    draft: { issue: 'issued', withdraw: 'withdrawn' },
    issued: { accept: 'accepted', replace: 'replaced', withdraw: 'withdrawn', expire: 'expired' },
    accepted: { withdraw: 'withdrawn' },
    replaced: {}, withdrawn: {}, expired: {},
  },
});
export type QuoteState = keyof typeof quoteLife.states;
export const quoteStates = Object.keys(quoteLife.states) as [QuoteState, ...QuoteState[]];

export const contractLife = lifeCycle({
  noun: words('合同', 'contract'),
  first: 'draft',
  states: {
    draft: words('拟定中', 'Draft'), final: words('已定稿', 'Final'), sent: words('已发客户', 'Sent'), confirmed: words('已确认', 'Confirmed'), withdrawn: words('已作废', 'Withdrawn'),
    amended: words('已被补充协议变更', 'Amended'),
  },
  moves: {
    draft: { revise: 'draft', finish: 'final', withdraw: 'withdrawn' },
    final: { revise: 'draft', send: 'sent', withdraw: 'withdrawn' },
    sent: { revise: 'draft', confirm: 'confirmed', withdraw: 'withdrawn' },
    confirmed: { amend: 'amended' },
    withdrawn: {}, amended: {},
  },
});
export type ContractState = keyof typeof contractLife.states;
export const contractStates = Object.keys(contractLife.states) as [ContractState, ...ContractState[]];

/** How something reached the customer, or he us. `link`: the signed page. */
export const channels = { link: words('链接', 'Link'), phone: words('电话', 'Telephone'), chat: words('聊天', 'Chat'), mail: words('邮件', 'Mail'), visit: words('面谈', 'Visit') } as const;
export type Channel = keyof typeof channels;
export const channelNames = Object.keys(channels) as [Channel, ...Channel[]];
