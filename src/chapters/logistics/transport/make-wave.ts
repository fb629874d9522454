import { sql } from 'kysely';
import { z } from 'zod';
import { scopeOf } from '../../../kernel/actor.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, instant } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { after, lockParcels, parcelPolicy, parcelRefs, seesParcels } from './parcel.ts';
import { DEFAULT_SIZE, fitting, mostUrgent } from './wave-choice.ts';

/**
 * Gathers parcels to be picked in one walk: those named, or the most urgent waiting ones that fit the choice (`previewWave` says beforehand which). Parcels that
 * somebody else takes at the same moment are left out. @throws logistics.wave-empty, logistics.wave-mixed
 */
export const makeWave = verb({
  name: 'logistics.make-wave',
  title: words('生成波次', 'Make a wave'),
  may: parcelPolicy,
  input: z.strictObject({ parcelIds: z.array(id).min(1).max(500).optional(), warehouseId: id.optional(), carrierId: id.optional(), storeId: id.optional(), goods: z.enum(['single', 'multi']).optional(), shipBefore: instant.optional(), most: z.int().min(1).max(500).optional() }),
  subject: async (tx, input) => {
    const ids = input.parcelIds ?? (await sql<{ id: string }>`select p.id from logistics.parcel p ${fitting(tx.actor, scopeOf(tx.actor, parcelPolicy) ?? 'all', input)} ${mostUrgent} limit ${input.most ?? DEFAULT_SIZE}
      for no key update of p skip locked`.execute(tx.runner.tables<Record<string, never>>())).rows.map((r) => r.id);
    return (await lockParcels(tx, ids)).filter((p) => p.state === 'waiting');
  },
  inScope: seesParcels, works: parcelRefs,
  run: async (tx, _input, parcels) => {
    const [first] = parcels;
    if (!first) throw refuse(no['wave-empty']);
    if (parcels.some((p) => p.warehouseId !== first.warehouseId)) throw refuse(no['wave-mixed']);
    const waveId = tx.newId();
    const waveNo = await tx.number('WV');
    await tx.rows('logistics.insert_wave', `insert into logistics.wave (id, wave_no, warehouse_id, team_id, parcels, made_at, made_by) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), $7)`,
      [waveId, waveNo, first.warehouseId, first.teamId, parcels.length, tx.now, tx.actor.name]);
    await tx.rows('logistics.join_wave', 'update logistics.parcel set wave_id = $2, state = $3, version = version + 1 where id = any ($1::uuid[])',
      [parcels.map((p) => p.id), waveId, after(first, 'start-picking')]);
    tx.audit({ type: 'wave', id: waveId }, { parcels: parcels.length });
    return { id: waveId, waveNo, parcels: parcels.length };
  },
});
