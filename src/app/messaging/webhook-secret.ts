import type { Kernel } from '../../kernel/kernel.ts';
import { installationKey, open, seal } from '../../registers/company/index.ts';

/** Marks what is sealed; a secret itself begins with `whsec_`. */
const MARK = 'sealed:';
/** What a sealed secret belongs to: copied to another webhook it does not open. */
const about = (webhookId: string): string => `webhook secret ${webhookId}`;

/**
 * As it is kept. The installation's key lies in the same database (kernel.setting): sealing protects copies of this table, exports, logs and
 * glances at its rows, not a copy of the whole database, with which anybody can sign in our name.
 */
export const keptSecret = (key: Buffer, webhookId: string, secret: string): string => MARK + seal(key, secret, about(webhookId)).toString('base64');

/** The secret of a kept one; rows from before sealing are taken as they are until the job has come to them. */
export const openedSecret = (key: Buffer, webhookId: string, kept: string): string => (kept.startsWith(MARK) ? open(key, Buffer.from(kept.slice(MARK.length), 'base64'), about(webhookId)) : kept);

/** Seals what older versions kept in plain text; runs at start and finds nothing ever after. @returns how many webhooks */
export async function sealOldSecrets(kernel: Kernel): Promise<number> {
  return kernel.transaction(async (runner) => {
    const { rows } = await runner.query<{ id: string; secret: string; old_secret: string | null }>(
      `select id, secret, old_secret from kernel.webhook where secret not like '${MARK}%' or old_secret not like '${MARK}%' order by id for update`, [], 'app.plain_secrets');
    if (rows.length === 0) return 0;
    const key = await installationKey({ runner });
    const sealed = rows.map((row) => ({ id: row.id, secret: keptSecret(key, row.id, openedSecret(key, row.id, row.secret)), old: row.old_secret === null ? null : keptSecret(key, row.id, openedSecret(key, row.id, row.old_secret)) }));
    await runner.query('update kernel.webhook w set secret = s.secret, old_secret = s.old from jsonb_to_recordset($1::jsonb) as s(id uuid, secret text, old text) where s.id = w.id', [JSON.stringify(sealed)], 'app.seal_secrets');
    return rows.length;
  });
}
