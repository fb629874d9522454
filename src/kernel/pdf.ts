import { createRequire } from 'node:module';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Language } from './words.ts';

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

/** What a document in a language is set in: the Chinese font draws the apostrophes and quotation marks of English narrow only if asked. */
export const pdfIn = (language: Language): Pick<TDocumentDefinitions, 'defaultStyle'> => (language === 'en' ? { defaultStyle: { fontFeatures: ['pwid'] } } : {});

/** A document as a PDF, set in a font that has Chinese. */
export const pdfOf = (document: TDocumentDefinitions): Promise<Buffer> => printer().createPdf({ ...document, defaultStyle: { font: 'Noto', fontSize: 9, ...document.defaultStyle } }).getBuffer() as Promise<Buffer>;
