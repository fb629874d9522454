import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { after, lockParcels, parcelPolicy, seesParcels } from './parcel.ts';

const DEFAULT_SIZE = 50;

/**
 * Gathers parcels to be picked in one walk: those named, or the most urgent waiting ones of a warehouse (and carrier). Parcels that
 * somebody else takes at the same moment are left out. @throws logistics.wave-empty, logistics.wave-mixed
 */
export const makeWave = verb({
  name: 'logistics.make-wave',
  title: words('生成波次', 'Make a wave'),
  may: parcelPolicy,
  input: z.strictObject({ parcelIds: z.array(id).min(1).max(500).optional(), warehouseId: id.optional(), carrierId: id.optional(), most: z.int().min(1).max(500).optional() }),
  subject: async (tx, input) => {
    const ids = input.parcelIds ?? (await tx.rows<{ id: string }>('logistics.waiting_parcels',
      `select id from logistics.parcel where state = 'waiting' and ($1::uuid is null or warehouse_id = $1) and ($2::uuid is null or carrier_id = $2)
       order by ship_by nulls last, id limit $3 for no key update skip locked`, [input.warehouseId ?? null, input.carrierId ?? null, input.most ?? DEFAULT_SIZE])).map((r) => r.id);
    return (await lockParcels(tx, ids)).filter((p) => p.state === 'waiting');
  },
  inScope: seesParcels,
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
