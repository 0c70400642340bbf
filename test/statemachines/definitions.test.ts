import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import jsonata from 'jsonata';
import { ERROR_NAMES } from '../../functions/remediate/core/error-names';

interface State {
  Type: string;
  TimeoutSeconds?: number;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Arguments?: { FunctionName: string };
  ItemProcessor?: Machine;
}
interface Machine {
  StartAt: string;
  QueryLanguage: string;
  TimeoutSeconds: number;
  States: Record<string, State>;
}

const FOLDER = join(__dirname, '../../statemachines');
const read = (file: string): Machine => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
const FILES = ['heal.asl.json', 'patrol.asl.json'];

/** Names of errors that are not ours: Step Functions', the Lambda service's and runtime's. */
const FOREIGN = /^(States|Lambda|Sandbox)\./;

describe.each(FILES)('%s', (file) => {
  const machine = read(file);
  const states = allStates(machine);
  const tasks = states.filter(([, { Type }]) => Type === 'Task');

  it('is a valid definition', () => {
    expect(validate(machine as never).errors).toEqual([]);
  });

  it('speaks JSONata, and every expression parses', () => {
    expect(machine.QueryLanguage).toBe('JSONata');
    const expressions = strings(machine).filter((text) => text.startsWith('{%'));
    expect(expressions.length).toBeGreaterThan(0);
    for (const expression of expressions) {
      expect(expression).toMatch(/^\{% .+ %\}$/);
      expect(() => jsonata(expression.slice(3, -3))).not.toThrow();
    }
  });

  it('ends by itself: the machine and each of its tasks have a time limit', () => {
    expect(machine.TimeoutSeconds).toBeGreaterThan(0);
    expect(tasks.filter(([, { TimeoutSeconds }]) => TimeoutSeconds === undefined)).toEqual([]);
  });

  it('calls functions that exist', () => {
    const entries = readdirSync(join(FOLDER, '../functions/remediate'));
    for (const [name, { Arguments }] of tasks) {
      const substitution = /^\$\{(\w+)FunctionArn\}$/.exec(Arguments?.FunctionName ?? '')?.[1] ?? name;
      const entry = substitution.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
      expect(entries).toContain(`${entry}.ts`);
    }
  });

  it('matches only errors that somebody throws', () => {
    const matched = states.flatMap(([, { Retry = [], Catch = [] }]) =>
      [...Retry, ...Catch].flatMap((one) => one.ErrorEquals),
    );
    const ours = Object.values<string>(ERROR_NAMES);
    expect(matched.filter((name) => !FOREIGN.test(name) && !ours.includes(name))).toEqual([]);
  });

  it('retries what passes by itself', () => {
    for (const [, { Retry = [] }] of tasks) {
      const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(retried).toEqual(
        expect.arrayContaining(['ServiceBusy', 'Lambda.TooManyRequestsException', 'States.Timeout']),
      );
    }
  });
});

describe('heal.asl.json', () => {
  const machine = read('heal.asl.json');

  it('catches whatever a task throws, except in the last resort', () => {
    const uncaught = Object.entries(machine.States)
      .filter(([, { Type }]) => Type === 'Task')
      .filter(
        ([, { Catch = [] }]) =>
          !Catch.some(({ ErrorEquals, Next }) => ErrorEquals.includes('States.ALL') && Next === 'Escalate'),
      )
      .map(([name]) => name);
    expect(uncaught).toEqual(['Escalate']);
  });

  it('has an answer to every error of ours: retried, caught by name, or handed to a person', () => {
    const answered = new Set(
      allStates(machine).flatMap(([, { Retry = [], Catch = [] }]) =>
        [...Retry, ...Catch].flatMap((one) => one.ErrorEquals),
      ),
    );
    const left = Object.values(ERROR_NAMES).filter((name) => !answered.has(name));
    expect(left.sort()).toEqual([
      'BadConfiguration',
      'EnvironmentUnreadable',
      'InvalidPolicy',
      'LeaseFreed',
      'MalformedEvent',
      'NotNotified',
      'UnexpectedVersion',
      'UnknownTarget',
      'UpdateFailed',
    ]);
  });

  it('diagnoses anew after a lost race, and gives way to whoever took the lease', () => {
    const catches = (state: string) =>
      Object.fromEntries(
        machine.States[state]?.Catch?.map(({ ErrorEquals, Next }) => [ErrorEquals.join(), Next]) ?? [],
      );
    expect(catches('Move alias')).toMatchObject({ AliasMoved: 'Diagnose', LeaseLost: 'Stood down' });
    expect(catches('Reset fault')).toMatchObject({ LatestChanged: 'Diagnose', LeaseLost: 'Stood down' });
    expect(catches('Publish version')).toMatchObject({ LatestChanged: 'Diagnose', LeaseLost: 'Stood down' });
  });

  it('can reach every state', () => {
    const reached = new Set([machine.StartAt]);
    for (const name of reached) {
      const { Next, Default, Choices = [], Catch = [] } = machine.States[name] as State;
      for (const next of [Next, Default, ...Choices.map((one) => one.Next), ...Catch.map((one) => one.Next)]) {
        if (next !== undefined) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual(Object.keys(machine.States).sort());
  });
});

function allStates(machine: Machine): [string, State][] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor ? allStates(state.ItemProcessor) : []),
  ]);
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}
