import type { writeXlsx as write } from 'hucre/xlsx';

/** A workbook for Excel. The library is loaded with the first one: most of the day nobody takes a file along. */
export const writeXlsx = async (book: Parameters<typeof write>[0]): Promise<Uint8Array> => (await import('hucre/xlsx')).writeXlsx(book);
