import { z } from 'zod';
import type { FileStore } from '../../kernel/file-store.ts';
import { act, raw, type Route } from '../../kernel/http/route.ts';
import { Refusal, kernelNo, refuse } from '../../kernel/refusal.ts';
import { runVerb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { addPicturesTo, arrangePictures, readPicture } from './contract.ts';
import { addPictures, arrangePicturesVerb, MAX_PICTURE, MAX_PICTURES, takePicture, type NewPicture } from './pictures.ts';
import { mayKeepProducts, mayRead } from './policies.ts';

/** Pictures of products: their contents lie in the file store. */
export const pictureRoutes = (files: FileStore): Route[] => [
  { ...raw(addPicturesTo, mayKeepProducts, async ({ kernel, actor, params, raw: request, meta }) => {
    if (!request.isMultipart()) throw refuse(kernelNo['wrong-media-type'], words('请以 multipart/form-data 上传图片。', 'Send the pictures as multipart/form-data.'));
    const taken: NewPicture[] = [];
    for await (const part of request.parts({ limits: { fileSize: MAX_PICTURE + 1, files: MAX_PICTURES, fields: 0, parts: MAX_PICTURES } })) {
      if (part.type !== 'file') throw new Refusal(kernelNo['invalid-input'], undefined, {}, [{ path: part.fieldname, message: { zh: '没有这个字段', en: 'There is no such field' } }]);
      taken.push(await takePicture(files, part.filename || '图片', part.file));
    }
    if (taken.length === 0) throw new Refusal(kernelNo['invalid-input'], words('没有收到图片。', 'No picture came.'), {}, [{ path: 'files', message: words('请选择图片', 'Choose pictures') }]);
    return runVerb(kernel, addPictures, { id: params.id, files: taken }, { actor, requestId: meta.requestId, ip: meta.ip });
  }, MAX_PICTURE * MAX_PICTURES), verb: addPictures.name },
  act(arrangePictures, arrangePicturesVerb),
  raw(readPicture, mayRead, async ({ kernel, params, reply }) => {
    const { rows: [picture] } = await kernel.runner.query<{ sha256: string }>('select sha256 from products.picture where id = $1', [z.uuid().parse(params.id)], 'products.picture');
    if (!picture || !(await files.has(picture.sha256))) throw refuse(kernelNo['not-found']);
    // The content never changes under its id, and nothing in it may run, whoever opens it.
    void reply.type('image/jpeg').header('x-content-type-options', 'nosniff').header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-disposition', `inline; filename="${params.id}.jpg"`).header('cache-control', 'private, max-age=31536000, immutable').header('cross-origin-resource-policy', 'same-origin');
    return reply.send(files.read(picture.sha256));
  }),
];
