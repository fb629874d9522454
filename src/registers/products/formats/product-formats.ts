import { products } from './products.ts';
import { stockCount } from './stock-count.ts';

/** Files that fill the product register. */
export const productFormats = [products, stockCount] as const;
