import { createRequire } from 'node:module';

export { pdfOf } from '../../../kernel/pdf.ts';

interface Bwip { toBuffer(options: { bcid: string; text: string; scale: number; height: number; includetext: boolean }): Promise<Buffer> }

const load = createRequire(import.meta.url);

/** Code 128 as a picture for `image`. The text stands beside it in type, not in the picture. */
export async function code128(text: string): Promise<string> {
  const bwip = load('bwip-js') as Bwip;
  return `data:image/png;base64,${(await bwip.toBuffer({ bcid: 'code128', text, scale: 3, height: 12, includetext: false })).toString('base64')}`;
}
