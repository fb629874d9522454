import { z } from 'zod';
import { fen, id, text } from '../../../kernel/schemas.ts';
import { contactChannelWords, leadChannelWords, leadHowWords, leadStateWords, type LeadChannel, type LeadStateName } from './contract-words.ts';

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>) => Object.keys(table) as [K, ...K[]];
export const leadStates = keysOf(leadStateWords) as [LeadStateName, ...LeadStateName[]];
export const leadChannels = keysOf(leadChannelWords) as [LeadChannel, ...LeadChannel[]];
export const leadHows = keysOf(leadHowWords);
export const contactChannels = keysOf(contactChannelWords);
export const leadClasses = ['A', 'B', 'C'] as const;

export const leadState = z.enum(leadStates);
export const leadChannel = z.enum(leadChannels);
export const leadClass = z.enum(leadClasses);
const tag = text(20, 1);

/** What is known of somebody who may buy. At least one way to reach them. `skills` a seller needs are named as tags. */
export const leadFields = {
  name: text(60, 1), company: text(100).nullish(), phone: text(40).nullish(), email: text(100).nullish(),
  platform: leadChannel.nullish(), platformUser: text(100).nullish(), province: text(20).nullish(), city: text(20).nullish(),
  productLine: text(40).nullish(), need: text(2_000).nullish(), tags: z.array(tag).max(20).optional(),
};
export const captureBody = z.strictObject({
  ...leadFields,
  /** Where it came from. Without it the lead is kept, and not handed out before somebody says it (clause 2.1.2). */
  channel: leadChannel.nullish(),
  /** The campaign, fair or page. */
  sourceDetail: text(100).nullish(),
  /** What it cost to get this lead. */
  costFen: fen.min(0).max(100_000_000).optional(),
  storeId: id.nullish(), class: leadClass.nullish(),
});
export const changeBody = z.strictObject({
  version: z.int(), name: leadFields.name.optional(), company: leadFields.company, phone: leadFields.phone, email: leadFields.email, platform: leadFields.platform, platformUser: leadFields.platformUser,
  province: leadFields.province, city: leadFields.city, productLine: leadFields.productLine, need: leadFields.need, tags: leadFields.tags, channel: leadChannel.nullish(), sourceDetail: text(100).nullish(),
  costFen: fen.min(0).max(100_000_000).optional(), class: leadClass.optional(),
});

const points = z.int().min(-100).max(100);
const share = z.array(text(40, 1)).max(60);
/** How leads are classed, handed out and taken back. */
export const leadSettingsShape = z.strictObject({
  /** Leads are handed out by the rule as soon as somebody can take them. */
  autoAssign: z.boolean(),
  /** A lead with the same phone, mail or platform account as one that is open goes into it by itself (can be undone). */
  mergeSame: z.boolean(),
  classByScore: z.boolean(), classA: z.int().min(0).max(500), classB: z.int().min(0).max(500),
  points: z.strictObject({
    phone: points, email: points, company: points, need: points, region: points, productLine: points, returning: points,
    channels: z.partialRecord(leadChannel, points),
  }),
  /** Most leads that a seller holds at once, where the seller has no own figure. */
  capacity: z.int().min(1).max(10_000),
  picksADay: z.int().min(0).max(1_000),
  /** Whoever lost a lead to the pool may not pick it for so many days. */
  pickAgainAfterDays: z.int().min(0).max(365),
  /** Days without contact after which a lead goes back to the pool, by class; and how many days before the seller is warned. */
  recycleDays: z.strictObject({ A: z.int().min(1).max(365), B: z.int().min(1).max(365), C: z.int().min(1).max(365) }),
  warnDays: z.int().min(0).max(30),
  sellers: z.array(z.strictObject({ staffId: id, takes: z.boolean(), capacity: z.int().min(1).max(10_000).nullable(), provinces: share, productLines: share, skills: share })).max(500),
});
