import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import type { Code } from './code';
import { invalidParameter, requestEntityTooLarge } from './errors';

/** Bytes of a zip in a call, and of what is in it (Lambda quotas). */
const MOST_ZIPPED = 50 * 1024 ** 2;
const MOST_UNZIPPED = 262_144_000;

const unreadable = () =>
  invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.');

/** Unpacks zips of code into a folder that goes when the cloud does. */
export class ZipStore {
  private root: string | undefined;
  private unpacked = 0;

  /** @throws InvalidParameterValueException, RequestEntityTooLargeException */
  unpack(zip: Uint8Array, operation: string): Code {
    const checked = readZip(zip, operation);
    const folder = this.newFolder();
    for (const [name, content] of Object.entries(checked.files)) {
      const path = resolve(folder, name);
      if (!path.startsWith(folder + sep)) throw unreadable();
      if (name.endsWith('/')) mkdirSync(path, { recursive: true });
      else {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
      }
    }
    const archive = `${folder}.zip`;
    writeFileSync(archive, zip);
    return { folder, archive, sha256: checked.sha256, size: zip.length };
  }

  /** The text that a template has as its function's code, in the file that Lambda puts it in. */
  inline(text: string): string {
    const folder = this.newFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), text);
    return folder;
  }

  close(): void {
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
  }

  private newFolder(): string {
    this.root ??= mkdtempSync(join(tmpdir(), 'embedded-aws-code-'));
    this.unpacked += 1;
    return join(this.root, String(this.unpacked));
  }
}

/** What AWS says of a zip without keeping it. `sha256` is base64, over the zip as it came. */
export function readZip(
  zip: Uint8Array,
  operation: string,
): { readonly files: Readonly<Record<string, Uint8Array>>; readonly sha256: string } {
  if (zip.length > MOST_ZIPPED) {
    throw requestEntityTooLarge(`Request must be smaller than 69905067 bytes for the ${operation} operation`);
  }
  const files = unzip(zip);
  if (Object.keys(files).length === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  return { files, sha256: createHash('sha256').update(zip).digest('base64') };
}

function unzip(zip: Uint8Array): Record<string, Uint8Array> {
  let bytes = 0;
  const add = ({ originalSize }: { readonly originalSize: number }): boolean => {
    bytes += originalSize;
    if (bytes > MOST_UNZIPPED) throw new TooLarge();
    return true;
  };
  try {
    return unzipSync(zip, { filter: add });
  } catch (error) {
    if (error instanceof TooLarge) {
      throw invalidParameter(`Unzipped size must be smaller than ${MOST_UNZIPPED} bytes`);
    }
    throw unreadable();
  }
}

class TooLarge extends Error {}
