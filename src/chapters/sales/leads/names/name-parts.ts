import { cities, districts, provinces } from '../../../../gateways/marketplaces/divisions.ts';
import { soundOf } from '../../../../kernel/search.ts';
import { simplified } from './simplify.ts';

/** What a name is made of. `brand` is what tells a company from others; of a person it is the name. `place` and `trade` are '' where the name does not say. */
export interface NameParts { kind: 'company' | 'person'; brand: string; place: string; trade: string; sound: string; digits: string }

const legalForms = /(股份有限公司|有限责任公司|有限公司|集团公司|分公司|公司|集团|个体工商户|经营部|商行|工作室|co\.?,?ltd\.?|ltd\.?|inc\.?|limited)$/;
/** Words that say nothing of who it is. Trades that do (纸业, 茶叶) are part of the name. */
const trades = /(电子商务|信息技术|科技|技术|贸易|商贸|外贸|进出口|实业|网络|信息|国际|投资|管理|咨询|服务|文化|传媒|供应链|百货|批发|零售|发展|企业|控股|产业)$/;

/** Provinces and cities as they are written, for short too, and districts by their official names. */
let placeNames: ReadonlySet<string> | null = null;
const places = (): ReadonlySet<string> => (placeNames ??= new Set([
  '中国', ...[...provinces, ...cities].flatMap((d) => [d.name, d.stem, `${d.stem}市`, `${d.stem}省`]), ...districts.filter((d) => d.name.length >= 3).map((d) => d.name),
].filter((name) => name.length >= 2)));
const LONGEST_PLACE = 12;

const squeeze = (text: string): string => simplified(text.normalize('NFKC').toLowerCase()).replace(/[（(][^）)]*[）)]/g, '').replace(/[\s·•.,，。、\-_&'"]/g, '');

/** Takes the places off the beginning, never the whole name. */
function withoutPlace(text: string): { place: string; rest: string } {
  let [place, rest] = ['', text];
  for (let found = true; found;) {
    let length = Math.min(LONGEST_PLACE, rest.length - 2);
    while (length >= 2 && !places().has(rest.slice(0, length))) length -= 1;
    found = length >= 2;
    if (found) [place, rest] = [place + rest.slice(0, length).replace(/[省市]$/, ''), rest.slice(length)];
  }
  return { place, rest };
}

/** The parts of a lead's name; null where there is nothing to compare: people only with their city, and not behind stars. */
export function nameParts(given: { name: string | null; company: string | null; city: string | null }): NameParts | null {
  if (given.company) {
    let core = squeeze(given.company);
    for (let before = ''; before !== core;) [before, core] = [core, core.replace(legalForms, '')];
    const { place, rest } = withoutPlace(core);
    let [brand, trade] = [rest, ''];
    for (let found = trades.exec(brand); found && brand.length - found[0].length >= 2; found = trades.exec(brand)) [brand, trade] = [brand.slice(0, -found[0].length), found[0] + trade];
    return [...brand].length < 2 ? null : { kind: 'company', brand, place, trade, sound: soundOf(brand), digits: brand.replace(/\D/g, '') };
  }
  const name = given.name ? squeeze(given.name) : '';
  if ([...name].length < 2 || !given.city || /[*＊]/.test(name)) return null;
  return { kind: 'person', brand: name, place: given.city.replace(/市$/, ''), trade: '', sound: soundOf(name), digits: '' };
}
