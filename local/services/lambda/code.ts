import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The unpacked code of a function. */
export interface Code {
  readonly folder: string;
  /** base64. Over names and contents: AWS hashes the zip, whose bytes depend on who packed it. */
  readonly sha256: string;
  /** Bytes, unpacked. */
  readonly size: number;
}

export function readCode(folder: string): Code {
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not an unpacked asset folder`);
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
