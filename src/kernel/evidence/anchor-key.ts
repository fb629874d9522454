import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Signs anchors and packets. It lies beside the database, not in it: who can write every table still cannot sign. */
export interface AnchorKey {
  readonly publicKey: string;
  sign(content: Buffer): string;
}

/** The installation's key (Ed25519): read, or made at the first use. Not part of backups; a restored installation signs with a new one. */
export async function anchorKey(dataDir: string): Promise<AnchorKey> {
  const file = path.join(dataDir, 'anchor-key.pem');
  await mkdir(dataDir, { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    return keyOf(privateKey);
  } catch (error) {
    // There already: by far the usual case, or another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return keyOf(createPrivateKey(await readFile(file, 'utf8')));
  }
}

const keyOf = (key: KeyObject): AnchorKey => ({
  publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString().trim(),
  sign: (content) => sign(null, content, key).toString('hex'),
});
