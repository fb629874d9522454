const types = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

/** Headers of a table that is downloaded. */
export const download = (name: string, format: 'csv' | 'xlsx') => ({ 'content-type': types[format], 'content-disposition': `attachment; filename="${name}.${format}"`, 'x-content-type-options': 'nosniff' });
