import { words, type Words } from '../../../../src/kernel/words.ts';

export const kindWords: Record<'person' | 'company', Words> = { person: words('个人', 'Person'), company: words('企业', 'Company') };
export const classWords: Record<'normal' | 'key' | 'wholesale', Words> = { normal: words('普通', 'Normal'), key: words('重点', 'Key'), wholesale: words('批发', 'Wholesale') };
const sources: Record<string, Words> = {
  taobao: words('淘宝/天猫', 'Taobao/Tmall'), douyin: words('抖音', 'Douyin'), pdd: words('拼多多', 'Pinduoduo'), jd: words('京东', 'JD'), generic: words('其他平台', 'Other store'),
  phone: words('手机号', 'Phone number'), manual: words('手工建立', 'Entered by hand'),
};
export const sourceWords = (source: string): Words => sources[source] ?? words(source, source);
