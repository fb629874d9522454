import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { refusedRange } from './address-rules.ts';
import { checkedLookup } from './checked-lookup.ts';
import { GatewayFailure } from './gateway-failure.ts';
import { startLoopbackServer } from './loopback-server.ts';
import { createSafeFetch, type SafeFetch, type SafeFetchSettings } from './safe-fetch.ts';
import { startDnsStub } from './testing/dns-stub.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of closing.splice(0).reverse()) await close(); });

const fetcher = (settings: SafeFetchSettings = {}): SafeFetch => {
  const fetch = createSafeFetch(settings);
  closing.push(() => fetch.close());
  return fetch;
};

async function peer(handle: Parameters<typeof createServer>[1]): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server: Server = createServer(handle!).on('connection', () => { connections += 1; });
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready); });
  closing.push(() => new Promise((stopped) => { server.close(stopped); server.closeAllConnections(); }));
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

async function names(addresses: (name: string, asked: number) => readonly string[]) {
  const stub = await startDnsStub(addresses);
  closing.push(stub.stop);
  return stub;
}

const refusal = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(GatewayFailure);
  return (error as GatewayFailure).code;
};

describe('a webhook address that somebody typed into a form', () => {
  it.each([
    'https://127.0.0.1/', 'https://0177.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://127.1/', 'https://0.0.0.0/',
    'https://[::]/', 'https://[::1]/', 'https://[::ffff:7f00:1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::7f00:1]/', 'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/', 'https://[fe80::1]/', 'https://[fd00:ec2::254]/', 'https://169.254.169.254/', 'https://100.100.100.200/', 'https://168.63.129.16/',
    'https://10.0.0.8/', 'https://172.16.0.1/', 'https://172.31.255.255/', 'https://192.168.1.1/', 'https://255.255.255.255/', 'https://224.0.0.1/',
  ])('is refused before anything is sent: %s', async (url) => {
    expect(await refusal(fetcher()({ url }))).toBe('net.address-refused');
  });

  it('is refused on both sides of a private range only inside it', () => {
    expect(refusedRange('172.15.255.255', 'open')).toBeNull();
    expect(refusedRange('172.16.0.0', 'open')).toBe('private');
    expect(refusedRange('172.31.255.255', 'open')).toBe('private');
    expect(refusedRange('172.32.0.0', 'open')).toBeNull();
    expect(refusedRange('1fff:ffff::1', 'open')).toBe('notGlobal');
    expect(refusedRange('2400:3200::1', 'open')).toBeNull();
    expect(refusedRange('no address', 'open')).toBe('unreadable');
  });

  it('may not name another scheme, another port, or a password', async () => {
    const fetch = fetcher();
    expect(await refusal(fetch({ url: 'http://hooks.example.com/' }))).toBe('net.scheme-refused');
    expect(await refusal(fetch({ url: 'file:///etc/passwd' }))).toBe('net.scheme-refused');
    expect(await refusal(fetch({ url: 'https://hooks.example.com:6379/' }))).toBe('net.port-refused');
    expect(await refusal(fetch({ url: 'https://someone:secret@hooks.example.com/' }))).toBe('net.url-wrong');
    expect(await refusal(fetch({ url: 'hooks' }))).toBe('net.url-wrong');
  });
});

