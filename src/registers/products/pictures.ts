import { Readable } from 'node:stream';
import { z } from 'zod';
import type { FileStore } from '../../kernel/file-store.ts';
import { keepFile } from '../../kernel/keep-file.ts';
import { Refusal, kernelNo, refuse } from '../../kernel/refusal.ts';
import { id, sha256, text } from '../../kernel/schemas.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { arrangePictures } from './contract.ts';
import { productSaved } from './facts.ts';
import { mayKeepProducts } from './policies.ts';
import { no } from './refusals.ts';
import { lockProduct, sameVersion } from './save-product.ts';

/** Most bytes of one picture as it comes in, its longest side as it is kept, and how many a product has. */
export const MAX_PICTURE = 10_000_000;
const LONGEST = 1600;
const MAX_PIXELS = 60_000_000;
export const MAX_PICTURES = 20;
const kinds = ['image/jpeg', 'image/png', 'image/webp'];

/** What may go into a product's file: the picture made anew, so that nothing hidden in the original (place, camera, scripts) stays. */
export interface NewPicture { sha256: string; size: number; name: string }

/**
 * Takes a picture by its first bytes, not by its name, and makes it anew as a JPEG. @throws products.not-a-picture
 */
export async function takePicture(files: FileStore, name: string, content: Readable): Promise<NewPicture> {
  const given = await bounded(content, name);
  const { fileTypeFromBuffer } = await import('file-type');
  const type = (await fileTypeFromBuffer(given))?.mime;
  if (type === undefined || !kinds.includes(type)) throw notPicture(name);
  const { default: sharp } = await import('sharp');
  const made = await sharp(given, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 }).rotate().resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' }).jpeg({ quality: 86, mozjpeg: true }).toBuffer()
    // What sharp cannot read is no picture that a buyer could see: truncated, too many pixels, or disguised.
    .catch((error: unknown) => { throw new Refusal(no['not-a-picture'], words(`“${name}”打不开：文件不完整，或像素过多。`, `“${name}” cannot be opened: it is incomplete or has too many pixels.`), { cause: String(error).slice(0, 120) }); });
  const stored = await files.put(Readable.from([made]), MAX_PICTURE * 2);
  return { sha256: stored.sha256, size: stored.size, name: name.slice(0, 100) };
}

const notPicture = (name: string): Refusal => refuse(no['not-a-picture'], words(`“${name}”不是 JPG、PNG 或 WebP 图片。`, `“${name}” is no JPG, PNG or WebP picture.`));

async function bounded(content: Readable, name: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of content as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_PICTURE) throw refuse(kernelNo['too-large'], words(`“${name}”超过 ${MAX_PICTURE / 1_000_000} MB，请压缩后上传。`, `“${name}” is larger than ${MAX_PICTURE / 1_000_000} MB; make it smaller.`));
    parts.push(part);
  }
  return Buffer.concat(parts);
}


/** Adds pictures to a product's file, after those that are there (clause 4.1.2). The same picture is kept once. @throws products.too-many-pictures */
export const addPictures = verb({
  name: 'products.add-pictures',
  title: words('上传商品图片', 'Add pictures'),
  may: mayKeepProducts,
  input: z.strictObject({ id, files: z.array(z.strictObject({ sha256, size: z.int().min(1), name: text(100, 1) })).min(1).max(MAX_PICTURES) }),
  subject: (tx, input) => lockProduct(tx, input.id),
  run: async (tx, input, product) => {
    const known = await tx.rows<{ id: string; sha256: string }>('products.pictures_of', 'select p.id, p.sha256 from products.picture p where p.product_id = $1 and p.id = any (select unnest(pictures) from products.product where id = $1)', [product.id]);
    const fresh = [...new Map(input.files.filter((f) => !known.some((k) => k.sha256 === f.sha256)).map((f) => [f.sha256, f])).values()];
    if (fresh.length === 0) return { id: product.id };
    const ids = await keepFile(tx, fresh.map((f) => ({ ...f, mediaType: 'image/jpeg' })));
    const [{ n } = { n: 0 }] = await tx.rows<{ n: number }>('products.add_pictures',
      `with made as (insert into products.picture (id, product_id, sha256, added_by, added_at) select * from (select unnest($2::uuid[]), $1::uuid, unnest($3::text[]), $4::text, to_timestamp($5::bigint / 1000.0)) r returning id)
       update products.product set pictures = pictures || $2::uuid[], version = version + 1, updated_at = to_timestamp($5::bigint / 1000.0) where id = $1 and (select count(*) from made) > 0 returning cardinality(pictures) as n`,
      [product.id, ids, fresh.map((f) => f.sha256), tx.actor.name, tx.now]);
    if (n > MAX_PICTURES) throw refuse(no['too-many-pictures']);
    tx.fact(productSaved, product.id, { code: product.code, fields: ['pictures'], isNew: false });
    tx.audit({ type: 'product', id: product.id }, { added: fresh.map((f) => f.name) });
    return { id: product.id };
  },
});

/** Puts the pictures in another order, the first being the main one, or takes some away. @throws products.not-a-picture when one is not the product's */
export const arrangePicturesVerb = verb({
  name: 'products.arrange-pictures',
  title: words('整理商品图片', 'Arrange the pictures'),
  may: mayKeepProducts,
  input: arrangePictures.body!.extend({ id }),
  subject: (tx, input) => lockProduct(tx, input.id),
  run: async (tx, input, product) => {
    sameVersion(product, input.version);
    const [{ before } = { before: [] as string[] }] = await tx.rows<{ before: string[] }>('products.pictures_before', 'select pictures as before from products.product where id = $1', [product.id]);
    if (new Set(input.pictures).size < input.pictures.length || input.pictures.some((p) => !before.includes(p))) throw refuse(no['not-a-picture']);
    await tx.rows('products.arrange_pictures', 'update products.product set pictures = $2::uuid[], version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1', [product.id, input.pictures, tx.now]);
    tx.fact(productSaved, product.id, { code: product.code, fields: ['pictures'], isNew: false });
    tx.audit({ type: 'product', id: product.id }, { before, after: input.pictures });
    return { id: product.id };
  },
});
