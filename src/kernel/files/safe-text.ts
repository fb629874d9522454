/**
 * Text for a cell of a csv that we write. Spreadsheets run what begins like a formula, also after blanks; an apostrophe makes it text again,
 * and our readers take it away (`textCell`). In an xlsx text is text and needs none.
 */
export const safeText = (text: string): string => (/^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\0]/.test(text) ? `'${text}` : text);

export const quotedCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A cell of text as it stands in a csv. */
export const csvText = (text: string): string => quotedCell(safeText(text));
