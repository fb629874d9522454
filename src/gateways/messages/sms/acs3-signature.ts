import { createHash, createHmac } from 'node:crypto';

/** RFC 3986 escaping, which encodeURIComponent leaves five characters short of. */
const escape = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export const canonicalQuery = (query: Readonly<Record<string, string>>): string =>
  Object.keys(query).toSorted().map((name) => `${escape(name)}=${escape(query[name]!)}`).join('&');

export const sha256Hex = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

export interface SignedParts {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names; those signed are `host`, `content-type` and `x-acs-*`. */
  readonly headers: Readonly<Record<string, string>>;
}

export const signedHeaderNames = (headers: Readonly<Record<string, string>>): string[] =>
  Object.keys(headers).filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-')).toSorted();

/** Signature version 3 of Alibaba Cloud's interfaces (ACS3-HMAC-SHA256); `names` are the headers under it, sorted. */
export function acs3Signature(parts: SignedParts, names: readonly string[], secret: string): string {
  const headers = names.map((name) => `${name}:${(parts.headers[name] ?? '').trim()}\n`).join('');
  const canonical = [parts.method, parts.path, canonicalQuery(parts.query), headers, names.join(';'), parts.headers['x-acs-content-sha256'] ?? ''].join('\n');
  return createHmac('sha256', secret).update(`ACS3-HMAC-SHA256\n${sha256Hex(canonical)}`).digest('hex');
}

export function acs3Authorization(parts: SignedParts, keyId: string, secret: string): string {
  const names = signedHeaderNames(parts.headers);
  return `ACS3-HMAC-SHA256 Credential=${keyId},SignedHeaders=${names.join(';')},Signature=${acs3Signature(parts, names, secret)}`;
}
