import { createRequire } from 'node:module';

<<<<<<< HEAD:src/chapters/logistics/transport/pdf.ts
export { pdfOf } from '../../../kernel/pdf.ts';

interface Bwip { toBuffer(options: { bcid: string; text: string; scale: number; height: number; includetext: boolean }): Promise<Buffer> }

const load = createRequire(import.meta.url);

/** Code 128 as a picture for `image`. The text stands beside it in type, not in the picture. */
export async function code128(text: string): Promise<string> {
  const bwip = load('bwip-js') as Bwip;
  return `data:image/png;base64,${(await bwip.toBuffer({ bcid: 'code128', text, scale: 3, height: 12, includetext: false })).toString('base64')}`;
}
=======
type Pdfmake = typeof import('pdfmake');

const load = createRequire(import.meta.url);
let ready: Pdfmake | null = null;

/** The printer and its Chinese font cost some memory: they are read when the first page is printed. It may open its own font and nothing else. */
function printer(): Pdfmake {
  if (ready) return ready;
  const font = load.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
  const bold = load.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf');
  const made = load('pdfmake') as Pdfmake & { setUrlAccessPolicy(allow: (url: string) => boolean): void; setLocalAccessPolicy(allow: (path: string) => boolean): void };
  made.setFonts({ Noto: { normal: font, bold, italics: font, bolditalics: bold } });
  made.setUrlAccessPolicy(() => false);
  made.setLocalAccessPolicy((path) => path === font || path === bold);
  ready = made;
  return made;
}

export const pdfOf = (document: TDocumentDefinitions): Promise<Buffer> => printer().createPdf({ ...document, defaultStyle: { font: 'Noto', fontSize: 9, ...document.defaultStyle } }).getBuffer() as Promise<Buffer>;
>>>>>>> 43427ed (feat(sales): needs, solutions, price lists, quotes with approval, contracts with templates and linter, confirmed contract to order (2.2.1–2.2.4, 2.3.1)):src/kernel/files/pdf.ts
