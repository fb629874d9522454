import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';
import { contractStateWords, quoteStateWords, stageWords } from './contract-states.ts';

export * from './contract-states.ts';

/** The way from a need to a contract; the stage follows from what is done, only `lost` and its reopening are set by a person. */
export const opportunityLife = lifeCycle({
  noun: words('商机', 'opportunity'),
  first: 'need',
  states: stageWords,
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
type EventsOf<M> = M extends { readonly [K in string]: infer R } ? (R extends unknown ? keyof R : never) : never;
export type StageEvent = Extract<EventsOf<(typeof opportunityLife)['moves']>, string>;

export const quoteLife = lifeCycle({
  noun: words('报价单', 'quote'),
  first: 'draft',
  states: quoteStateWords,
  moves: {
    draft: { issue: 'issued', withdraw: 'withdrawn' },
    issued: { accept: 'accepted', replace: 'replaced', withdraw: 'withdrawn', expire: 'expired' },
    accepted: { withdraw: 'withdrawn' },
    replaced: {}, withdrawn: {}, expired: {},
  },
});

export const contractLife = lifeCycle({
  noun: words('合同', 'contract'),
  first: 'draft',
  states: contractStateWords,
  moves: {
    draft: { revise: 'draft', finish: 'final', withdraw: 'withdrawn' },
    final: { revise: 'draft', send: 'sent', withdraw: 'withdrawn' },
    sent: { revise: 'draft', confirm: 'confirmed', withdraw: 'withdrawn' },
    confirmed: { amend: 'amended' },
    withdrawn: {}, amended: {},
  },
});
