import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Which addresses an outgoing request may use. `open`: the public internet only. `listed`: the operator named this host and port
 * (an on-premise gateway, a local twin), so that loopback and private networks are fine; addresses that no gateway can have
 * (link-local with the cloud's metadata service, unspecified, multicast, broadcast) stay refused even then.
 */
export type Trust = 'open' | 'listed';

/** Services of clouds for their own machines at addresses that look public. */
const cloudInternal = new Set(['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254']);

const neverRanges = new Set(['linkLocal', 'unspecified', 'multicast', 'broadcast']);

const publicIPv6 = ipaddr.parseCIDR('2000::/3');

/**
 * Null when the address may be used, else the name of the range that refuses it. Takes any notation that ipaddr reads
 * (dotted, decimal, hexadecimal, octal, mapped); what cannot be read is refused.
 */
export function refusedRange(address: string, trust: Trust): string | null {
  const bare = address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address;
  if (!ipaddr.isValid(bare)) return 'unreadable';
  // process() unmaps ::ffff:a.b.c.d, which a connection would take for the IPv4 address itself.
  const ip = ipaddr.process(bare);
  if (cloudInternal.has(ip.toString())) return 'cloudInternal';
  const range = ip.range();
  if (neverRanges.has(range)) return range;
  if (trust === 'listed') return null;
  if (range !== 'unicast') return range;
  // Outside 2000::/3 nothing is routed publicly; this also catches the old ::127.0.0.1 form.
  if (ip.kind() === 'ipv6' && !(ip as ipaddr.IPv6).match(publicIPv6 as [ipaddr.IPv6, number])) return 'notGlobal';
  return null;
}

/** The address in a URL's host, when it is an address and no name. `URL` has already folded 0177.1 and 0x7f000001 into dots. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? null : bare;
}
