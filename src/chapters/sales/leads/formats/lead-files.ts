import { defineLayout } from '../../../../kernel/files/layout.ts';
import type { RowCells } from '../../../../kernel/files/row-cells.ts';
import { templateFiles, type TemplateFiles } from '../../../../kernel/files/template.ts';
import { words } from '../../../../kernel/words.ts';
import type { LeadChannel } from '../contract-words.ts';
import { emailKeyOf, nameKeyOf, phoneIn, phoneKeyOf, platformKeyOf } from '../keys.ts';

/** One row of the table of leads. Money is fen. */
export interface LeadFileRow {
  ref: string;
  name: string; company: string | null; phone: string | null; email: string | null; platform: LeadChannel | null; platformUser: string | null; province: string | null; city: string | null; productLine: string | null;
  need: string | null; tags: string[]; channel: LeadChannel | null; sourceDetail: string | null; costFen: bigint;
}
/** What a buyer wrote in a marketplace's chat. */
export interface LeadMessageRow { platform: LeadChannel; nick: string; text: string; at: number | null }

/** As people and marketplaces call the channels; the first that the cell begins with. */
const channelNames: readonly (readonly [string, LeadChannel])[] = [
  ['淘宝', 'taobao'], ['天猫', 'taobao'], ['千牛', 'taobao'], ['抖音', 'douyin'], ['抖店', 'douyin'], ['飞鸽', 'douyin'], ['拼多多', 'pdd'], ['京东', 'jd'], ['咚咚', 'jd'], ['微信', 'wechat'], ['小红书', 'xiaohongshu'],
  ['官网', 'website'], ['网站', 'website'], ['搜索', 'search'], ['百度', 'search'], ['展会', 'fair'], ['来电', 'phone'], ['电话', 'phone'], ['转介绍', 'referral'], ['介绍', 'referral'], ['其他', 'other'],
];
const channelOf = (text: string | null): LeadChannel | null => (text === null ? null : (channelNames.find(([name]) => text.includes(name))?.[1] ?? null));

function channelCell(row: RowCells, heading: string): LeadChannel | null {
  const text = row.text(heading);
  const channel = channelOf(text);
  if (text !== null && channel === null) row.warn('lead.channel-unknown', heading, `“${text.slice(0, 20)}”不是已知渠道，请导入后补充。`, `“${text.slice(0, 20)}” is no known channel; add it after the import.`);
  return channel;
}

export const leadHeadings = ['线索编号', '联系人', '公司', '电话', '邮箱', '平台', '平台账号', '省份', '城市', '产品线', '需求', '标签', '来源渠道', '来源说明', '获客成本'] as const;

function readLeadRow(row: RowCells): LeadFileRow {
  const [name, company, phone, email, platform, platformUser, city] = [row.text('联系人'), row.text('公司'), row.text('电话'), row.text('邮箱'), channelCell(row, '平台'), row.text('平台账号'), row.text('城市')];
  if (phone !== null && phoneKeyOf(phone) === null) row.refuse('lead.phone-unreadable', '电话', '电话号码不对：手机 11 位，座机带区号。', 'This is no telephone number: 11 digits, or a land line with its area code.');
  if (email !== null && emailKeyOf(email) === null) row.refuse('lead.email-unreadable', '邮箱', '邮箱格式不对，应如 name@example.com。', 'The address should look like name@example.com.');
  if (platformUser !== null && platform === null) row.refuse('lead.platform-missing', '平台', '填写了平台账号，请同时填写平台。', 'An account is given; say on which platform.');
  if (phone === null && email === null && platformUser === null) row.refuse('lead.unreachable', '电话', '电话、邮箱、平台账号至少填一项。', 'Give at least one of telephone, e-mail and platform account.');
  const cost = row.money('获客成本');
  if (cost !== null && cost < 0n) row.refuse('lead.cost-negative', '获客成本', '获客成本不能为负。', 'The cost cannot be negative.');
  const called = name ?? company ?? platformUser ?? '';
  if (called === '') row.refuse('lead.nameless', '联系人', '请填写联系人、公司或平台账号。', 'Give a name, a company or an account.');
  const key = phoneKeyOf(phone) ?? emailKeyOf(email) ?? platformKeyOf(platform, platformUser) ?? nameKeyOf({ name, company, city }) ?? called;
  return {
    ref: row.id('线索编号') ?? `${key}/${called}`.slice(0, 190), name: called.slice(0, 60), company: company?.slice(0, 100) ?? null, phone, email, platform: platformUser ? platform : null, platformUser, province: row.text('省份')?.slice(0, 20) ?? null, city: city?.slice(0, 20) ?? null,
    productLine: row.text('产品线')?.slice(0, 40) ?? null, need: row.text('需求')?.slice(0, 2_000) ?? null, tags: (row.text('标签') ?? '').split(/[,，、;；\s]+/).filter(Boolean).map((t) => t.slice(0, 20)).slice(0, 20),
    channel: channelCell(row, '来源渠道'), sourceDetail: row.text('来源说明')?.slice(0, 100) ?? null, costFen: cost ?? 0n,
  };
}

