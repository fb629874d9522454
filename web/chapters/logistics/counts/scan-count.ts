/** What a counter's line says: `CODE`, `CODE*5`, `CODE@BATCH*5`; only `@` where no batch number can be read. One piece where no number stands. Null: it says nothing. */
export function countOf(typed: string): { code: string; batchNo: string | null; quantity: number } | null {
  const found = /^([^@*]+?)(?:@([^*]*))?(?:[*×](\d{1,7}))?$/u.exec(typed.normalize('NFKC').trim());
  if (!found) return null;
  const [, code, batch, quantity] = found;
  return { code: code!.trim(), batchNo: batch === undefined ? null : batch.trim(), quantity: quantity === undefined ? 1 : Number(quantity) };
}
