import { section, table } from './markdown';

/** What a function of Lambda is told and shows of where it runs. */
export const functions = (): string =>
  section(
    'Functions',
    'They run in threads of this process, from the folder that their code lies in.',
    table(
      ['of a function', 'here'],
      [
        [
          'its log, and errors of it',
          'paths as on AWS: its code in `/var/task`, frames of the runtime in `/var/runtime`',
        ],
        ['its results', 'as it gives them'],
        ['what is under `/var/task` and `/var/runtime`', 'nothing: files are opened where they are'],
        ['`LAMBDA_TASK_ROOT`, `__dirname`, `import.meta.url`, `process.cwd()`', 'the real folder of its code'],
        ['a relative path given to `fs`', 'not in that folder: all threads share the directory of this process'],
      ],
    ),
  );
