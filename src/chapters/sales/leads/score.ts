import type { Words } from '../../../kernel/words.ts';
import { words } from '../../../kernel/words.ts';
import { leadChannelWords, type LeadChannel } from './contract-words.ts';
import type { LeadSettings } from './settings.ts';

export interface Scored {
  phoneKey: string | null; emailKey: string | null; company: string | null; need: string | null; province: string | null; productLine: string | null; channel: string | null; returning: boolean;
}
export type ScoreReason = { points: number } & Words;

/** What a lead is worth at first sight: each point with its reason, by the points that the company set (clause 2.1.2, classed). */
export function scoreOf(lead: Scored, points: LeadSettings['points']): { score: number; reasons: ScoreReason[] } {
  const reasons: ScoreReason[] = [];
  const add = (is: boolean, value: number | undefined, because: Words): void => {
    if (is && value) reasons.push({ points: value, ...because });
  };
  const channel = lead.channel as LeadChannel | null;
  add(channel !== null, channel === null ? 0 : points.channels[channel], channel === null ? words('', '') : words(`来自${leadChannelWords[channel]?.zh ?? channel}`, `came by ${leadChannelWords[channel]?.en ?? channel}`));
  add(lead.phoneKey !== null, points.phone, words('留了电话', 'gave a telephone number'));
  add(lead.emailKey !== null, points.email, words('留了邮箱', 'gave an e-mail address'));
  add(Boolean(lead.company), points.company, words('是企业客户', 'is a company'));
  add((lead.need?.length ?? 0) >= 6, points.need, words('说明了需求', 'said what is needed'));
  add(Boolean(lead.province), points.region, words('知道所在地区', 'the region is known'));
  add(Boolean(lead.productLine), points.productLine, words('知道感兴趣的产品线', 'the product line is known'));
  add(lead.returning, points.returning, words('是老客户', 'has bought before'));
  return { score: reasons.reduce((sum, r) => sum + r.points, 0), reasons };
}

/** The class that the score gives; null where the company classes by hand. */
export const classOf = (score: number, settings: Pick<LeadSettings, 'classByScore' | 'classA' | 'classB'>): 'A' | 'B' | 'C' | null =>
  !settings.classByScore ? null : score >= settings.classA ? 'A' : score >= settings.classB ? 'B' : 'C';
