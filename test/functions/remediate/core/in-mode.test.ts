import type { ApprovalEvidence } from '../../../../functions/remediate/core/evidence';
import { MAX_QUESTIONS } from '../../../../functions/remediate/core/in-mode';
import { alias, signal, version } from '../support/evidence';
import { itDecides } from '../support/rows';

const REMEDY = { kind: 'rollBack', fromVersion: '2', toVersion: '1' };
const answered = (changes: Partial<ApprovalEvidence>): ApprovalEvidence => ({
  answer: 'approved',
  by: 'ann',
  note: '',
  remedy: REMEDY,
  ...changes,
});
const quiet = [signal('OK')];

describe('In mode approve', () => {
  const policy = { mode: 'approve' } as const;
  itDecides([
    {
      when: 'a remedy is asked about first',
      policy,
      decided: { kind: 'ask', seconds: 900, remedy: expect.objectContaining(REMEDY) },
      because:
        'May the healer roll back from version 2 to version 1? Version 2 is live while orders-faults is in ALARM',
    },
    {
      when: 'a reset is asked about without the version that it is yet to publish',
      given: { versions: [version('2', { faults: { FAILURE_RATE: '1' } })], ledger: [] },
      policy,
      decided: { kind: 'ask', remedy: expect.objectContaining({ kind: 'resetFault' }) },
      because: 'May the healer reset fault from version 2? Version 2 carries',
    },
    {
      when: 'an approved remedy is carried out',
      given: { approval: answered({}), asked: 1 },
      policy,
      decided: { ...REMEDY, kind: 'rollBack', attempt: 1 },
      because: 'Approved by ann: Version 2 is live while',
    },
    {
      when: 'an approved reset is carried out',
      given: {
        versions: [version('2', { faults: { FAILURE_RATE: '1' } })],
        ledger: [],
        approval: answered({ remedy: { kind: 'resetFault', fromVersion: '2', toVersion: null } }),
        asked: 1,
      },
      policy,
      decided: { kind: 'resetFault' },
      because: 'Approved by ann: Version 2 carries',
    },
    {
      when: 'what was approved is not what is decided now',
      given: { approval: answered({ remedy: { ...REMEDY, toVersion: '0' } }), asked: 1 },
      policy,
      decided: { kind: 'ask' },
      because: 'The evidence has changed since the last answer. May the healer roll back from version 2 to version 1?',
    },
    {
      when: 'what was approved is of another kind',
      given: { approval: answered({ remedy: { ...REMEDY, kind: 'clearWeights' } }), asked: 1 },
      policy,
      decided: { kind: 'ask' },
      because: 'The evidence has changed',
    },
    {
      when: 'what was approved is for another version',
      given: { approval: answered({ remedy: { ...REMEDY, fromVersion: '3' } }), asked: 1 },
      policy,
      decided: { kind: 'ask' },
      because: 'The evidence has changed',
    },
    {
      when: 'nobody is asked for ever',
      given: { approval: answered({ remedy: { ...REMEDY, toVersion: '0' } }), asked: MAX_QUESTIONS },
      policy,
      decided: { kind: 'escalate' },
      because:
        'Asked 2 times, and each time the evidence had changed by the answer; now: roll back from version 2 to version 1.',
    },
    {
      when: 'a no is a no',
      given: { approval: answered({ answer: 'denied' }), asked: 1 },
      policy,
      decided: { kind: 'escalate' },
      because: 'Denied by ann: roll back from version 2 to version 1.',
    },
    {
      when: 'a no comes with a word',
      given: { approval: answered({ answer: 'denied', note: 'sale is on' }), asked: 1 },
      policy,
      decided: { kind: 'escalate' },
      because: 'Denied by ann ("sale is on"): roll back',
    },
    {
      when: 'nobody answers',
      given: { approval: answered({ answer: 'none', by: '' }), asked: 1 },
      policy,
      decided: { kind: 'escalate' },
      because: 'Nobody answered within 900 s whether to roll back from version 2 to version 1: Version 2 is live',
    },
    {
      when: 'nothing that changes nothing needs a word',
      given: { signals: quiet },
      policy,
      decided: { kind: 'standDown' },
      because: 'No signal is in ALARM any more',
    },
    {
      when: 'the proof of what was begun needs none either',
      given: {
        alias: alias({ version: '1' }),
        attempts: 1,
        unjudged: { attempt: 1, toVersion: '1', revisionId: 'before', triedBefore: [] },
      },
      policy,
      decided: { kind: 'prove' },
      because: 'An earlier heal has moved',
    },
  ]);
});

describe('In mode shadow', () => {
  const policy = { mode: 'shadow' } as const;
  itDecides([
    {
      when: 'a remedy is only told',
      policy,
      decided: { kind: 'shadow', would: expect.objectContaining(REMEDY) },
      because:
        'In shadow, so nothing is done; it would roll back from version 2 to version 1: Version 2 is live while orders-faults',
    },
    {
      when: 'an escalation is only told',
      given: { races: 3 },
      policy,
      decided: { kind: 'shadow', would: expect.objectContaining({ kind: 'escalate' }) },
      because: 'it would escalate: Somebody else changed the function 3 times',
    },
    {
      when: 'an alarm that falls silent is nothing to tell',
      given: { signals: quiet },
      policy,
      decided: { kind: 'standDown' },
      because: 'No signal is in ALARM any more',
    },
    {
      when: 'a deployment is waited for, to see what would be done after it',
      given: { stackStatus: 'UPDATE_IN_PROGRESS' },
      policy,
      decided: { kind: 'wait' },
      because: 'UPDATE_IN_PROGRESS',
    },
    {
      when: 'what was begun before cannot be finished',
      given: { attempts: 1 },
      policy,
      decided: { kind: 'escalate' },
      because: 'Healing was put in shadow after 1 attempt(s), before a recovery was proven.',
    },
  ]);
});

describe('While paused', () => {
  const policy = { mode: 'paused' } as const;
  itDecides([
    {
      when: 'nothing is done',
      policy,
      decided: { kind: 'standDown' },
      because: 'Healing of this target is paused.',
    },
    {
      when: 'what was begun before is a person’s',
      given: { attempts: 1 },
      policy,
      decided: { kind: 'escalate' },
      because: 'Healing was paused after 1 attempt(s), before a recovery was proven.',
    },
  ]);
});
