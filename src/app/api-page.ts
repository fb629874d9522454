import type { Language } from '../kernel/words.ts';

interface Operation {
  summary?: string; description?: string; tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}
interface Schema { type?: string | string[]; format?: string; properties?: Record<string, Schema>; required?: string[]; items?: Schema; anyOf?: Schema[]; enum?: unknown[]; const?: unknown; $ref?: string; maxLength?: number; minimum?: number; maximum?: number }

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** A schema in one readable line: `{id: uuid, lines: [{sku: text}]}`. */
function say(schema: Schema | undefined, depth = 0): string {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.split('/').at(-1)!;
  if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map((s) => say(s, depth)).join(' | ');
  if (schema.items) return `[${say(schema.items, depth)}]`;
  if (schema.properties) {
    if (depth > 3) return '{…}';
    const pad = '  '.repeat(depth + 1);
    return `{\n${Object.entries(schema.properties).map(([name, s]) => `${pad}${name}${schema.required?.includes(name) ? '' : '?'}: ${say(s, depth + 1)}`).join('\n')}\n${'  '.repeat(depth)}}`;
  }
  return schema.format ?? (Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any'));
}

/** The OpenAPI document as a page that people can read: no script, printable, made from the same rows. */
export function apiPage(document: Record<string, unknown>, language: Language): string {
  const zh = language === 'zh';
  const groups = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(document['paths'] as Record<string, Record<string, Operation>>))
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'api';
      const id = `${method}${path}`.replace(/[^a-z0-9]+/gi, '-');
      const fields = (operation.parameters ?? []).map((p) => `<tr><td><code>${escape(p.name)}</code></td><td>${p.in}</td><td>${p.required ? (zh ? '必填' : 'required') : ''}</td><td><code>${escape(say(p.schema))}</code></td></tr>`).join('');
      const body = operation.requestBody?.content['application/json'].schema;
      const answer = operation.responses['200']?.content?.['application/json']?.schema;
      groups.set(tag, [...(groups.get(tag) ?? []), `<section id="${id}"><h3><b class="${method}">${method.toUpperCase()}</b> <code>${escape(path)}</code> <span>${escape(operation.summary ?? '')}</span></h3>
<p>${escape(operation.description ?? '')}</p>${fields ? `<table>${fields}</table>` : ''}${body ? `<h4>${zh ? '内容' : 'Body'}</h4><pre>${escape(say(body))}</pre>` : ''}${answer ? `<h4>${zh ? '返回' : 'Answer'}</h4><pre>${escape(say(answer))}</pre>` : ''}</section>`]);
    }
  const title = zh ? '店章 · 接口说明' : 'Dianzhang · API';
  const intro = zh
    ? '时刻为自 1970-01-01 UTC 起的整数毫秒；金额为整数分。请在请求头带上 <code>Authorization: Bearer 令牌</code>；修改类请求请带 <code>Idempotency-Key</code>（UUID），同一键只执行一次。出错时返回 <code>application/problem+json</code>。列表用 <code>cursor</code> 翻页。机器可读版本：<a href="/api/openapi.json">openapi.json</a>'
    : 'Instants are integer milliseconds since 1970-01-01 UTC; money is integer fen. Send <code>Authorization: Bearer TOKEN</code>; state changes take an <code>Idempotency-Key</code> (UUID) and happen once per key. Errors are <code>application/problem+json</code>. Lists page by <code>cursor</code>. For machines: <a href="/api/openapi.json">openapi.json</a>';
  return `<!doctype html><html lang="${zh ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><nav>${[...groups.keys()].sort().map((tag) => `<a href="#tag-${escape(tag)}">${escape(tag)}</a>`).join('')}</nav><main><h1>${title}</h1><p>${intro}</p>
${[...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tag, list]) => `<h2 id="tag-${escape(tag)}">/${escape(tag)}</h2>${list.join('\n')}`).join('\n')}</main></body></html>`;
}

export const apiPageStyle = `:root{color-scheme:light dark}body{margin:0;display:grid;grid-template-columns:180px 1fr;font:14px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif;background:#faf9f6;color:#1f2328}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:16px;border-right:1px solid #e7e4dd;box-sizing:border-box}nav a{display:block;color:#1f5fa8;text-decoration:none}main{padding:24px;max-width:1000px;min-width:0}
section{border-top:1px solid #e7e4dd;padding:4px 0}h3{font-size:14px;margin:8px 0 0}h3 span{font-weight:400;color:#5b616a}b.get{color:#2f7d5b}b.post,b.put,b.patch{color:#1f5fa8}b.delete{color:#c8372d}h4{margin:6px 0 2px;font-size:12px;color:#5b616a}
pre,code{font:12px/1.5 ui-monospace,Consolas,monospace}pre{background:#fff;border:1px solid #e7e4dd;border-radius:6px;padding:8px;overflow:auto;margin:0}table{border-collapse:collapse;font-size:13px}td{padding:2px 12px 2px 0;vertical-align:top}p{margin:4px 0}
@media (max-width:700px){body{display:block}nav{position:static;height:auto;display:flex;flex-wrap:wrap;gap:8px}}@media (prefers-color-scheme:dark){body{background:#16181b;color:#e6e4df}pre{background:#1d2024;border-color:#33373d}nav,section{border-color:#33373d}nav a{color:#7fb0ea}}`;
