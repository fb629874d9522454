import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { FileStore } from '../../../kernel/file-store.ts';
import { act, raw, read, type Route } from '../../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { Parts } from '../../parts.ts';
import { miningNo } from './refusals.ts';
import { MiningError } from '../errors.ts';
import { readLifeCycle } from '../life-cycle.ts';
import type { LogReading } from '../log-file.ts';
import * as contract from './contract.ts';
import { forgetLog, keepLog, MAX_LOG } from './event-logs.ts';
import { mayReadMaps } from './may.ts';
import { MiningRoom } from './mining-room.ts';
import { eventLogs, figuresOf, filesOf, mapCases, mapKinds, processMapOf, wantedOf } from './queries.ts';
import { mapWorkbook } from './workbook.ts';

const LIFE_BYTES = 1_000_000;

export function miningRoutes(parts: Parts, room: MiningRoom = new MiningRoom()): Route[] {
  return [
    read(contract.listMapKinds, mayReadMaps, mapKinds(parts)),
    read(contract.readProcessMap, mayReadMaps, processMapOf(parts, room)),
    read(contract.listMapCases, mayReadMaps, mapCases(parts, room)),
    read(contract.listEventLogs, mayReadMaps, eventLogs),
    raw(contract.uploadLog, mayReadMaps, async ({ kernel, actor, raw: request, meta }) => runVerb(kernel, keepLog, await receive(filesOf(parts), request), { actor, requestId: meta.requestId, ip: meta.ip }), MAX_LOG),
    act(contract.forgetEventLog, forgetLog),
    raw(contract.downloadMap, mayReadMaps, async ({ kernel, actor, query, language, reply }) => {
      const { cursor: _, ...which } = query;
      const found = await room.map(await wantedOf(parts, kernel, actor!, which));
      if (found.state === 'working') throw refuse(kernelNo['busy'], words('流程图还在计算，请稍后再导出。', 'The map is still being worked out; export it in a moment.'));
      void reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', `attachment; filename="process-map.xlsx"; filename*=UTF-8''${encodeURIComponent(language === 'zh' ? '流程图.xlsx' : 'process-map.xlsx')}`);
      return Buffer.from(await mapWorkbook(figuresOf(parts, which, found.overview, found.remarks), language));
    }),
  ];
}

const fields = ['case', 'activity', 'time', 'resource', 'start', 'zone', 'delimiter', 'encoding'] as const;

/** What came: the log goes into the file store as it comes. */
async function receive(store: FileStore, request: FastifyRequest): Promise<z.output<typeof keepLog.input>> {
  if (!request.isMultipart()) throw refuse(kernelNo['wrong-media-type'], words('请以 multipart/form-data 上传文件。', 'Send the files as multipart/form-data.'));
  const given: Record<string, string> = {};
  let file: z.output<typeof keepLog.input>['file'] | null = null;
  let life: string | null = null;
  for await (const part of request.parts({ limits: { fileSize: MAX_LOG, files: 2, fields: 12, fieldSize: 300, parts: 14 } })) {
    if (part.type === 'field') given[part.fieldname] = String(part.value).trim();
    else if (/\.json$/i.test(part.filename)) life = await lifeText(part.file);
    else if (file === null) file = { ...named(await store.put(part.file, MAX_LOG)), name: [...part.filename.replace(/^.*[/\\]/, '')].slice(0, 120).join(''), mediaType: part.mimetype.slice(0, 200) };
    else part.file.resume();
  }
  if (file === null) throw refuse(miningNo['log-refused'], words('没有收到日志文件。', 'No log was sent.'));
  const order = given['dateOrder'];
  const reading: LogReading = {
    ...Object.fromEntries(fields.flatMap((name) => (given[name] ? [[name, given[name]]] : []))),
    ...(order === 'dmy' || order === 'mdy' ? { dateOrder: order } : {}), pairs: given['pairs'] === 'true',
  };
  return { file, reading, life };
}

const named = ({ sha256, size }: { sha256: string; size: number }) => ({ sha256, size });

/** The text of a life cycle, read once so that a wrong one is refused before the log is. */
async function lifeText(file: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIFE_BYTES) throw refuse(miningNo['log-refused'], words('生命周期文件超过 1 MB。', 'The life-cycle file is larger than 1 MB.'));
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    readLifeCycle(text);
  } catch (error) {
    if (error instanceof MiningError) throw refuse(miningNo['log-refused'], error.words);
    throw error;
  }
  return text;
}
