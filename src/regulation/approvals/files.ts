import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { personOf } from '../../kernel/actor.ts';
import type { FileStore } from '../../kernel/file-store.ts';
import { raw, type Route } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import { readApprovalFile, uploadApprovalFiles } from './contract.ts';
import { approval } from './queries.ts';

const MAX_FILE = 20_000_000;
const MAX_FILES = 9;

/** Notes what was stored: the file is the uploader's until he sends a comment with it. */
const attachVerb = verb({
  name: 'regulation.attach-files', title: words('上传审批附件', 'Upload files of an approval'), may: { signedIn: 'own' },
  input: z.strictObject({ approval: id, files: z.array(z.strictObject({ sha256: z.string(), size: z.int(), name: z.string().max(200), mediaType: z.string().max(200) })).min(1).max(MAX_FILES) }),
  run: async (tx, input) => {
    const files = input.files.map((f) => ({ ...f, id: tx.newId() }));
    await tx.rows('regulation.attach_files',
      `insert into kernel.file (id, sha256, size, name, media_type, created_by, created_at)
       select u.id, u.sha256, u.size, u.name, u."mediaType", $2, to_timestamp($3::bigint / 1000.0) from jsonb_to_recordset($1::jsonb) as u(id uuid, sha256 text, size bigint, name text, "mediaType" text)`,
      [JSON.stringify(files), personOf(tx.actor), tx.now]);
    tx.audit({ type: 'approval', id: input.approval }, { files: files.map((f) => f.name) });
    return { files: files.map((f) => ({ id: f.id, name: f.name })) };
  },
});

/** Attachments of comments: only those who see the request may add one or read it; they are always downloaded, never shown in the page. */
export const fileRoutes = (parts: Parts, store: FileStore): Route[] => [
  raw(uploadApprovalFiles, { signedIn: 'own' }, async ({ kernel, actor, params, scope, query, language, raw: request, meta }) => {
    await approval(parts)({ kernel, actor, params, scope, query, language });
    if (!request.isMultipart()) throw refuse(kernelNo['wrong-media-type'], words('请以 multipart/form-data 上传文件。', 'Send the files as multipart/form-data.'));
    const files: { sha256: string; size: number; name: string; mediaType: string }[] = [];
    for await (const part of request.parts({ limits: { fileSize: MAX_FILE + 1, files: MAX_FILES, fields: 1, parts: MAX_FILES + 1 } })) {
      if (part.type !== 'file') continue;
      const { sha256, size } = await store.put(part.file, MAX_FILE);
      files.push({ sha256, size, name: part.filename.slice(-200), mediaType: part.mimetype.slice(0, 200) });
    }
    if (files.length === 0) throw refuse(kernelNo['invalid-input'], words('没有选择文件。', 'No file was sent.'));
    return runVerb(kernel, attachVerb, { approval: params.id, files }, { actor, requestId: meta.requestId, ip: meta.ip });
  }),
  raw(readApprovalFile, { signedIn: 'own' }, async ({ kernel, actor, params, scope, query, language, reply }) => {
    const card = await approval(parts)({ kernel, actor, params: { id: params.id }, scope, query, language });
    const file = card.events.flatMap((e) => e.files).find((f) => f.id === params.file);
    const { rows: [row] } = await kernel.db.query<{ sha256: string }>('select sha256 from kernel.file where id = $1', [params.file], 'regulation.approval_file');
    if (!file || !row) throw refuse(kernelNo['not-found']);
    // Whatever it is, the browser stores it: a page among the attachments must not run here.
    void reply.type('application/octet-stream').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`).header('x-content-type-options', 'nosniff');
    return createReadStream(store.pathOf(row.sha256));
  }),
];
