import written from './divisions.json' with { type: 'json' };

/** A province, city or district. Names are the official ones; `stem` is what people write for short (恭城瑶族自治县 → 恭城). */
export interface Division {
  code: string;
  name: string;
  stem: string;
  parent: Division | null;
  children: Division[];
  /** 市辖区, 县, 省直辖县级行政区划: levels that only exist in the statistics. */
  filler: boolean;
}

type Written = [code: string, name: string, children?: Written[]];

const peoples =
  '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各';
const ethnic = new RegExp(`(?:(?:${peoples})族?)+自治[区州县旗]$`);

function stemOf(name: string): string {
  if (/^(内蒙古|广西|西藏|宁夏|新疆)/.test(name)) return name.startsWith('内蒙古') && name.includes('自治区') ? '内蒙古' : name.includes('自治区') ? name.slice(0, 2) : shorten(name);
  return shorten(name);
}

function shorten(name: string): string {
  const stem = name.replace(/特别行政区$/, '').replace(ethnic, '').replace(/自治[区州县旗]$/, '').replace(/(?:达斡尔|回|满|蒙古|土家)族区$/, '');
  const bare = stem === name ? name.replace(/(?:林区|地区|省|市|盟|区|县|旗)$/, '') : stem;
  return bare.length >= 2 ? bare : name;
}

const isFiller = (name: string): boolean => name === '市辖区' || name === '县' || name.endsWith('直辖县级行政区划');

function build([code, name, children]: Written, parent: Division | null): Division {
  const division: Division = { code, name, stem: stemOf(name), parent, children: [], filler: isFiller(name) };
  division.children = (children ?? []).map((child) => build(child, division));
  return division;
}

const file = written as unknown as { provinces: Written[] };

export const provinces: readonly Division[] = file.provinces.map((province) => build(province, null));
export const cities: readonly Division[] = provinces.flatMap((p) => p.children.filter((c) => !c.filler));
export const districts: readonly Division[] = provinces.flatMap((p) => p.children.flatMap((c) => c.children));

/** Whether addresses in this city name a district below it (Dongguan, Zhongshan, Danzhou and Jiayuguan have only towns). */
export const hasDistricts = (city: Division): boolean => city.children.some((d) => d.code.length === 6);
