import { words, type Words } from '../../../kernel/words.ts';
import { parentPort } from 'node:worker_threads';
import { FileRefused } from '../../../kernel/files/refused.ts';
import { makeCalendar } from '../../clock/calendar.ts';
import { ClockError } from '../../clock/errors.ts';
import { remarksOf } from '../command.ts';
import { MiningError } from '../errors.ts';
import { durationOf, type EventLog } from '../event-log.ts';
import { lifeOfFacts, readLifeCycle } from '../life-cycle.ts';
import { readLogFile } from '../log-file.ts';
import { casesMeant, readMap, type ReadMap } from '../overview.ts';
import { readFactLog } from './fact-log.ts';
import type { Ask, CasePage, Told, Wanted } from './messages.ts';

/** Reads logs and keeps the last few, so that the server's own thread never does. One question at a time, in the order asked. */
const port = parentPort;
if (port === null) throw new Error('mining-worker runs only as a worker thread');
const say = (told: Told): void => port.postMessage(told);

const KEPT = 4;
const kept = new Map<string, { map: ReadMap; remarks: Words[] }>();

async function mapOf(id: number, wanted: Wanted): Promise<{ map: ReadMap; remarks: Words[] }> {
  const known = kept.get(wanted.key);
  if (known) {
    kept.delete(wanted.key);
    kept.set(wanted.key, known);
    return known;
  }
  const { source } = wanted;
  const calendar = wanted.calendar ? makeCalendar(wanted.calendar) : null;
  let made: { map: ReadMap; remarks: Words[] };
  if (source.is === 'facts') {
    const { log, actors, before } = await readFactLog(source, (done, of) => say({ id, is: 'progress', done, of }));
    made = { map: readMap(log, calendar, wanted.life ? { life: lifeOfFacts(wanted.life), steps: wanted.life.facts } : null, actors.map((who) => wanted.posts[who] ?? [])), remarks: before === 0 ? [] : [words(`${before} 件在这段时间之前已开始，未计入`, `${before} began before this period and are left out`)] };
  } else {
    let [done, told] = [0, 0];
    const read = await readLogFile(source.path, source.reading, (bytes) => {
      done += bytes;
      if (done - told > 1_000_000) say({ id, is: 'progress', done: Math.min((told = done), source.size), of: source.size });
    });
    made = { map: readMap(read.log, calendar, source.life === null ? null : { life: readLifeCycle(source.life), steps: null }), remarks: remarksOf(read) };
  }
  kept.set(wanted.key, made);
  while (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return made;
}

function pageOf(map: ReadMap, ask: Extract<Ask, { do: 'cases' }>): CasePage {
  const { log } = map;
  const q = ask.q?.toLowerCase() ?? null;
  const found = casesMeant(map, ask.of).filter((c) => q === null || log.caseNames[c]!.toLowerCase().includes(q));
  const shown = found.slice(ask.after, ask.after + ask.limit);
  return { rows: shown.map((c) => lineOf(log, c)), next: ask.after + shown.length < found.length ? ask.after + shown.length : null, total: found.length };
}

function lineOf(log: EventLog, c: number): CasePage['rows'][number] {
  const times = log.at.subarray(log.first[c], log.first[c + 1]).filter((at) => !Number.isNaN(at));
  const duration = durationOf(log, c);
  return { name: log.caseNames[c]!, events: log.first[c + 1]! - log.first[c]!, from: times[0] ?? null, to: times.at(-1) ?? null, durationMs: Number.isNaN(duration) ? null : duration };
}

async function answer(ask: Ask): Promise<void> {
  try {
    const { map, remarks } = await mapOf(ask.id, ask.wanted);
    if (ask.do === 'map') say({ id: ask.id, is: 'map', overview: map.overview, remarks });
    else say({ id: ask.id, is: 'cases', page: pageOf(map, ask) });
  } catch (error) {
    if (error instanceof MiningError || error instanceof FileRefused) say({ id: ask.id, is: 'refused', words: error.words });
    else if (error instanceof ClockError) say({ id: ask.id, is: 'refused', words: error.text });
    else say({ id: ask.id, is: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

let queue = Promise.resolve();
port.on('message', (ask: Ask) => {
  queue = queue.then(() => answer(ask));
});
