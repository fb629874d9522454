import { products } from './products.ts';
import { stockCount } from './stock-count.ts';
import { stockKeeping } from './stock-keeping.ts';
import { countSheet } from './count-sheet.ts';
import { storeSafetyFile } from './store-safety.ts';

/** Files that fill the product register. */
export const productFormats = [products, stockCount, stockKeeping, storeSafetyFile, countSheet] as const;