describe('a name that points inside', () => {
  it('is refused when connecting, and the peer never sees a connection', async () => {
    const inside = await peer((_, out) => out.end('secret'));
    const dns = await names(() => ['127.0.0.1']);
    const fetch = fetcher({ nameServers: [dns.server], plainHttp: true, ports: [inside.port] });
    expect(await refusal(fetch({ url: `http://innocent.test:${inside.port}/` }))).toBe('net.address-refused');
    expect(dns.asked()).toBe(1);
    expect(inside.connections()).toBe(0);
  });

  it('is refused although another of its addresses is public', async () => {
    const inside = await peer((_, out) => out.end('secret'));
    const dns = await names(() => ['8.8.4.4', '127.0.0.1']);
    const fetch = fetcher({ nameServers: [dns.server], plainHttp: true, ports: [inside.port] });
    expect(await refusal(fetch({ url: `http://innocent.test:${inside.port}/` }))).toBe('net.address-refused');
    expect(inside.connections()).toBe(0);
  });

  it('is looked up once per connection, so that the address checked is the address used', async () => {
    const answers = [[{ address: '8.8.4.4', family: 4 }], [{ address: '127.0.0.1', family: 4 }]];
    const lookup = checkedLookup((_, done) => done(null, answers.shift()!), 'open');
    const once = () => new Promise<string>((found, failed) => {
      lookup('rebinding.test', { all: true }, (error, addresses) => (error ? failed(error) : found((addresses as { address: string }[])[0]!.address)));
    });
    expect(await once()).toBe('8.8.4.4');
    expect(await refusal(once())).toBe('net.address-refused');
  });

  it('is reached when the operator has listed it, until it moves to the metadata address', async () => {
    const inside = await peer((_, out) => out.writeHead(200, { connection: 'close' }).end('ours'));
    const dns = await names((_, asked) => (asked === 0 ? ['127.0.0.1'] : ['169.254.169.254']));
    const fetch = fetcher({ nameServers: [dns.server], allow: [`gateway.test:${inside.port}`] });
    const url = `http://gateway.test:${inside.port}/`;
    expect((await fetch({ url })).body.toString()).toBe('ours');
    expect(await refusal(fetch({ url }))).toBe('net.address-refused');
    expect(inside.connections()).toBe(1);
  });

  it('is not found when nobody knows it, and that may be tried again', async () => {
    const dns = await names(() => []);
    const fetch = fetcher({ nameServers: [dns.server], plainHttp: true, ports: [80] });
    const error = await fetch({ url: 'http://nobody.test/' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'net.unreachable', retry: true });
  });
});

describe('the list of own gateways', () => {
  it('opens one host and port, not the port beside it', async () => {
    const ours = await peer((_, out) => out.end('ours'));
    const other = await peer((_, out) => out.end('other'));
    const fetch = fetcher({ allow: [`127.0.0.1:${ours.port}`], plainHttp: true, ports: [other.port] });
    expect((await fetch({ url: `http://127.0.0.1:${ours.port}/` })).status).toBe(200);
    expect(await refusal(fetch({ url: `http://127.0.0.1:${other.port}/` }))).toBe('net.address-refused');
    expect(other.connections()).toBe(0);
  });

  it('takes host:port only', () => {
    for (const entry of ['127.0.0.1', 'a.test/path:80', 'http://a.test:80', ':80']) expect(() => createSafeFetch({ allow: [entry] })).toThrow(/net.allow-entry-wrong/);
  });
});

describe('a peer that means no good', () => {
  const listed = (port: number, settings: SafeFetchSettings = {}) => fetcher({ allow: [`127.0.0.1:${port}`], ...settings });

  it('redirects inside: the redirect comes back and is not followed', async () => {
    const inside = await peer((_, out) => out.end('secret'));
    const { port } = await peer((_, out) => out.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end());
    expect((await listed(port)({ url: `http://127.0.0.1:${port}/` })).status).toBe(302);
    expect(inside.connections()).toBe(0);
  });

  it('sends exactly the limit, which passes, or one byte more, which does not', async () => {
    const limit = 5 * 1024 * 1024;
    const { port } = await peer((incoming, out) => out.end(Buffer.alloc(Number(new URL(incoming.url!, 'http://x').searchParams.get('bytes')), 32)));
    const fetch = listed(port);
    expect((await fetch({ url: `http://127.0.0.1:${port}/?bytes=${limit}` })).body.length).toBe(limit);
    expect(await refusal(fetch({ url: `http://127.0.0.1:${port}/?bytes=${limit + 1}` }))).toBe('net.too-large');
  });

  it('never stops sending: it is cut off at the limit', async () => {
    const { port } = await peer((_, out) => {
      const more = () => { while (!out.destroyed && out.write(Buffer.alloc(65_536))); };
      out.on('drain', more);
      more();
    });
    expect(await refusal(listed(port, { maxBytes: 100_000 })({ url: `http://127.0.0.1:${port}/` }))).toBe('net.too-large');
  });

  it('never answers, or never ends its answer: the call ends by time', async () => {
    const { port } = await peer((incoming, out) => { if (incoming.url === '/half') out.write('half'); });
    const fetch = listed(port, { timeoutMs: 150 });
    expect(await refusal(fetch({ url: `http://127.0.0.1:${port}/mute` }))).toBe('net.timeout');
    expect(await refusal(fetch({ url: `http://127.0.0.1:${port}/half` }))).toBe('net.timeout');
  });

  it('is not there at all: that may be tried again', async () => {
    const gone = await startLoopbackServer(() => ({ status: 200, body: '' }));
    await gone.stop();
    await expect(listed(gone.port)({ url: gone.url })).rejects.toMatchObject({ code: 'net.unreachable', retry: true });
  });
});
