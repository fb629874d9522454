import { expect, test } from 'vitest';
import { words } from '../../src/kernel/words.ts';
import { navOf, type ChapterPage } from './chapter-pages.ts';

const page = (at: string, given: Partial<ChapterPage>): ChapterPage => ({ place: 'finance', path: at, title: words(at, at), nav: 1, load: () => Promise.reject(new Error('not opened')), ...given });
const seen = (rights: Readonly<Record<string, readonly []>>, posts: readonly ('warehouse' | 'administrator')[], pages: readonly ChapterPage[]): string[] => navOf('finance', { posts, rights }, pages).map((p) => p.href);

test('what may not be read is hidden, from administrators too; what is the work of others stays out of the way', () => {
  const bills = page('/bills', { reads: ['GET /bills'] });
  expect(seen({}, ['warehouse'], [bills])).toEqual(['/bills']);
  expect(seen({ 'GET /bills': [] }, ['warehouse'], [bills])).toEqual([]);
  expect(seen({ 'GET /bills': [] }, ['administrator'], [bills])).toEqual([]);
  expect(seen({}, ['warehouse'], [page('/bills', { reads: ['GET /bills'], posts: ['accountant'] })])).toEqual([]);
  expect(seen({}, ['administrator'], [page('/bills', { reads: ['GET /bills'], posts: ['accountant'] })])).toEqual(['/bills']);
});
