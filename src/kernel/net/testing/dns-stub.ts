import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

const typeA = 1;
const typeAAAA = 28;

function question(packet: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

/**
 * A name server on loopback (RFC 1035, A records, time to live 0). `addresses` is asked at every query and may answer
 * differently each time, as a hostile server does.
 */
export async function startDnsStub(addresses: (name: string, asked: number) => readonly string[]): Promise<{ server: string; asked: () => number; stop: () => Promise<void> }> {
  const socket = createSocket('udp4');
  let count = 0;
  socket.on('message', (packet, from) => {
    const { name, type, end } = question(packet);
    const found = type === typeA ? addresses(name, count++) : [];
    const head = Buffer.from(packet.subarray(0, 12));
    head.writeUInt16BE(found.length === 0 && type !== typeAAAA ? 0x8183 : 0x8180, 2);
    head.writeUInt16BE(found.length, 6);
    head.writeUInt32BE(0, 8);
    const records = found.map((address) => {
      const record = Buffer.alloc(16);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(typeA, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt16BE(4, 10);
      address.split('.').forEach((part, index) => record.writeUInt8(Number(part), 12 + index));
      return record;
    });
    socket.send(Buffer.concat([head, packet.subarray(12, end), ...records]), from.port, from.address);
  });
  await new Promise<void>((ready) => { socket.bind(0, '127.0.0.1', ready); });
  const { port } = socket.address() as AddressInfo;
  return { server: `127.0.0.1:${port}`, asked: () => count, stop: () => new Promise((stopped) => { socket.close(() => stopped()); }) };
}
