import type { Actor, Scope } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { yuanText } from '../../../kernel/money.ts';
import { words, type Language, type Words } from '../../../kernel/words.ts';
import { csvText } from '../../../kernel/files/safe-text.ts';
import type { LeadRow } from './contract.ts';
import { leadChannelWords, leadClassWords, leadHowWords, leadStateWords } from './contract-words.ts';
import { listLeads, type LeadsAsked } from './lead-list.ts';
import { writeXlsx } from '../../../kernel/files/write-xlsx.ts';

const at = (instant: number | null): string => (instant === null ? '' : localText(instant));
const said = (table: Readonly<Record<string, Words>>, key: string | null, language: Language): string => (key === null ? '' : (table[key]?.[language] ?? key));

/** Personal data leaves masked in files too. */
const columns: readonly { title: Words; cell: (l: LeadRow, language: Language) => string | number }[] = [
  { title: words('线索号', 'Lead'), cell: (l) => l.leadNo },
  { title: words('状态', 'State'), cell: (l, lang) => said(leadStateWords, l.state, lang) },
  { title: words('姓名', 'Name'), cell: (l) => l.name },
  { title: words('公司', 'Company'), cell: (l) => l.company ?? '' },
  { title: words('电话', 'Phone'), cell: (l) => l.phone ?? '' },
  { title: words('省份', 'Province'), cell: (l) => l.province ?? '' },
  { title: words('城市', 'City'), cell: (l) => l.city ?? '' },
  { title: words('渠道', 'Channel'), cell: (l, lang) => said(leadChannelWords, l.channel, lang) },
  { title: words('来源说明', 'Source'), cell: (l) => l.sourceDetail ?? '' },
  { title: words('获取方式', 'Captured by'), cell: (l, lang) => said(leadHowWords, l.how, lang) },
  { title: words('分类', 'Class'), cell: (l, lang) => said(leadClassWords, l.class, lang) },
  { title: words('评分', 'Score'), cell: (l) => l.score },
  { title: words('标签', 'Tags'), cell: (l) => l.tags.join('、') },
  { title: words('产品线', 'Product line'), cell: (l) => l.productLine ?? '' },
  { title: words('成本（元）', 'Cost (yuan)'), cell: (l) => Number(yuanText(l.costFen)) },
  { title: words('负责人', 'Seller'), cell: (l) => l.owner?.name ?? '' },
  { title: words('联系次数', 'Contacts'), cell: (l) => l.contacts },
  { title: words('入库时间', 'Captured'), cell: (l) => at(l.capturedAt) },
  { title: words('分配时间', 'Assigned'), cell: (l) => at(l.assignedAt) },
  { title: words('最近联系', 'Last contact'), cell: (l) => at(l.lastContactAt) },
  { title: words('下一步', 'Next step'), cell: (l) => l.nextStep ?? '' },
  { title: words('下一步时间', 'Next at'), cell: (l) => at(l.nextAt) },
];

/** Most rows of one file. */
const MOST = 50_000;

async function everyLead(kernel: Kernel, actor: Actor | null, scope: Scope, asked: LeadsAsked): Promise<LeadRow[]> {
  const rows: LeadRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await listLeads(kernel, actor, scope, { ...asked, cursor, limit: 200 });
    rows.push(...page.rows);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && rows.length < MOST);
  return rows;
}

const csvCell = (value: string | number): string => (typeof value === 'number' ? String(value) : csvText(value));

export async function leadsCsv(kernel: Kernel, actor: Actor | null, scope: Scope, asked: LeadsAsked, language: Language): Promise<string> {
  const rows = await everyLead(kernel, actor, scope, asked);
  return `\ufeff${[columns.map((c) => c.title[language]), ...rows.map((l) => columns.map((c) => c.cell(l, language)))].map((r) => r.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

export async function leadsXlsx(kernel: Kernel, actor: Actor | null, scope: Scope, asked: LeadsAsked, language: Language): Promise<Uint8Array> {
  const rows = await everyLead(kernel, actor, scope, asked);
  return writeXlsx({
    sheets: [{
      name: language === 'zh' ? '线索' : 'Leads', freezePane: { rows: 1 },
      columns: columns.map((c, i) => ({ header: c.title[language], key: `c${i}`, width: 16, numFmt: c.title.zh.endsWith('（元）') ? '#,##0.00' : c.title.zh === '评分' || c.title.zh === '联系次数' ? '0' : '@' })),
      data: rows.map((l) => Object.fromEntries(columns.map((c, i) => [`c${i}`, c.cell(l, language)]))),
    }],
  });
}
