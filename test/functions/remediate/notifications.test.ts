import { escalationNotification, stormNotification } from '../../../functions/remediate/escalation-notifications';
import type { Incident } from '../../../functions/remediate/incident';
import {
  approvalNotification,
  healedNotification,
  redeployNotification,
  shadowNotification,
} from '../../../functions/remediate/notifications';
import type { Notification } from '../../../functions/remediate/ports';

const at = '2026-03-14T09:30:00.000Z';
const INCIDENT: Incident = {
  targetId: 'orders',
  incidentId: 'one',
  status: 'mitigated',
  reason: 'Version 3 fails.',
  alarmAt: at,
  openedAt: at,
  decidedAt: '2026-03-14T09:30:02.000Z',
  actedAt: '2026-03-14T09:30:03.500Z',
  provenAt: '2026-03-14T09:30:10.000Z',
  remedy: 'roll back',
  fromVersion: '3',
  toVersion: '1',
  verdict: 'Healed',
  attempts: 2,
  tried: ['3', '2', '1'],
  signals: ['orders-faults', 'orders-errors', 'orders-faults'],
  executionArn: 'execution',
  runbookUrl: 'https://runbooks.example/faults',
  timeline: [
    { at, what: 'decision', text: 'Version 3 fails.' },
    { at, what: 'action', text: 'Moved alias live: 3 -> 1.', before: { version: '3' }, after: { version: '1' } },
    { at, what: 'verdict', text: 'Healed: 22 of 22 good.' },
  ],
};
const ESCALATION = {
  targetId: 'orders',
  incidentId: 'one',
  reason: 'The budget is spent.',
  incident: INCIDENT,
  runbookUrl: 'https://runbooks.example/faults',
  executionArn: 'execution',
  unrecorded: false,
  held: true,
};
const REMEDY = {
  kind: 'rollBack',
  attempt: 1,
  fromVersion: '3',
  toVersion: '1',
  revisionId: '',
  reason: 'It fails.',
} as const;
const QUESTION = { taskToken: 'A+/=', askedAt: at, deadline: '2026-03-14T09:45:00.000Z', remedy: REMEDY };
const ASK = { kind: 'ask', remedy: REMEDY, reason: '', seconds: 900 } as const;

const MESSAGES: Record<string, Notification> = {
  healed: healedNotification('dev', INCIDENT),
  escalated: escalationNotification('dev', ESCALATION),
  storm: stormNotification('dev', ESCALATION, ['orders', 'users']),
  approval: approvalNotification('dev', { ...INCIDENT, status: 'open' }, ASK, QUESTION),
  shadow: shadowNotification('dev', { ...INCIDENT, status: 'shadow', would: { kind: 'resetFault', fromVersion: '3' } }),
  redeploy: redeployNotification('dev', {
    targetId: 'orders',
    version: '5',
    quarantined: '3',
    incidentId: 'one',
    runbookUrl: 'https://runbooks.example/faults',
  }),
};

/** Keywords of what has happened, what was done, and what is to do. */
const FIRST_LINES: Record<string, RegExp> = {
  healed: /^orders is healed: roll back, version 3 -> 1, proven\. .* mend version 3, 2 before/,
  escalated:
    /^orders is NOT healed; 2 attempt\(s\) made, the last: alias moved 3 -> 1\. Follow the runbook, then resume it\.$/,
  storm:
    /^The budget is spent\. Find what they share; then resume them: npm run --silent heal -- resume --all --env dev$/,
  approval: /^orders fails\. May the healer roll back .*\? Nothing is changed yet; answer until 2026-03-14T09:45/,
  shadow: /^orders fails, and nothing was changed: .* would reset fault 3\. It is up to you to act\.$/,
  redeploy: /^Version 5 of orders is live, the same as version 3, .* roll it back or release it\.$/,
};

describe.each(Object.entries(MESSAGES))('The message %s', (kind, { subject, body, attributes }) => {
  it('says in its first line what has happened, what was done, and what is to do', () => {
    expect(body.split('\n')[0]).toMatch(FIRST_LINES[kind] ?? /never/);
  });

  it('names the incident and links its page', () => {
    expect(body).toContain('\nIncident: one\n');
    expect(body).toContain('\nRunbook: https://runbooks.example/faults');
    expect(body).not.toMatch(/undefined|null/);
  });

  it('has a subject that SNS takes', () => {
    expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  });

  it('can be filtered by machine, and delivered raw to a queue: ten attributes at most', () => {
    expect(attributes).toMatchObject({ kind, environment: 'dev', targetId: 'orders', incidentId: 'one' });
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
  });
});

describe('The message', () => {
  it('of a healed incident has all attributes of it', () => {
    expect(MESSAGES.healed?.attributes).toEqual({
      kind: 'healed',
      environment: 'dev',
      targetId: 'orders',
      incidentId: 'one',
      status: 'mitigated',
      remedy: 'roll back',
      verdict: 'Healed',
      fromVersion: '3',
      toVersion: '1',
      attempts: '2',
    });
  });

  it('of a healed incident tells its times, its proof, and each signal once', () => {
    expect(MESSAGES.healed?.body).toContain('Time: decide 2 s, act 1.5 s, prove 6.5 s');
    expect(MESSAGES.healed?.body).toContain('Proof: Healed: 22 of 22 good.');
    expect(MESSAGES.healed?.body).toContain('Signals: orders-faults, orders-errors\n');
  });

  it('that asks has both answers ready to be pasted, for either way', () => {
    const { body = '' } = MESSAGES.approval ?? {};
    expect(body).toContain('Approve: npm run --silent heal -- approve orders --env dev\n');
    expect(body).toContain('Deny: npm run --silent heal -- deny orders --env dev\n');
    const json = [...body.matchAll(/--task-token 'A\+\/=' --task-output '(.*)'/g)].map(([, output = '']) =>
      JSON.parse(output),
    );
    expect(json.map(({ approved }) => approved)).toEqual([true, false]);
  });

  it('of an escalation tells all that was tried, and how the target is resumed', () => {
    const { body = '' } = MESSAGES.escalated ?? {};
    expect(body).toContain('- 09:30:00 Moved alias live: 3 -> 1.\n- 09:30:00 Healed: 22 of 22 good.');
    expect(body).toContain('npm run --silent heal -- resume orders --env dev');
  });

  it('of an escalation that could be recorded nowhere says so', () => {
    const { body } = escalationNotification('prod', {
      ...ESCALATION,
      incident: undefined,
      runbookUrl: undefined,
      unrecorded: true,
      held: false,
    });
    expect(body).toContain('could NOT be written');
    expect(body).toContain('Nothing was changed.');
    expect(body).toContain('Runbook: unknown');
  });

  it('of a version that came back itself says which it is', () => {
    const same = { targetId: 'orders', version: '3', quarantined: '3', incidentId: 'one', runbookUrl: '' };
    expect(redeployNotification('dev', same).body).toMatch(/^Version 3 of orders is live, which was quarantined\./);
  });
});