/** Our table of leads: one row a lead. */
export const leadFile = defineLayout<LeadFileRow>(
  {
    id: 'leads', kind: 'leads', title: words('线索表', 'Table of leads'), versions: [leadHeadings], keys: ['联系人', '电话'],
    aliases: { 联系人: ['姓名', '客户姓名', '联系人姓名'], 公司: ['公司名称', '客户名称', '企业名称'], 电话: ['手机', '手机号', '联系电话', '联系方式'], 邮箱: ['电子邮箱', 'Email'], 来源渠道: ['渠道', '来源'], 需求: ['需求描述', '备注'], 获客成本: ['获客成本（元）', '成本'], 线索编号: ['编号', '线索ID'] },
    signs: ['来源渠道', '来源', '渠道', '需求', '需求描述', '获客成本', '平台账号', '公司名称', '线索编号'], freeText: ['需求', '来源说明', '公司'],
  },
  () => ({
    read(row) {
      const record = readLeadRow(row);
      return { key: record.ref, record };
    },
  }),
);

export const messageHeadings = ['平台', '店铺', '买家昵称', '发送方', '发送时间', '消息内容'] as const;

/** Messages of a marketplace's chat: what buyers wrote, by buyer; what our side wrote is no lead. */
export const leadMessages = defineLayout<LeadMessageRow | null>(
  {
    id: 'lead-messages', kind: 'lead-messages', title: words('平台聊天消息', 'Marketplace messages'), versions: [messageHeadings], keys: ['买家昵称', '消息内容'],
    aliases: { 买家昵称: ['买家', '客户昵称', '会员名', '用户昵称'], 消息内容: ['内容', '聊天内容', '消息'], 发送时间: ['时间', '消息时间'], 发送方: ['发送人', '角色'] }, signs: ['消息内容', '聊天内容', '发送方'], freeText: ['消息内容'],
  },
  () => {
    // Each message is a row of its own; what belongs together is said by the target's group.
    let message = 0;
    return { read(row) {
      message += 1;
      const platform = channelOf(row.text('平台')) ?? channelOf(row.text('店铺'));
      if (platform === null) row.refuse('lead.platform-missing', '平台', '请填写平台，如淘宝、抖音。', 'Say on which platform, such as 淘宝 or 抖音.');
      const nick = row.textNeeded('买家昵称');
      return { key: `${platform ?? ''}:${nick}#${message}`, record: { platform: platform ?? 'other', nick, text: /客服|商家|卖家|机器人/.test(row.text('发送方') ?? '') ? '' : row.textNeeded('消息内容'), at: row.time('发送时间') } };
    } };
  },
);

/** The buyer who wrote it. */
export const buyerOfMessage = (m: LeadMessageRow): string => `${m.platform}:${m.nick.normalize('NFKC').toLowerCase()}`;

/** Messages of one buyer as one lead: what was asked, and the number that was left, if one was. */
export function leadOfMessages(rows: readonly LeadMessageRow[]): LeadFileRow | null {
  const said = rows.filter((r) => r.text !== '').toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const [first] = said;
  if (!first) return null;
  const text = said.map((r) => r.text).join('\n');
  return {
    ref: buyerOfMessage(first).slice(0, 190), name: first.nick.slice(0, 60), company: null, phone: phoneIn(text), email: null, platform: first.platform, platformUser: first.nick.slice(0, 100), province: null, city: null, productLine: null,
    need: text.slice(0, 2_000), tags: [], channel: first.platform, sourceDetail: '平台聊天', costFen: 0n,
  };
}

export const leadTemplate = (): Promise<TemplateFiles> => templateFiles({
  fileName: '线索导入模板', title: words('线索', 'Leads'), headings: leadHeadings,
  rows: [
    ['F-001', '某采购', '示例商贸有限公司', '13800000000', 'buyer@example.com', '', '', '浙江省', '杭州市', '杯壶', '员工福利 500 个保温杯', '大客户', '展会', '秋季家居展', '25.00'],
    ['F-002', '某先生', '', '', '', '淘宝', '示例旺旺', '广东省', '广州市', '茶具', '询问批发价', '', '淘宝', '店铺咨询', '0.00'],
  ],
});
export const messageTemplate = (): Promise<TemplateFiles> => templateFiles({
  fileName: '平台消息导入模板', title: words('平台消息', 'Messages'), headings: messageHeadings,
  rows: [['淘宝', '山海优品旗舰店', '示例旺旺', '买家', '2026-11-20 10:15:00', '这款杯子 300 个起订什么价？电话 13800000000'], ['淘宝', '山海优品旗舰店', '示例旺旺', '客服', '2026-11-20 10:16:00', '您好，稍后请同事联系您。']],
});
