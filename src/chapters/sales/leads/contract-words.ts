import { words } from '../../../kernel/words.ts';

export const leadStateWords = {
  new: words('待分配', 'To assign'), assigned: words('待联系', 'To contact'), contacted: words('跟进中', 'In contact'), converted: words('已转客户', 'Became a customer'),
  pool: words('公海', 'In the pool'), discarded: words('无效', 'Discarded'), merged: words('已并入', 'Merged'),
} as const;
export type LeadStateName = keyof typeof leadStateWords;

/** Channels by which leads come; marketplaces are called as stores are. */
export const leadChannelWords = {
  taobao: words('淘宝/天猫', 'Taobao/Tmall'), douyin: words('抖音', 'Douyin'), pdd: words('拼多多', 'Pinduoduo'), jd: words('京东', 'JD'), wechat: words('微信', 'WeChat'),
  xiaohongshu: words('小红书', 'Xiaohongshu'), website: words('官网', 'Website'), search: words('搜索引擎', 'Search'), fair: words('展会', 'Fair'), phone: words('来电', 'Telephone'),
  referral: words('转介绍', 'Referral'), other: words('其他', 'Other'),
} as const;
export type LeadChannel = keyof typeof leadChannelWords;

export const leadHowWords = {
  form: words('手工录入', 'Form'), api: words('接口', 'API'), webhook: words('推送', 'Webhook'), import: words('导入', 'Import'), message: words('平台消息', 'Marketplace message'), mail: words('邮件', 'Mail'), 'web-form': words('网页表单', 'Web form'),
} as const;
export const leadClassWords = { A: words('A 高意向', 'A: keen'), B: words('B 一般', 'B: ordinary'), C: words('C 待培育', 'C: to be won') } as const;
export const contactChannelWords = {
  phone: words('电话', 'Telephone'), wechat: words('微信', 'WeChat'), 'platform-chat': words('平台聊天', 'Marketplace chat'), email: words('邮件', 'E-mail'), sms: words('短信', 'Text message'),
  visit: words('面谈', 'Visit'), other: words('其他', 'Other'),
} as const;
export const duplicateWords = { phone: words('电话相同', 'Same phone'), email: words('邮箱相同', 'Same e-mail'), platform: words('平台账号相同', 'Same platform account'), name: words('名称相似', 'Similar name') } as const;
/** By what names are alike, and what speaks against it. */
export const likenessWords = {
  'same-brand': words('字号相同', 'same name'), 'same-sound': words('读音相同', 'same sound'), 'one-letter': words('差一个字', 'one letter apart'), 'two-letters': words('差两个字', 'two letters apart'), 'other-place': words('地区不同', 'another place'),
  'other-trade': words('行业用词不同', 'another trade'), 'short-name': words('名称很短', 'a short name'),
} as const;
export type LikenessKey = keyof typeof likenessWords;
export const likenessKeys = Object.keys(likenessWords) as [LikenessKey, ...LikenessKey[]];
/** Why the rule passed a seller over. */
export const passedOverWords = {
  departed: words('已离职或停用', 'Has left'), 'not-seller': words('不是销售员', 'Is no seller'), absent: words('请假中', 'Is away'), 'off-duty': words('不在班', 'Off duty'),
  'takes-none': words('暂停接线索', 'Takes no leads'), full: words('在手线索已满', 'Has as many as may be'), skill: words('无所需技能', 'Lacks the skill'), excluded: words('刚持有过', 'Held it just now'), elsewhere: words('不在该团队', 'In another team'),
} as const;
export const ownershipHowWords = { rule: words('按规则', 'By the rule'), person: words('人工', 'By a person'), pick: words('领取', 'Picked'), merge: words('合并', 'Merger'), undo: words('撤销合并', 'Merger undone') } as const;
