import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { dayOf } from '../../kernel/clock.ts';
import type { FileStore } from '../../kernel/file-store.ts';
import { system } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb } from '../../kernel/verb.ts';
import { makeAnchors } from '../../kernel/evidence/anchors.ts';
import type { Anchoring } from '../../kernel/evidence/daily-anchor.ts';
import { verifyInstallation } from '../../kernel/evidence/verify-installation.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import { buildPacket } from './build-packet.ts';
import { MOST, TooMuch } from './collect.ts';
import { packetAbout } from './contract.ts';
import { failPacket, finishCheck, finishPacket } from './finish.ts';
import { printPacket } from './print-packet.ts';

const actor = system('取证');
const LEASE_SECONDS = 60;
const EVERY_MS = 1_000;
const FILE_LIMIT = 500_000_000;

/** Puts packets together and verifies the chain, in the background, one node at a time; what a node left half done is begun anew. */
export class EvidenceWorker {
  readonly #kernel: Kernel;
  readonly #given: { parts: Parts; anchoring: Anchoring; files: FileStore };
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #stopped = true;

  constructor(kernel: Kernel, given: { parts: Parts; anchoring: Anchoring; files: FileStore }) {
    this.#kernel = kernel;
    this.#given = given;
  }

  start(): void {
    this.#stopped = false;
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  /** Everything that waits, now. For tests. */
  async drain(): Promise<void> {
    await this.#running;
    while (await this.#one()) continue;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#round().finally(() => {
        this.#running = null;
        this.#schedule();
      });
    }, EVERY_MS).unref();
  }

  async #round(): Promise<void> {
    try {
      while (!this.#stopped && (await this.#one())) continue;
    } catch (error) {
      this.#kernel.log.warn({ error: String(error) }, 'work on evidence failed; trying again');
    }
  }

  async #one(): Promise<boolean> {
    const { db } = this.#kernel;
    const { rows: [packet] } = await db.query<PacketRow>("select id, kind, about, title, asked_by_name, reason from kernel.evidence_packet where state in ('waiting', 'running') order by asked_at limit 1", [], 'evidence.next_packet');
    const { rows: [check] } = packet ? { rows: [] } : await db.query<{ id: string }>("select id from kernel.seal_check where state in ('waiting', 'running') limit 1", [], 'evidence.next_check');
    if ((!packet && !check) || !(await this.#hold())) return false;
    const renewing = setInterval(() => void this.#hold().catch((error: unknown) => this.#kernel.log.warn({ error: String(error) }, 'the lease of evidence was not renewed')), (LEASE_SECONDS / 3) * 1_000).unref();
    try {
      if (packet) await this.#packet(packet);
      else await this.#check(check!.id);
    } finally {
      clearInterval(renewing);
      await db.query("delete from kernel.lease where name = 'evidence' and holder = $1", [this.#holder]);
    }
    return true;
  }

  async #hold(): Promise<boolean> {
    const { rowCount } = await this.#kernel.db.query(`insert into kernel.lease as l (name, holder, until) values ('evidence', $1, clock_timestamp() + make_interval(secs => $2))
      on conflict (name) do update set holder = excluded.holder, until = excluded.until where l.holder = excluded.holder or l.until < clock_timestamp()`, [this.#holder, LEASE_SECONDS], 'evidence.hold');
    return rowCount === 1;
  }

  async #packet(row: PacketRow): Promise<void> {
    const { db, clock } = this.#kernel;
    const { parts, anchoring, files } = this.#given;
    await db.query("update kernel.evidence_packet set state = 'running' where id = $1", [row.id]);
    try {
      // What happened up to now belongs in: it is sealed and anchored first.
      await anchoring.sealer.drain();
      await makeAnchors(this.#kernel, { ...anchoring, reason: 'packet', day: dayOf(clock.now()) });
      const about = packetAbout.parse({ kind: row.kind, ...row.about, reason: row.reason });
      const asked = { id: row.id, about, title: row.title, askedBy: row.asked_by_name, reason: row.reason, now: clock.now() };
      const built = await buildPacket(parts, db.reports, anchoring.key, asked);
      const json = await files.put(Readable.from([built.json]), FILE_LIMIT);
      const pdf = await files.put(Readable.from([await printPacket(parts, built, { ...asked, publicKey: anchoring.key.publicKey })]), FILE_LIMIT);
      await runVerb(this.#kernel, finishPacket, {
        id: row.id, records: built.records.length, obligations: built.collected.obligations.length, unsealed: built.unsealed, digest: built.digest,
        json: { sha256: json.sha256, size: json.size }, pdf: { sha256: pdf.sha256, size: pdf.size },
      }, { actor });
    } catch (error) {
      const says = error instanceof TooMuch ? words(`超过 ${MOST} 条，请缩短期间`, `More than ${MOST} facts or duties: narrow the period`)
        : words('没有做成，原因已记入日志；请重新取证', 'It could not be made; the log has the reason. Ask for it again');
      if (!(error instanceof TooMuch)) this.#kernel.log.error({ packet: row.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'an evidence packet failed');
      await runVerb(this.#kernel, failPacket, { id: row.id, reason: error instanceof TooMuch ? 'too-much' : 'error', says }, { actor });
    }
  }

  async #check(id: string): Promise<void> {
    const { db, clock } = this.#kernel;
    await db.query("update kernel.seal_check set state = 'running', checked = 0 where id = $1", [id]);
    try {
      const report = await verifyInstallation(db.reports, this.#given.anchoring.folder, async (checked, total) => {
        await db.query('update kernel.seal_check set checked = $2, total = $3 where id = $1', [id, checked, total]);
      });
      await runVerb(this.#kernel, finishCheck, { id, positions: report.positions, sound: report.sound, erased: report.erased, count: report.count, problems: report.problems.slice(0, 100).map((p) => ({ ...p })) }, { actor });
      if (!report.sound) this.#kernel.log.error({ first: report.problems[0]?.says.en, count: report.count }, 'the chain of evidence does not verify');
    } catch (error) {
      this.#kernel.log.error({ error: String(error) }, 'the verification of the chain failed');
      await db.query("update kernel.seal_check set state = 'failed', error = $2, ended_at = to_timestamp($3::bigint / 1000.0) where id = $1", [id, String(error).slice(0, 500), clock.now()]);
    }
  }
}

interface PacketRow extends Record<string, unknown> { id: string; kind: string; about: Record<string, unknown>; title: Words; asked_by_name: string; reason: string }
