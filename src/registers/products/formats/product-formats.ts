import { products } from './products.ts';
import { stockCount } from './stock-count.ts';
import { stockKeeping } from './stock-keeping.ts';

/** Files that fill the product register. */
export const productFormats = [products, stockCount, stockKeeping] as const;
