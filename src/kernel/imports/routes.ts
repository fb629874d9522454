import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../actor.ts';
import { raw, read, type CallMeta, type Route } from '../http/route.ts';
import type { Endpoint } from '../http/contract.ts';
import { Refusal, kernelNo, refuse } from '../refusal.ts';
import { runVerb, type Verb } from '../verb.ts';
import { words } from '../words.ts';
import * as contract from './contract.ts';
import type { ImportKind } from './format.ts';
import { importing, type Imports } from './imports.ts';
import { MAX_FILE, MAX_FILES, type Upload } from './intake.ts';
import { dismissRow, mendRow } from './mend-row.ts';
import { badRow, brought, kinds, mayRead, quarantine, runDetail, runs, undoPreview } from './queries.ts';
import { cancelRun, commitRun, importers, retryRows, startStaging } from './run-verbs.ts';
import { undoRun } from './undo-run.ts';
import { isUnstorable, unstorable } from './unstorable.ts';

export function importRoutes(imports: Imports): Route[] {
  const targetOf = (found: readonly ImportKind[]) => imports.targetOf(found);
  const mend = mendRow(imports.files, targetOf);
  const dismiss = dismissRow(targetOf);
  const undo = undoRun(targetOf);
  return [
    read(contract.listRuns, mayRead, runs(imports)),
    read(contract.listKinds, mayRead, kinds(imports)),
    read(contract.listQuarantine, mayRead, quarantine(imports)),
    raw(contract.downloadTemplate, mayRead, async ({ params, query, reply }) => template(imports, params.kind, query.as ?? 'xlsx', reply)),
    raw(contract.uploadFiles, importers, async ({ actor, meta, raw: request }) => upload(imports, actor!, meta, request)),
    read(contract.readRun, mayRead, ({ actor, params }) => runDetail(imports, actor!, params.id)),
    read(contract.readRow, mayRead, badRow(imports)),
    read(contract.lookAtUndo, importers, undoPreview(imports)),
    read(contract.listBrought, mayRead, brought(imports)),
    ...[
      change(contract.mapRun, startStaging, (actor, { id, ...ask }, meta) => imports.stage(actor, id, ask, meta)),
      change(contract.commit, commitRun, (actor, { id, differs }, meta) => imports.commit(actor, id, meta, differs)),
      change(contract.cancel, cancelRun, (actor, { id }, meta) => imports.cancel(actor, id, meta)),
      change(contract.retry, retryRows, (actor, { id }, meta) => imports.retry(actor, id, meta)),
      change(contract.undo, undo, (actor, { id, reason, withLater }, meta) => imports.undo(actor, id, { reason, withLater }, meta)),
      change(contract.mendRow, mend, async (actor, asked, meta) => {
        const answer = await runVerb(imports.kernel, mend, asked, { ...meta, actor }).catch((error: unknown) => { throw saidIfUnstorable(imports, error, asked.id); });
        if (answer.outcome !== 'quarantined') imports.countAgain(asked.id);
        return answer;
      }),
      change(contract.dismissRow, dismiss, (actor, asked, meta) => runVerb(imports.kernel, dismiss, asked, { ...meta, actor })),
    ],
  ];
}

/** A row that still cannot be kept is the person's to mend, as in the quarantine: nothing of it was saved. */
function saidIfUnstorable(imports: Imports, error: unknown, run: string): unknown {
  if (!isUnstorable(error)) return error;
  imports.kernel.log.warn({ run, error: String(error) }, 'a row of an import that was mended cannot be kept');
  return refuse(kernelNo['invalid-input'], unstorable(error).message);
}

type Sent<E> = E extends Endpoint<infer P, infer _Q, infer B, infer _R> ? P['_zod']['output'] & B['_zod']['output'] : never;

/** A state change that also wakes the worker. The verb is named for the list of routes; `run` carries it out. */
function change<E extends Endpoint>(endpoint: E, verb: Pick<Verb, 'name' | 'may'>, run: (actor: Actor, sent: Sent<E>, meta: { requestId: string | null; ip: string }) => Promise<unknown>): Route {
  return {
    endpoint, may: verb.may, kind: 'act', verb: verb.name,
    answer: ({ actor, params, body, meta }) => run(importing(actor!), { ...(params as object), ...(body as object) } as Sent<E>, { requestId: meta.requestId, ip: meta.ip }),
  };
}

async function template(imports: Imports, kind: ImportKind, as: 'csv' | 'xlsx', reply: FastifyReply): Promise<Buffer> {
  const files = await imports.template(kind);
  const type = as === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  void reply.type(type).header('content-disposition', `attachment; filename="${kind}.${as}"; filename*=UTF-8''${encodeURIComponent(`${files.fileName}.${as}`)}`);
  return Buffer.from(files[as]);
}

async function upload(imports: Imports, actor: Actor, meta: CallMeta, request: FastifyRequest): Promise<unknown> {
  if (!request.isMultipart()) throw refuse(kernelNo['wrong-media-type'], words('请以 multipart/form-data 上传文件。', 'Send the files as multipart/form-data.'));
  let kind: string | undefined;
  async function* parts(): AsyncGenerator<Upload, void, undefined> {
    for await (const part of request.parts({ limits: { fileSize: MAX_FILE + 1, files: MAX_FILES, fields: 5, fieldSize: 200, parts: MAX_FILES + 5 } })) {
      if (part.type === 'file') yield { name: part.filename, content: part.file };
      else if (part.fieldname === 'kind') kind = String(part.value);
      else throw new Refusal(kernelNo['invalid-input'], undefined, {}, [{ path: part.fieldname, message: { zh: '没有这个字段', en: 'There is no such field' } }]);
    }
  }
  const run = await imports.take(actor, parts(), () => kindOf(kind), { requestId: meta.requestId, ip: meta.ip });
  return runDetail(imports, actor, run.id);
}

function kindOf(kind: string | undefined): ImportKind | undefined {
  if (kind === undefined || kind === '') return undefined;
  if (!(contract.importKinds as readonly string[]).includes(kind)) throw new Refusal(kernelNo['invalid-input'], undefined, {}, [{ path: 'kind', message: words('没有这种导入', 'There is no such import') }]);
  return kind as ImportKind;
}
