import { words } from '../words.ts';
import { literalAddress, refusedRange, type Trust } from './address-rules.ts';
import { addressRefused, checkedLookup, namesFrom, systemNames, type NameLookup } from './checked-lookup.ts';
import { GatewayFailure } from './gateway-failure.ts';

export interface SafeFetchSettings {
  /** `host:port` of local twins and on-premise gateways: they may be private, on any port, and without TLS. */
  readonly allow?: readonly string[];
  /** Ports of everybody else. */
  readonly ports?: readonly number[];
  /** Whether everybody else may be called without TLS. */
  readonly plainHttp?: boolean;
  /** For one call from the first look-up to the last byte, milliseconds. */
  readonly timeoutMs?: number;
  /** Of an answer's body, as it comes over the wire. */
  readonly maxBytes?: number;
  /** Name servers instead of the machine's own. */
  readonly nameServers?: readonly string[];
}

export interface SafeRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Shorter limits than the settings' for this call; longer ones are not granted. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface SafeResponse {
  readonly status: number;
  /** Lower-case names; a repeated header is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Every outgoing HTTP call of the product. Redirects are never followed: a 3xx comes back as it is. */
export interface SafeFetch {
  (call: SafeRequest): Promise<SafeResponse>;
  /** Refuses what would be refused at the call without any look-up: the shape, scheme, port and literal address. Throws GatewayFailure. */
  check(url: string): void;
  close(): Promise<void>;
}

export const defaultTimeoutMs = 10_000;
export const defaultMaxBytes = 5 * 1024 * 1024;
export const defaultPorts: readonly number[] = [443, 8443];

const portOf = (protocol: string, port: string) => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

function allowedOrigins(entries: readonly string[]): ReadonlySet<string> {
  return new Set(entries.map((entry) => {
    const url = /:\d{1,5}$/.test(entry) ? URL.parse(`http://${entry}`) : null;
    if (!url || url.pathname !== '/' || url.username !== '') {
      throw new GatewayFailure('net.allow-entry-wrong', words(`允许名单中的“${entry}”格式不对，应为“主机:端口”。`, `"${entry}" in the allow list is not of the form host:port.`));
    }
    return `${url.hostname}:${portOf('http:', url.port)}`;
  }));
}

/**
 * Errors (GatewayFailure): `net.url-wrong`, `net.scheme-refused`, `net.port-refused`, `net.address-refused` before or at connect
 * time; `net.timeout`, `net.unreachable` (retry); `net.too-large`.
 */
export function createSafeFetch(settings: SafeFetchSettings = {}): SafeFetch {
  const allow = allowedOrigins(settings.allow ?? []);
  const ports = new Set(settings.ports ?? defaultPorts);
  const timeoutMs = settings.timeoutMs ?? defaultTimeoutMs;
  const maxBytes = settings.maxBytes ?? defaultMaxBytes;
  const names: NameLookup = settings.nameServers ? namesFrom(settings.nameServers) : systemNames;

  const trustOf = (hostname: string, port: number): Trust => (allow.has(`${hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname}:${port}`) ? 'listed' : 'open');

  const openClient = async () => {
    const { Agent, buildConnector, request } = await import('undici');
    const connectorOf = (trust: Trust) => buildConnector({ lookup: checkedLookup(names, trust), timeout: timeoutMs, allowH2: false });
    const connectors = { open: connectorOf('open'), listed: connectorOf('listed') };
    const agent = new Agent({
      keepAliveTimeout: 4_000,
      connect: (options, callback) => connectors[trustOf(options.hostname, portOf(options.protocol, options.port))](options, callback),
    });
    return { agent, request };
  };
  /** Loaded with the first call: an installation that calls nobody does not hold a client in memory. */
  let client: ReturnType<typeof openClient> | null = null;

  const check = (text: string): URL => {
    const url = URL.parse(text);
    if (!url || url.username !== '' || url.password !== '') {
      throw new GatewayFailure('net.url-wrong', words('网址格式不正确（不能包含用户名和密码）。', 'The URL is not valid (it must not carry a user name or password).'));
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      throw new GatewayFailure('net.scheme-refused', words('只能访问 https 网址。', 'Only https URLs are called.'), { facts: { scheme: url.protocol } });
    }
    const port = portOf(url.protocol, url.port);
    const trust = trustOf(url.hostname, port);
    if (trust === 'open') {
      if (url.protocol === 'http:' && settings.plainHttp !== true) {
        throw new GatewayFailure('net.scheme-refused', words('只能访问 https 网址。', 'Only https URLs are called.'), { facts: { host: url.hostname, scheme: url.protocol } });
      }
      if (!ports.has(port)) {
        throw new GatewayFailure('net.port-refused', words(`不允许访问端口 ${port}。`, `Port ${port} is not allowed.`), { facts: { host: url.hostname, port } });
      }
    }
    // A literal address passes no look-up, so that it is checked here.
    const literal = literalAddress(url.hostname);
    const range = literal === null ? null : refusedRange(literal, trust);
    if (range !== null) throw addressRefused(url.hostname, range);
    return url;
  };

  const call = async (asked: SafeRequest): Promise<SafeResponse> => {
    const url = check(asked.url);
    const limit = Math.min(asked.maxBytes ?? maxBytes, maxBytes);
    const tooLarge = () => new GatewayFailure('net.too-large', words(`对方返回的内容超过 ${limit} 字节，已中断。`, `The answer is larger than ${limit} bytes and was cut off.`), { facts: { host: url.hostname, limit } });
    try {
      const { agent, request } = await (client ??= openClient());
      const answer = await request(url, {
        dispatcher: agent,
        method: asked.method ?? 'GET',
        headers: { 'user-agent': 'dianzhang', ...asked.headers },
        body: asked.body ?? null,
        signal: AbortSignal.timeout(Math.min(asked.timeoutMs ?? timeoutMs, timeoutMs)),
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        // Leaving the loop destroys the body and with it the connection: nothing more is read.
        if (size > limit) throw tooLarge();
        chunks.push(chunk);
      }
      const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
      return { status: answer.statusCode, headers, body: Buffer.concat(chunks, size) };
    } catch (error) {
      throw named(error, url);
    }
  };
  return Object.assign(call, { check: (url: string): void => void check(url), close: async () => (await client)?.agent.close() });
}

function named(error: unknown, url: URL): unknown {
  if (error instanceof GatewayFailure) return error;
  if (!(error instanceof Error)) return error;
  if (error.cause instanceof GatewayFailure) return error.cause;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const facts = { host: url.hostname, code };
  if (error.name === 'TimeoutError' || error.name === 'AbortError' || /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/.test(code)) {
    return new GatewayFailure('net.timeout', words(`访问 ${url.hostname} 超时，稍后会重试。`, `${url.hostname} did not answer in time.`), { retry: true, facts, cause: error });
  }
  return new GatewayFailure('net.unreachable', words(`无法连接 ${url.hostname}，稍后会重试。`, `${url.hostname} cannot be reached.`), { retry: true, facts, cause: error });
}
