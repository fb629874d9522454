import { z } from 'zod';
import { id, instant, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

/** Why a file of a mail was not kept. */
export const fileReasons = {
  kind: words('不收这种文件（只收 JPG、PNG、WebP 图片和 PDF），请在邮箱里查看', 'This kind is not taken (JPG, PNG, WebP and PDF are): see the mailbox'), large: words('超过 10 MB，留在邮箱里', 'Larger than 10 MB: it stays in the mailbox'),
  broken: words('图片打不开', 'The picture cannot be opened'), many: words('附件过多，留在邮箱里', 'Too many files: it stays in the mailbox'),
} as const;
export type FileReason = keyof typeof fileReasons;

export const fileOfMail = z.object({ id, name: z.string(), mediaType: z.string(), size: z.int(), /** Why it was not kept. */ refused: wordsSchema.nullable() });
export type FileOfMail = z.output<typeof fileOfMail>;
/** A mail as the page of its case shows it. */
export const mailOfCase = z.object({ id, from: z.string().nullable(), subject: z.string(), receivedAt: instant, files: z.array(fileOfMail), /** An order that it names though its sender is not known as the buyer: to be confirmed by a person. */ namesOrder: z.string().nullable(), version: z.int() });
/** Whether an answer of a case went to the customer by mail. */
export const mailed = { mailed: z.enum(['waiting', 'sent', 'failed']).nullable(), mailFailed: z.string().nullable() };
/** Whether answers reach the customer by mail: to a mailbox from which the customer wrote, over the outgoing mail that is set up. */
export const byMail = z.object({ possible: z.boolean(), /** Masked; null: the customer never wrote by mail. */ to: z.string().nullable() });
