import { z } from 'zod';
import { endpoint } from '../http/contract.ts';
import { done, id, instant, listOf, page, query, shaped, text, words as wordsSchema } from '../schemas.ts';
import { words } from '../words.ts';

export const importKinds = [
  'taobao-orders', 'taobao-items', 'douyin-orders', 'pdd-orders', 'jd-orders', 'generic-orders', 'alipay-trade', 'alipay-fund', 'wechat-trade', 'wechat-fund', 'products', 'stock-count', 'stock-keeping', 'store-safety', 'count-sheets', 'gift-rules', 'tracking', 'leads', 'lead-messages', 'reviews', 'price-lists', 'product-sheets',
] as const;
const states = ['recognised', 'staging', 'unreadable', 'staged', 'running', 'failed', 'done', 'cancelled', 'undone'] as const;
const params = z.strictObject({ id });

const problem = z.object({ line: z.int(), code: z.string(), column: z.string().optional(), message: wordsSchema, file: z.string().optional(), value: z.string().optional() });
const counts = z.object({ rows: z.int(), staged: z.int(), accepted: z.int(), updated: z.int(), unchanged: z.int(), quarantined: z.int(), dismissed: z.int(), /** Rows that waited when the run was taken back. */ undone: z.int().optional(), units: z.object({ accepted: z.int(), updated: z.int(), unchanged: z.int(), quarantined: z.int() }).optional() });
const check = z.object({ name: wordsSchema, unit: z.enum(['fen', 'count']), file: z.int().nullable(), rows: z.int(), ok: z.boolean() });
const need = z.object({ name: z.enum(['store', 'warehouse', 'account']), label: wordsSchema, optional: z.boolean(), options: z.array(z.object({ id: z.string(), label: z.string() })) });
const settings = z.strictObject({ store: id.optional(), warehouse: id.optional(), account: id.optional() });

const runRow = z.object({
  id, runNo: z.string(), title: wordsSchema, kinds: z.array(z.string()), state: z.enum(states), files: z.array(z.string()), counts, reconciled: z.boolean(),
  startedBy: z.string(), createdAt: instant, finishedAt: instant.nullable(), error: wordsSchema.nullable(),
});

export const listRuns = endpoint({
  method: 'GET', path: '/imports', summary: words('导入记录', 'Imports'),
  query: z.strictObject({
    q: query.text(100), sort: query.oneOf(['created', '-created', 'number', '-number']), state: query.anyOf(states), kind: query.anyOf(importKinds),
    /** Only runs with rows that wait for a person. */
    waiting: query.bool, mine: query.bool, ...page,
  }),
  response: listOf(runRow),
});

export const listKinds = endpoint({
  method: 'GET', path: '/imports/kinds', summary: words('可导入的种类', 'What can be imported'),
  response: z.object({
    rows: z.array(z.object({
      title: wordsSchema, kinds: z.array(z.string()), formats: z.array(z.object({ id: z.string(), kind: z.string(), title: wordsSchema })), needs: z.array(need.omit({ options: true })),
      /** Kinds that have a template: `/imports/templates/:kind?as=csv`. */
      templates: z.array(z.string()),
    })),
    /** Kinds that this person may not import, with the posts that do. */
    others: z.array(z.object({ title: wordsSchema, posts: z.array(wordsSchema) })),
  }),
});

export const downloadTemplate = endpoint({
  method: 'GET', path: '/imports/templates/:kind', summary: words('下载模板', 'Download a template'),
  params: z.strictObject({ kind: z.enum(importKinds) }), query: z.strictObject({ as: query.oneOf(['csv', 'xlsx']) }), response: z.unknown(),
});

