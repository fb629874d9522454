import { words } from '../../../kernel/words.ts';

/** Names of states as the contract tells them; what leads from one to the other stands in states.ts. */
export const stageWords = {
  need: words('问需求', 'Needs'), solution: words('做方案', 'Solution'), quoted: words('已报价', 'Quoted'), accepted: words('已接受报价', 'Quote accepted'), contract: words('签合同', 'Contract'), won: words('成交', 'Won'), lost: words('失单', 'Lost'),
} as const;
export type Stage = keyof typeof stageWords;
export const stages = Object.keys(stageWords) as [Stage, ...Stage[]];

export const quoteStateWords = {
  draft: words('草稿', 'Draft'), issued: words('已发出', 'Issued'), accepted: words('已接受', 'Accepted'), replaced: words('已被新版取代', 'Replaced'), withdrawn: words('已作废', 'Withdrawn'), expired: words('已过期', 'Expired'),
} as const;
export type QuoteState = keyof typeof quoteStateWords;
export const quoteStates = Object.keys(quoteStateWords) as [QuoteState, ...QuoteState[]];

export const contractStateWords = {
  draft: words('拟定中', 'Draft'), final: words('已定稿', 'Final'), sent: words('已发客户', 'Sent'), confirmed: words('已确认', 'Confirmed'), withdrawn: words('已作废', 'Withdrawn'), amended: words('已变更', 'Amended'),
} as const;
export type ContractState = keyof typeof contractStateWords;
export const contractStates = Object.keys(contractStateWords) as [ContractState, ...ContractState[]];

/** What became of a wish of the customer about a contract. `dropped`: he confirmed without waiting for the answer. */
export const wishStateWords = { open: words('待答复', 'Waits for an answer'), taken: words('已采纳', 'Taken over'), declined: words('未采纳', 'Declined'), dropped: words('客户放弃', 'Given up') } as const;
export type WishState = keyof typeof wishStateWords;
export const wishStates = Object.keys(wishStateWords) as [WishState, ...WishState[]];

/** How something reached the customer, or he us. `link`: the signed page. */
export const channels = { link: words('链接', 'Link'), phone: words('电话', 'Telephone'), chat: words('聊天', 'Chat'), mail: words('邮件', 'Mail'), visit: words('面谈', 'Visit') } as const;
export type Channel = keyof typeof channels;
export const channelNames = Object.keys(channels) as [Channel, ...Channel[]];
