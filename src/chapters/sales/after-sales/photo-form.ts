import type { FastifyRequest } from 'fastify';
import { MAX_PICTURE, takePicture, type NewPicture } from '../../../registers/products/index.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';
import { MAX_PHOTOS } from './photos-given.ts';

/**
 * A form of the customer's page: the field `ask` holds JSON, the files are photos. Each is taken by its content and made anew: nothing hidden in the
 * original (place, camera, scripts) stays. The same picture counts once.
 *
 * @throws kernel.wrong-media-type, kernel.invalid-input, kernel.too-large, products.not-a-picture
 */
export async function formWithPhotos(files: FileStore, request: FastifyRequest): Promise<{ ask: unknown; photos: NewPicture[] }> {
  if (!request.isMultipart()) throw refuse(kernelNo['wrong-media-type'], words('请以 multipart/form-data 提交。', 'Send it as multipart/form-data.'));
  let ask: unknown;
  const photos: NewPicture[] = [];
  try {
    for await (const part of request.parts({ limits: { fileSize: MAX_PICTURE + 1, files: MAX_PHOTOS, fields: 1, fieldSize: 20_000, parts: MAX_PHOTOS + 1 } })) {
      if (part.type === 'file') photos.push(await takePicture(files, part.filename || '照片', part.file));
      else if (part.fieldname === 'ask') ask = jsonOf(String(part.value));
      else throw new Refusal(kernelNo['invalid-input'], undefined, {}, [{ path: part.fieldname, message: { zh: '没有这个字段', en: 'There is no such field' } }]);
    }
  } catch (error) {
    if (['FST_FILES_LIMIT', 'FST_PARTS_LIMIT'].includes(String((error as { code?: unknown }).code))) throw refuse(kernelNo['too-large'], words(`一次最多 ${MAX_PHOTOS} 张照片，请分几次提交。`, `${MAX_PHOTOS} photos at most at a time; send the others afterwards.`));
    throw error;
  }
  return { ask, photos: [...new Map(photos.map((p) => [p.sha256, p])).values()] };
}

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new Refusal(kernelNo['invalid-input'], words('申请内容不完整，请重新提交。', 'The request is incomplete; send it again.'), {}, [{ path: 'ask', message: words('不是有效的 JSON', 'Not valid JSON') }]);
  }
}
