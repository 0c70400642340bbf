import { type Incident, incidentRecords, type TimelineEntry } from '../../../functions/remediate/incident';
import { fakePorts } from './support/fakes';

const REFERENCE = { targetId: 'orders', incidentId: 'one' };
const RANG: TimelineEntry = {
  at: '2026-03-14T09:30:00.000Z',
  what: 'signal',
  text: 'Alarm orders-faults went to ALARM.',
};

describe('The record of an incident', () => {
  it('takes no signals of an alarm that flaps for days, lest nothing else could be written any more', async () => {
    const incidents = incidentRecords(fakePorts().table);
    expect(await incidents.addSignal(REFERENCE, 'orders-faults', RANG)).toBe(false);
    const incident = { ...REFERENCE, status: 'escalated', signals: [], timeline: [] } as unknown as Incident;
    await incidents.insert(incident);
    for (let ring = 0; ring < 400; ring++) {
      expect(await incidents.addSignal(REFERENCE, 'orders-faults', RANG)).toBe(true);
    }
    const found = await incidents.find(REFERENCE);
    expect(found?.timeline).toHaveLength(330);
    // DynamoDB's limit, with the longest text that CloudWatch gives as a reason beside it.
    expect(330 * (JSON.stringify(RANG).length + 1_023)).toBeLessThan(400_000);
  });
});
