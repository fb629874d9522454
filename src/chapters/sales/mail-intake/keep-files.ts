import { Readable } from 'node:stream';
import type { MailFile } from '../../../gateways/messages/mailbox/read-mail.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { MAX_PICTURE, takePicture } from '../../../registers/products/index.ts';
import type { FileReason } from '../mails/contract.ts';

/** A file of a mail as it is noted: kept under its content's hash, or named with the reason why it was not. */
export interface NotedFile { name: string; mediaType: string; size: number; sha256: string | null; refused: FileReason | null }

const MAX_KEPT = 10;
const pictures = new Set(['image/jpeg', 'image/png', 'image/webp']);

/**
 * Photos are made anew, PDFs are kept as they came and only ever handed out as downloads; by their first bytes, whatever they call themselves.
 * Everything else is named and stays in the mailbox. Contents lie in the file store before the mail is taken: what is not taken is swept away.
 */
export async function keepFiles(store: FileStore, files: readonly MailFile[]): Promise<NotedFile[]> {
  const { fileTypeFromBuffer } = await import('file-type');
  const noted: NotedFile[] = [];
  for (const file of files) {
    const mediaType = (await fileTypeFromBuffer(file.bytes))?.mime ?? 'application/octet-stream';
    const not = (refused: FileReason): NotedFile => ({ name: file.name, mediaType, size: file.bytes.length, sha256: null, refused });
    if (file.bytes.length === 0 || (!pictures.has(mediaType) && mediaType !== 'application/pdf')) noted.push(not('kind'));
    else if (file.bytes.length > MAX_PICTURE) noted.push(not('large'));
    else if (noted.filter((n) => n.sha256 !== null).length >= MAX_KEPT) noted.push(not('many'));
    else if (mediaType === 'application/pdf') {
      const { sha256, size } = await store.put(Readable.from([Buffer.from(file.bytes)]), MAX_PICTURE);
      noted.push({ name: file.name, mediaType, size, sha256, refused: null });
    } else noted.push((await picture(store, file)) ?? not('broken'));
  }
  return noted;
}

async function picture(store: FileStore, file: MailFile): Promise<NotedFile | null> {
  try {
    const { sha256, size } = await takePicture(store, file.name, Readable.from([Buffer.from(file.bytes)]));
    return { name: file.name, mediaType: 'image/jpeg', size, sha256, refused: null };
  } catch (error) {
    // A picture that cannot be made anew is not kept; the mail is.
    if (error instanceof Refusal) return null;
    throw error;
  }
}
