import { emulationDocument } from './emulation/document';

/** Prints what the embedded AWS can do. With `> local/EMULATION.md` it becomes the page that a test holds to the code. */
emulationDocument().then(
  (page) => {
    process.stdout.write(page);
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
