import { words, type Words } from '../../../../kernel/words.ts';

/**
 * Form terms that the law strikes out (Civil Code, art. 496 to 498 and 506; Law on the Protection of Consumers, art. 26). Kept here because
 * they follow the law and not the company; the company adds its own phrases in the page of templates.
 */
export const forbiddenTerms: readonly { readonly pattern: RegExp; readonly says: Words; readonly law: Words }[] = [
  { pattern: /最终解释权/, says: words('“最终解释权归我方”：对格式条款有两种以上解释的，应作不利于提供方的解释', '“Final interpretation is ours”: doubtful form terms are read against whoever supplies them'), law: words('《民法典》第四百九十八条', 'Civil Code, art. 498') },
  { pattern: /(一经(售出|出售|签收|签约)|售出后?)[^。；\n]{0,12}(概不|不予|不得|恕不)(退|换|退换)/, says: words('一概不退换：排除对方主要权利', 'No returns whatever: it takes away a main right'), law: words('《民法典》第四百九十七条；《消费者权益保护法》第二十六条', 'Civil Code, art. 497; Consumer Law, art. 26') },
  { pattern: /(概不负责|不承担任何(法律)?责任|免除(我方|卖方|甲方|供方)的?(全部|一切|任何)责任)/, says: words('不合理地免除自己的责任', 'It frees us from our own liability without reason'), law: words('《民法典》第四百九十七条', 'Civil Code, art. 497') },
  { pattern: /人身(损害|伤害|伤亡)[^。；\n]{0,20}(不承担|概不|免责|免除)/, says: words('造成人身损害的免责条款无效', 'No one is freed from liability for injury to persons'), law: words('《民法典》第五百零六条', 'Civil Code, art. 506') },
  { pattern: /(故意|重大过失)[^。；\n]{0,24}(不承担|概不|免责|免除)/, says: words('因故意或重大过失造成财产损失的免责条款无效', 'No one is freed from liability for intent or gross negligence'), law: words('《民法典》第五百零六条', 'Civil Code, art. 506') },
  { pattern: /放弃[^。；\n]{0,12}(诉讼|起诉|仲裁|索赔|追究|投诉|举报)[^。；\n]{0,8}权利?/, says: words('要求对方放弃主要权利', 'The other side gives up a main right'), law: words('《民法典》第四百九十七条', 'Civil Code, art. 497') },
  { pattern: /(单方|随时)[^。；\n]{0,10}(变更|修改|调整|解除)[^。；\n]{0,20}(无需|不需|不必|不另行)(通知|征得|同意)/, says: words('单方变更而不告知对方：加重对方责任、限制对方主要权利', 'We alone may change it without telling the other side'), law: words('《民法典》第四百九十六、四百九十七条', 'Civil Code, art. 496, 497') },
  { pattern: /(定金|订金|预付款)[^。；\n]{0,16}(一律|概)不(退|予退还|返还)/, says: words('款项一概不退：不合理地加重对方责任', 'Money is never paid back: an unreasonable burden'), law: words('《民法典》第四百九十七条', 'Civil Code, art. 497') },
];
