/** Chain ends and what is no sector. */
const NO_SECTOR = 0xffff_fffa;
const EOF_RECORD = 0x0a;
const SHEET_RECORD = 0x85;

/**
 * Which sheets of a workbook of Excel 97–2003 are hidden, in their order. The library that reads the cells passes over it, so the list of sheets is
 * looked up in the container itself. @throws RangeError where the container is damaged
 */
export function hiddenOldSheets(bytes: Uint8Array): boolean[] {
  const book = workbookStream(bytes);
  const hidden: boolean[] = [];
  for (let at = 0; at + 4 <= book.byteLength; ) {
    const [record, length] = [book.getUint16(at, true), book.getUint16(at + 2, true)];
    if (record === EOF_RECORD) break;
    // Place of the sheet (4 bytes), then its state: 0 seen, 1 hidden, 2 hidden from people altogether.
    if (record === SHEET_RECORD) hidden.push((book.getUint8(at + 8) & 3) !== 0);
    at += 4 + length;
  }
  return hidden;
}

/** The stream called Workbook (Book in some writers) of a compound file, whole. */
function workbookStream(bytes: Uint8Array): DataView {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sectorSize = 1 << file.getUint16(30, true);
  const smallSize = 1 << file.getUint16(32, true);
  const sector = (n: number): DataView => new DataView(bytes.buffer, bytes.byteOffset + (n + 1) * sectorSize, sectorSize);
  const most = Math.ceil(bytes.byteLength / sectorSize);

  /** Sectors that hold the table of chains: the first 109 stand in the head, more in sectors of their own. */
  const tables = Array.from({ length: 109 }, (_, i) => file.getUint32(76 + i * 4, true)).filter((n) => n < NO_SECTOR);
  for (let more = file.getUint32(68, true), seen = 0; more < NO_SECTOR && seen <= most; seen += 1) {
    const list = sector(more);
    for (let at = 0; at < sectorSize - 4; at += 4) if (list.getUint32(at, true) < NO_SECTOR) tables.push(list.getUint32(at, true));
    more = list.getUint32(sectorSize - 4, true);
  }
  const perTable = sectorSize / 4;
  const after = (n: number): number => sector(tables[Math.floor(n / perTable)] ?? NO_SECTOR).getUint32((n % perTable) * 4, true);
  const chain = (first: number): DataView => {
    const parts: Uint8Array[] = [];
    for (let n = first; n < NO_SECTOR && parts.length <= most; n = after(n)) parts.push(new Uint8Array(sector(n).buffer, sector(n).byteOffset, sectorSize));
    const whole = Buffer.concat(parts);
    return new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  };

  const directory = chain(file.getUint32(48, true));
  const entries = Array.from({ length: Math.floor(directory.byteLength / 128) }, (_, i) => i * 128).map((at) => ({
    name: String.fromCharCode(...Array.from({ length: Math.max(0, Math.min(32, directory.getUint16(at + 64, true) / 2) - 1) }, (_, i) => directory.getUint16(at + i * 2, true))),
    kind: directory.getUint8(at + 66), first: directory.getUint32(at + 116, true), size: directory.getUint32(at + 120, true),
  }));
  const book = entries.find((e) => e.kind === 2 && (e.name === 'Workbook' || e.name === 'Book'));
  if (!book) throw new RangeError('the container holds no workbook');
  if (book.size >= file.getUint32(56, true)) return cut(chain(book.first), book.size);

  // A small stream lies in pieces inside the stream of the root.
  const pieces = chain(entries.find((e) => e.kind === 5)?.first ?? NO_SECTOR);
  const pieceAfter = chain(file.getUint32(60, true));
  const parts: Uint8Array[] = [];
  for (let n = book.first; n < NO_SECTOR && parts.length * smallSize < book.size; n = pieceAfter.getUint32(n * 4, true)) {
    // Pieces that lead back to themselves would go on for as long as the size says, which may be anything.
    if (parts.length * smallSize > pieces.byteLength) throw new RangeError('the pieces of the workbook go round in a circle');
    parts.push(new Uint8Array(pieces.buffer, pieces.byteOffset + n * smallSize, smallSize));
  }
  const whole = Buffer.concat(parts);
  return cut(new DataView(whole.buffer, whole.byteOffset, whole.byteLength), book.size);
}

const cut = (view: DataView, size: number): DataView => new DataView(view.buffer, view.byteOffset, Math.min(size, view.byteLength));
