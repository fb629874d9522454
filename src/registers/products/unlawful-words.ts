/**
 * Words that a listing may not use: absolutes forbidden by the Advertising Law (广告法 第九条: 国家级、最高级、最佳 and the like) and promises
 * that no seller can keep. Matched as they stand; a store's title is short, so that no cutting into words is needed.
 */
const forbidden = [
  '国家级', '世界级', '最高级', '最佳', '最优', '最先进', '最便宜', '史上最低', '全网最低', '第一品牌', '全网第一', '销量第一', '排名第一', '顶级', '极品', '绝无仅有', '史无前例',
  '独一无二', '万能', '包治', '根治', '百分之百有效', '100%有效', '国家领导人', '特供', '专供', '驰名商标',
];

export const unlawfulWords = (text: string): string[] => forbidden.filter((word) => text.normalize('NFKC').includes(word));
