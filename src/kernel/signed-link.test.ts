import { expect, test } from 'vitest';
import { newId } from './ids.ts';
import { Refusal } from './refusal.ts';
import { openLink, signLink } from './signed-link.ts';

const secret = Buffer.alloc(32, 7);
const id = newId(Date.parse('2026-11-24T00:00:00Z'));
const expiresAt = Date.parse('2026-12-24T00:00:00Z');
const link = signLink(secret, { type: 'order', id, expiresAt });

test('a customer opens the order of the link', () => expect(openLink(secret, link, 'order', expiresAt - 1)).toEqual({ type: 'order', id, expiresAt }));
test('one millisecond before its end it opens, at its end it is dead', () => expect(() => openLink(secret, link, 'order', expiresAt)).toThrow(Refusal));
test('a link for an order opens no parcel', () => expect(() => openLink(secret, link, 'parcel', expiresAt - 1)).toThrow(Refusal));
test('with any character changed it opens nothing', () => {
  for (let i = 0; i < link.length; i += 1) {
    const changed = link.slice(0, i) + (link[i] === 'A' ? 'B' : 'A') + link.slice(i + 1);
    expect(() => openLink(secret, changed, 'order', expiresAt - 1), `character ${i}`).toThrow(Refusal);
  }
});
test('another installation signs otherwise', () => expect(() => openLink(Buffer.alloc(32, 8), link, 'order', expiresAt - 1)).toThrow(Refusal));