const recognised = z.object({ format: z.string(), kind: z.string(), title: wordsSchema });
const runFile = z.object({
  position: z.int(), name: z.string(), encoding: z.string().nullable(), as: recognised.nullable(),
  /** Nothing else fits nearly as well, and no key column is missing. */
  sure: z.boolean(), missing: z.array(z.object({ key: z.string(), guess: z.string().nullable() })), headings: z.array(z.string()), unknown: z.array(z.string()),
  alternatives: z.array(recognised), alarms: z.array(problem), mapping: z.record(z.string(), z.string()),
  /** Number of an import that had the same file. */
  knownFrom: z.string().nullable(),
});
const preview = z.object({
  new: z.int(), changed: z.int(), same: z.int(), unreadable: z.int(), problems: z.array(problem),
  /** One reason against the whole file, for whoever previews it: the import is refused until the preview has been looked at again. */
  stop: z.object({ reasons: z.array(wordsSchema), next: wordsSchema, rows: z.int() }).optional(),
  samples: z.array(z.object({ is: z.enum(['new', 'changed', 'same', 'unreadable']), line: z.int(), file: z.string(), key: z.string(), text: wordsSchema.nullable(), changes: z.array(z.object({ field: wordsSchema, from: z.string().nullable(), to: z.string().nullable() })).optional() })),
  units: z.object({ name: wordsSchema, new: z.int(), changed: z.int(), same: z.int(), unreadable: z.int() }).optional(),
  columns: z.array(z.object({ file: z.string(), columns: z.array(z.object({ heading: z.string(), as: z.string().nullable() })) })).optional(),
});
const kept = z.array(z.object({ subject: z.object({ type: z.string(), id: z.string() }), no: z.string(), why: wordsSchema }));
const run = runRow.omit({ files: true }).extend({
  files: z.array(runFile), needs: z.array(need), settings,
  /** Rows read so far while the files are read; null when this node does not read them. */
  progress: z.int().nullable(),
  /** What a group of rows is called (订单), where things are counted beside their rows. */
  unit: wordsSchema.nullable(),
  preview: preview.nullable(), totals: z.record(z.string(), z.int()), checks: z.array(check), problems: z.array(problem),
  /** Rows were mended, and the totals and checks with them are being counted. */
  recounting: z.boolean(),
  /** The reason that was given for importing in spite of totals that disagree. */
  difference: z.object({ reason: z.string(), by: z.string(), at: instant }).nullable(),
  /** Whether it can be taken back now; `instead`: what puts it right where its kind never can. */
  undo: z.object({ possible: z.boolean(), instead: wordsSchema.nullable() }),
  undone: z.object({ reason: z.string(), by: z.string(), at: instant, taken: z.int(), kept, keptCount: z.int() }).nullable(),
  /** Rows that could be read but not taken: they can be tried again together. */
  retriable: z.int(),
});

export const readRun = endpoint({ method: 'GET', path: '/imports/:id', summary: words('导入', 'An import'), params, response: run });

/** Multipart: `files` (up to 20, 100 MB each), and before them `kind` where the person says what it is. */
export const uploadFiles = endpoint({ method: 'POST', path: '/imports/upload', summary: words('上传文件', 'Upload files'), response: run });

const position = shaped(/^\d{1,4}$/, words('要填文件的序号，如 0', 'The place of the file, such as 0'));
export const mapRun = endpoint({
  method: 'POST', path: '/imports/:id/mapping', summary: words('确认列与选择，读取文件', 'Confirm columns and choices, read the files'), params,
  body: z.strictObject({
    settings,
    /** By position of the file: key column → heading of the file. */
    mapping: z.record(position, z.record(text(100, 1), text(200, 1))).optional(),
    /** By position of the file: another format that it can be. */
    formats: z.record(position, text(100, 1)).optional(),
  }),
  response: done,
});
const nothing = z.strictObject({});
export const commit = endpoint({ method: 'POST', path: '/imports/:id/commit', summary: words('开始导入', 'Start the import'), params, body: z.strictObject({
  /** Why a file whose totals disagree with its rows is imported all the same; refused without it. */
  differs: text(500, 4).optional(),
}), response: done });
export const cancel = endpoint({ method: 'POST', path: '/imports/:id/cancellation', summary: words('放弃导入', 'Give the import up'), params, body: nothing, response: done });
export const retry = endpoint({ method: 'POST', path: '/imports/:id/retry', summary: words('重试待处理的行', 'Try the waiting rows again'), params, body: nothing, response: done });

