import { createHash } from 'node:crypto';

/** The deduplication id of a message that has none of its own: SHA-256 of its body, without its attributes. */
export const contentId = (body: string): string => createHash('sha256').update(body).digest('hex');
