import { readOptions } from '../../../local/options';

describe('the command line of npm run local', () => {
  it('has sane defaults', () => {
    expect(readOptions([])).toEqual({
      port: 4566,
      time: 'real',
      seed: 1,
      application: { kind: 'here' },
      latencies: {},
      controlPlaneLimit: false,
      authorization: undefined,
      json: false,
      help: false,
    });
  });

  it('takes every option', () => {
    expect(
      readOptions([
        '--port',
        '0',
        '--time',
        'virtual',
        '--seed',
        '7',
        '--app',
        'x',
        '--control-plane-limit',
        '--authorization',
        'record',
        '--latency',
        'eventDelivery=2000',
        '--latency',
        'alarmOffset=own',
        '--json',
      ]),
    ).toMatchObject({
      port: 0,
      time: 'virtual',
      seed: 7,
      application: { kind: 'folder', folder: 'x' },
      latencies: { eventDelivery: 2000, alarmOffset: 'own' },
      controlPlaneLimit: true,
      authorization: 'record',
      json: true,
    });
  });

  it('can start without any stack', () => {
    expect(readOptions(['--empty']).application).toEqual({ kind: 'none' });
  });

  it.each([
    [['--port', 'x'], '--port must be a whole number from 0 to 65535, not "x"'],
    [['--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000"'],
    [['--seed', '-1'], '--seed'],
    [['--time', 'later'], '--time must be real or virtual, not "later"'],
    [['--authorization', 'none'], '--authorization must be enforce or record, not "none"'],
    [['--latency', 'eventDelivery'], '--latency must be NAME=MS, such as eventDelivery=500, not "eventDelivery"'],
    [['--latency', 'delivery=5'], 'There is no latency "delivery"; there are eventDelivery,'],
    [['--latency', 'coldStart=own'], 'The latency coldStart must be milliseconds from 0 to 86400000, not own.'],
    [['--app', 'x', '--empty'], '--app and --empty exclude each other'],
    [['--bogus'], '--bogus'],
    [['extra'], 'extra'],
  ])('refuses %j, saying what would be right', (argv, message) => {
    expect(() => readOptions(argv)).toThrow(message);
  });
});