/** What taking the run back would do: how many records, and which stay and why (the first of them named). Records that it updated stay as they are. */
export const lookAtUndo = endpoint({
  method: 'GET', path: '/imports/:id/undo', summary: words('撤回导入的预览', 'What taking an import back would do'), params,
  query: z.strictObject({ withLater: query.bool }),
  response: z.object({
    takes: z.int(), kept, keptCount: z.int(), updated: z.int(), says: wordsSchema,
    /** Of those that could be taken back, so many stand in a later file as well: they are kept unless `withLater` is true. */
    toldLater: z.int(),
    /** Rows that wait in the run: they end with it and stay to be read. */
    waiting: z.int(),
  }),
});
export const undo = endpoint({
  method: 'POST', path: '/imports/:id/undo', summary: words('撤回导入', 'Take an import back'), params, body: z.strictObject({ reason: text(500, 4), /** Also what a later file told of. */ withLater: z.boolean().optional() }),
  response: z.object({ id, taken: z.int(), kept: z.int() }),
});

/** What a run brought, as it stands now: also after it was taken back. Empty for kinds that cannot be taken back. */
export const listBrought = endpoint({
  method: 'GET', path: '/imports/:id/records', summary: words('导入带来的记录', 'What an import brought'), params, query: z.strictObject({ ...page }),
  response: listOf(z.object({ subject: z.object({ type: z.string(), id: z.string() }), no: z.string(), ref: z.string(), state: wordsSchema, takenBack: z.boolean() })),
});

/** `position-line` inside its run. */
export const row = shaped(/^\d{1,4}-\d{1,9}$/, words('要写成 文件序号-行号，如 0-12', 'The place of the file and the line, such as 0-12'));
const rowParams = z.strictObject({ id, row });
const rowStates = ['quarantined', 'dismissed', 'mended', 'undone'] as const;
const badRow = z.object({
  row, run: id, runNo: z.string(), file: z.string(), line: z.int(), kind: z.string(), state: z.enum(rowStates), key: z.string().nullable(),
  problems: z.array(problem.omit({ line: true, file: true })), note: z.string().nullable(), changedBy: z.string().nullable(), changedAt: instant.nullable(), version: z.int(),
});

export const listQuarantine = endpoint({
  method: 'GET', path: '/imports/quarantine', summary: words('待处理的行', 'Rows in quarantine'),
  query: z.strictObject({ q: query.text(100), run: query.text(36), kind: query.anyOf(importKinds), code: query.text(80), state: query.anyOf(rowStates), sort: query.oneOf(['created', '-created']), ...page }),
  response: listOf(badRow).extend({
    /** How often each problem occurs among the rows that wait; with the first page only. */
    codes: z.array(z.object({ code: z.string(), rows: z.int() })),
  }),
});
export const readRow = endpoint({
  method: 'GET', path: '/imports/:id/rows/:row', summary: words('待处理的一行', 'A row in quarantine'), params: rowParams,
  response: badRow.extend({
    cells: z.array(z.object({
      at: z.int(), heading: z.string(), value: z.string(),
      /** Shown with stars: what is not written over stays as it is in the file. */
      masked: z.boolean(), wrong: z.boolean(),
    })),
  }),
});
export const mendRow = endpoint({
  method: 'POST', path: '/imports/:id/rows/:row/mending', summary: words('修改一行并重试', 'Mend a row and try it'), params: rowParams,
  body: z.strictObject({ version: z.int(), cells: z.array(z.strictObject({ at: z.int().min(0).max(999), value: z.string().max(32_767) })).max(1_000) }),
  response: z.object({ row, outcome: z.enum(['accepted', 'updated', 'unchanged', 'quarantined']), problems: z.array(problem.omit({ line: true, file: true })) }),
});
export const dismissRow = endpoint({
  method: 'POST', path: '/imports/:id/rows/:row/dismissal', summary: words('不再处理一行', 'Dismiss a row'), params: rowParams,
  body: z.strictObject({ version: z.int(), reason: text(200, 2) }), response: z.object({ row }),
});
