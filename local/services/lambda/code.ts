import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The unpacked code of a function. */
export interface Code {
  readonly folder: string;
  /** The zip that it came in, for code that came in one. */
  readonly archive?: string;
  /** base64. Of the zip, as AWS has it; of a folder, over names and contents, since a zip's bytes depend on who packed it. */
  readonly sha256: string;
  /** Bytes of the zip; of a folder, unpacked. */
  readonly size: number;
}

export function readCode(folder: string): Code {
  const hash = createHash('sha256');
  let size = 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const content = readFileSync(file);
    size += content.length;
    hash.update(`${file.slice(folder.length)}\0${content.length}\0`).update(content);
  }
  return { folder, sha256: hash.digest('base64'), size };
}
