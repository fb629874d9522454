import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { MAX_PICTURE, takePicture, type NewPicture } from '../../../registers/products/index.ts';
import { scopeOf } from '../../../kernel/actor.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import { raw, type Route } from '../../../kernel/http/route.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { teamMaySee } from '../orders/load.ts';
import { seesComplaint } from './complaint-reads.ts';
import { casePhoto } from './contract-feedback.ts';
import { addReturnPhotos, returnPhoto } from './contract-returns.ts';
import { seesFeedback } from './feedback-reads.ts';
import { mayReadReturns } from './load-return.ts';
import { MAX_PHOTOS } from './photos-given.ts';
import { addPhotosToReturn } from './request-return.ts';

/** Photos of returns: made anew when they come in, shown to those who see the return, never run. */
export const returnPhotoRoutes = (files: FileStore): Route[] => [
  { ...raw(addReturnPhotos, addPhotosToReturn.may, async ({ kernel, actor, params, raw: request, meta }) => {
    if (!request.isMultipart()) throw refuse(kernelNo['wrong-media-type'], words('请以 multipart/form-data 上传照片。', 'Send the photos as multipart/form-data.'));
    const photos: NewPicture[] = [];
    for await (const part of request.parts({ limits: { fileSize: MAX_PICTURE + 1, files: MAX_PHOTOS, fields: 0, parts: MAX_PHOTOS } })) {
      if (part.type !== 'file') throw new Refusal(kernelNo['invalid-input'], undefined, {}, [{ path: part.fieldname, message: { zh: '没有这个字段', en: 'There is no such field' } }]);
      photos.push(await takePicture(files, part.filename || '照片', part.file));
    }
    return runVerb(kernel, addPhotosToReturn, { id: params.id, photos }, { actor, requestId: meta.requestId, ip: meta.ip });
  }, MAX_PICTURE * MAX_PHOTOS), verb: addPhotosToReturn.name },
  raw(returnPhoto, mayReadReturns, async ({ kernel, actor, params, reply }) => {
    const { rows: [photo] } = await kernel.runner.query<{ sha256: string; team_id: string | null }>('select p.sha256, r.team_id from sales.return_photo p join sales.return r on r.id = p.return_id where p.id = $1', [z.uuid().parse(params.id)], 'sales.return_photo');
    const scope = scopeOf(actor, mayReadReturns);
    if (!photo || scope === null || !teamMaySee(actor!, scope, photo) || !(await files.has(photo.sha256))) throw refuse(kernelNo['not-found']);
    return shown(files, reply, { id: params.id, sha256: photo.sha256 });
  }),
];

/** A photo of feedback or of a complaint, for those who see the case. */
export const casePhotoRoute = (files: FileStore): Route => raw(casePhoto, mayReadReturns, async ({ kernel, actor, scope, params, reply }) => {
  const { rows: [photo] } = await kernel.runner.query<{ sha256: string; feedback_id: string | null; complaint_id: string | null }>('select sha256, feedback_id, complaint_id from sales.case_photo where id = $1', [params.id], 'sales.case_photo');
  const seen = photo !== undefined && (photo.feedback_id === null ? await seesComplaint(kernel, actor, scope, photo.complaint_id!) : await seesFeedback(kernel, actor, scope, photo.feedback_id));
  if (!photo || !seen || !(await files.has(photo.sha256))) throw refuse(kernelNo['not-found']);
  return shown(files, reply, { id: params.id, sha256: photo.sha256 });
});

/** Shown and never run. */
const shown = (files: FileStore, reply: FastifyReply, { id, sha256 }: { id: string; sha256: string }): FastifyReply => {
  void reply.type('image/jpeg').header('x-content-type-options', 'nosniff').header('content-security-policy', "default-src 'none'; sandbox")
    .header('content-disposition', `inline; filename="${id}.jpg"`).header('cache-control', 'private, max-age=31536000, immutable').header('cross-origin-resource-policy', 'same-origin');
  return reply.send(files.read(sha256));
};
