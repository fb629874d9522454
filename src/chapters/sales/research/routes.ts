import { createReadStream } from 'node:fs';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FileStore } from '../../../kernel/file-store.ts';
import { act, raw, read, type Route } from '../../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { invalidInput, runVerb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import { listCompetitors, observeCompetitor, readCompetitor, saveCompetitor } from './competitors.ts';
import * as contract from './contract.ts';
import { addFile, addLink, addTask, dropResearch, dropSource, finishTask, markRead, mayReadResearch, mayWriteResearch, publishResearch, startResearch, writeResearch } from './report.ts';
import { listResearch, readResearch } from './research-reads.ts';

const MAX_FILE = 20_000_000;
const fields = z.object({ section: addFile.input.shape.section, title: addFile.input.shape.title, seenOn: addFile.input.shape.seenOn });

/** The fields and the one file of a multipart upload; the file goes into the store as it comes. */
async function partsOf(request: FastifyRequest, store: FileStore) {
  if (!request.isMultipart()) throw refuse(kernelNo['wrong-media-type'], words('请以 multipart/form-data 上传文件。', 'Send the file as multipart/form-data.'));
  const given: Record<string, unknown> = {};
  let file: z.output<typeof addFile.input>['file'] | null = null;
  for await (const part of request.parts({ limits: { fileSize: MAX_FILE + 1, files: 1, fields: 10, parts: 12 } })) {
    if (part.type === 'file') {
      const { sha256, size } = await store.put(part.file, MAX_FILE);
      file = { sha256, size, name: part.filename.slice(-200), mediaType: part.mimetype.slice(0, 200) };
    } else given[part.fieldname] = part.value;
  }
  if (!file) throw refuse(kernelNo['invalid-input'], words('没有选择文件。', 'No file was sent.'));
  const said = fields.safeParse(given);
  if (!said.success) throw invalidInput(said.error);
  return { ...said.data, file };
}

export function researchRoutes({ files, engine }: { files: FileStore; engine: Engine }): Route[] {
  const report = readResearch(engine);
  return [
    read(contract.listResearch, mayReadResearch, ({ kernel, actor, query }) => listResearch(kernel, actor, query)),
    read(contract.readResearch, mayReadResearch, ({ kernel, actor, params }) => report(kernel, actor, params.id)),
    read(contract.listCompetitors, mayReadResearch, ({ kernel, query }) => listCompetitors(kernel, query)),
    read(contract.readCompetitor, mayReadResearch, ({ kernel, params }) => readCompetitor(kernel, params.id)),
    raw(contract.uploadSource, mayWriteResearch, async ({ kernel, actor, params, raw: request, meta }) => runVerb(kernel, addFile, { id: params.id, ...await partsOf(request, files) }, { actor, requestId: meta.requestId, ip: meta.ip })),
    raw(contract.readSourceFile, mayReadResearch, async ({ kernel, params, reply }) => {
      const { rows: [row] } = await kernel.db.query<{ sha256: string; name: string }>('select f.sha256, f.name from sales.research_source s join kernel.file f on f.id = s.file_id where s.id = $1', [params.id], 'sales.research_file');
      if (!row) throw refuse(kernelNo['not-found']);
      // Whatever it is, the browser stores it: a page among the sources must not run here.
      void reply.type('application/octet-stream').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`).header('x-content-type-options', 'nosniff');
      return createReadStream(files.pathOf(row.sha256));
    }),
    act(contract.startResearchAct, startResearch), act(contract.writeResearchAct, writeResearch), act(contract.dropResearchAct, dropResearch), act(contract.addLinkAct, addLink), act(contract.dropSourceAct, dropSource),
    act(contract.addTaskAct, addTask), act(contract.finishTaskAct, finishTask), act(contract.publishResearchAct, publishResearch(engine)), act(contract.markReadAct, markRead), act(contract.saveCompetitorAct, saveCompetitor), act(contract.observeAct, observeCompetitor),
  ];
}
