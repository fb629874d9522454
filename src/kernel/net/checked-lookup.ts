import { lookup as systemLookup, Resolver, type LookupAddress } from 'node:dns';
import { isIPv4, type LookupFunction } from 'node:net';
import { words } from '../words.ts';
import { refusedRange, type Trust } from './address-rules.ts';
import { GatewayFailure } from './gateway-failure.ts';

/** Finds every address of a name. */
export type NameLookup = (hostname: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

export const systemNames: NameLookup = (hostname, done) =>
  systemLookup(hostname, { all: true, order: 'verbatim' }, (error, addresses) => done(error, addresses ?? []));

/** Names from these servers (`10.0.0.2` or `10.0.0.2:5353`) instead of the machine's. */
export function namesFrom(servers: readonly string[]): NameLookup {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers(servers);
  return (hostname, done) => {
    resolver.resolve4(hostname, (error4, v4) =>
      resolver.resolve6(hostname, (error6, v6) => {
        const addresses: LookupAddress[] = [...(error4 ? [] : v4).map((address) => ({ address, family: 4 })), ...(error6 ? [] : v6).map((address) => ({ address, family: 6 }))];
        done(addresses.length > 0 ? null : (error4 ?? error6 ?? new Error(`no address of ${hostname}`)), addresses);
      }),
    );
  };
}

export function addressRefused(host: string, range: string): GatewayFailure {
  return new GatewayFailure(
    'net.address-refused',
    words(`不能访问该地址：${host} 指向内部或保留网络。如为本公司自建接口，请在系统设置的允许名单中登记“主机:端口”。`,
      `${host} points to an internal or reserved network. If it is your own gateway, list its host:port in the settings.`),
    { facts: { host, range } },
  );
}

/**
 * The look-up that a connection itself makes, so that the address checked is the address used and a name that changes between
 * two look-ups gains nothing. One refused address refuses the name: a mixed answer is how such names try their luck.
 */
export function checkedLookup(names: NameLookup, trust: Trust): LookupFunction {
  return (hostname, options, callback) => {
    names(hostname, (error, addresses) => {
      const fail = (reason: Error) => callback(reason as NodeJS.ErrnoException, '', 0);
      if (error) return fail(error);
      for (const { address } of addresses) {
        const range = refusedRange(address, trust);
        if (range !== null) return fail(addressRefused(hostname, range));
      }
      const family = options.family === 4 || options.family === 'IPv4' ? 4 : options.family === 6 || options.family === 'IPv6' ? 6 : 0;
      const usable = addresses.filter((a) => family === 0 || (family === 4) === isIPv4(a.address));
      const [first] = usable;
      if (!first) return fail(Object.assign(new Error(`no address of ${hostname}`), { code: 'ENOTFOUND' }));
      if (options.all) return callback(null, usable);
      return callback(null, first.address, first.family);
    });
  };
}
