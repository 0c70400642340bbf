import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import jsonata from 'jsonata';
import { ERROR_NAMES } from '../../functions/remediate/core/error-names';
import { MAX_QUESTIONS } from '../../functions/remediate/core/in-mode';

interface State {
  Type: string;
  Resource?: string;
  TimeoutSeconds?: number | string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Arguments?: { FunctionName: string };
  Assign?: Record<string, unknown>;
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
const FOREIGN = /^(States|Lambda|Sandbox|Runtime)\./;

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
    for (const [, { Resource, Retry = [] }] of tasks) {
      const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(retried).toEqual(
        expect.arrayContaining(['ServiceBusy', 'Lambda.TooManyRequestsException', 'Sandbox.Timedout']),
      );
      // Where a person is waited for, the time limit is their deadline.
      expect(retried.includes('States.Timeout')).toBe(!waits(Resource));
    }
  });

  it('uses every variable that it assigns', () => {
    const text = JSON.stringify(machine);
    const assigned = Object.keys(machine.States[machine.StartAt]?.Assign ?? {});
    expect(assigned.filter((name) => !text.includes(`$${name}`))).toEqual([]);
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
    expect(uncaught).toEqual(['Ask for approval', 'Escalate']);
  });

  it('takes an unknown error of the one task that waits for people for their answer, and the time limit for none', () => {
    const { Resource, Retry = [], Catch = [] } = machine.States['Ask for approval'] as State;
    expect(waits(Resource)).toBe(true);
    expect(Catch.map(({ ErrorEquals, Next }) => [ErrorEquals[0], Next])).toEqual([
      ['LeaseLost', 'Stood down'],
      ['States.Timeout', 'Open incident'],
      ['NotAsked', 'Escalate'],
      ['States.ALL', 'Open incident'],
    ]);
    // Whatever is retried is the function's own, so it is no answer when the retries are used up.
    const own = Catch[2]?.ErrorEquals ?? [];
    expect(Retry.flatMap(({ ErrorEquals }) => ErrorEquals).filter((name) => !own.includes(name))).toEqual([]);
    expect(own).toEqual(expect.arrayContaining(['LeaseFreed', 'BadConfiguration']));
  });

  it('outlives two questions of a day each, the most that a policy and an incident allow', () => {
    expect(machine.TimeoutSeconds).toBeGreaterThanOrEqual(MAX_QUESTIONS * 86_400 + 3_600);
  });

  it('has an answer to every error of ours: retried, caught by name, or handed to a person', () => {
    const answered = new Set(
      allStates(machine).flatMap(([, { Retry = [], Catch = [] }]) =>
        [...Retry, ...Catch].flatMap((one) => one.ErrorEquals),
      ),
    );
    const left = Object.values(ERROR_NAMES).filter((name) => !answered.has(name));
    expect(left.sort()).toEqual([
      'EnvironmentUnreadable',
      'InvalidPolicy',
      'MalformedEvent',
      'TargetRefused',
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

const waits = (resource = ''): boolean => resource.endsWith('.waitForTaskToken');

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
