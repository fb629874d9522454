const MB = 1024 * 1024;

/**
 * What an uploaded table may cost us. A 400 KB bomb unpacks to a gigabyte, so nothing here trusts a declared size:
 * bytes are counted as they come out.
 */
export const fileLimits = {
  /** Bytes of one upload as it arrives. */
  uploadBytes: 200 * MB,
  /** Members of a zip or parts of an xlsx. */
  zipEntries: 2_000,
  /** Bytes that all members together may unpack to within one reading. */
  unpackedBytes: 200 * MB,
  /** Unpacked ÷ packed beyond which a member is a bomb, watched once it has given `ratioFromBytes`. */
  ratio: 250,
  ratioFromBytes: 16 * MB,
  /** A table inside a zip is held in memory only up to this size (xlsx needs random access). */
  memberBytes: 64 * MB,
  /** Small parts of an xlsx (workbook, relations, styles) that are read whole. */
  partBytes: 8 * MB,
  /** One record of a csv; a quote that is never closed would swallow the rest of the file. */
  recordChars: 4 * MB,
  /** One tag or one text run inside the xml of an xlsx. */
  xmlTokenChars: 4 * MB,
  sharedStrings: 3_000_000,
  columns: 1_000,
  sheets: 100,
  headRows: 60,
  rowsPerBatch: 500,
  /** Milliseconds without any result after which the reading worker is ended. */
  stallMs: 30_000,
  workerHeapMb: 256,
  workerYoungMb: 32,
} as const;

/** Excel itself holds no more characters in a cell; longer texts do not come from a table. */
export const cellChars = 32_767;

/** Characters of a number or code: several waybills in one cell included. */
export const codeChars = 500;
