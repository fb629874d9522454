import { z } from 'zod';
import { sha256, text } from '../../../kernel/schemas.ts';

/** Most photos at a time. */
export const MAX_PHOTOS = 9;
export const photo = z.strictObject({ sha256, size: z.int().min(1), name: text(100, 1) });
export type GivenPhoto = z.output<typeof photo>;
/** Photos that come with a customer's words, made anew. */
export const photosGiven = z.array(photo).max(MAX_PHOTOS).default([]);
