import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { audit } from '../audit';
import { caller } from '../caller';
import { type Call, type Command, confirm, type Work, word } from '../command';
import { describeRemedy } from '../incident-text';
import { readLease } from '../lease';
import { findIncident, type IncidentRecord } from '../records';
import { Refusal } from '../refusal';
import { findTarget } from '../targets';
import { clock, duration, pasteable } from '../text';

export const approve: Command = {
  name: 'approve',
  summary: 'let the healer do what it asks for',
  words: ['target'],
  options: ['note', 'yes', 'by'],
  details: `For a target in mode approve. Shows the remedy and asks you to confirm. The healer then gathers its evidence anew: if \
the remedy is still the same it acts, otherwise it asks again.`,
  prepare: (given) => prepareAnswer(word(given, 0), true),
};

export const deny: Command = {
  name: 'deny',
  summary: 'forbid what the healer asks for',
  words: ['target'],
  options: ['note', 'yes', 'by'],
  details: `For a target in mode approve. The incident is escalated, and the target held until you resume it: from then on it is \
yours to mend.`,
  prepare: (given) => prepareAnswer(word(given, 0), false),
};

type Question = NonNullable<IncidentRecord['question']>;

function prepareAnswer(targetId: string, approved: boolean): Work {
  return async (call) => {
    const { healer, given } = call;
    await findTarget(healer, targetId);
    const { incident, question } = await questionOf(call, targetId);
    const left = duration(Date.parse(question.deadline) - healer.now());
    const remedy = describeRemedy(question.remedy);
    await confirm(
      call,
      `Incident ${incident.incidentId}: ${incident.reason}\n${approved ? 'Approve' : 'Deny'}: ${remedy}? (${left} left)`,
    );
    const by = await caller(call);
    const { note: words = '' } = given.options;
    await audit(call, targetId, by, words);
    await send(call, incident, question, { approved, by, note: words });
    // The healer puts the answer on the timeline itself, when it goes on.
    const said = `${approved ? 'Approved' : 'Denied'} by ${by}${words === '' ? '' : ` ("${words}")`}: ${remedy}.`;
    return {
      data: { targetId, incidentId: incident.incidentId, approved, by, note: words, remedy: question.remedy },
      text: `${said}\nSee what comes of it:\n${pasteable(healer.environment, `incident ${targetId} ${incident.incidentId}`)}`,
    };
  };
}

async function questionOf(
  { healer }: Call,
  targetId: string,
): Promise<{ readonly incident: IncidentRecord; readonly question: Question }> {
  const { table, now, environment } = healer;
  const { awaiting } = await readLease(table, targetId);
  const incident = awaiting && (await findIncident(table, targetId, awaiting.incidentId));
  if (incident?.question === undefined) {
    throw new Refusal(`${targetId} asks nothing: see\n${pasteable(environment, `status ${targetId}`)}`);
  }
  const { question } = incident;
  if (Date.parse(question.deadline) <= now()) throw tooLate(healer.environment, incident, question);
  return { incident, question };
}

/** What Step Functions says of a token that nobody waits for any more. */
const EXPIRED: readonly string[] = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

async function send(
  { healer }: Call,
  incident: IncidentRecord,
  question: Question,
  answer: { readonly approved: boolean; readonly by: string; readonly note: string },
): Promise<void> {
  try {
    await healer.stepfunctions.send(
      new SendTaskSuccessCommand({ taskToken: question.taskToken, output: JSON.stringify(answer) }),
    );
  } catch (error) {
    if (!(error instanceof Error) || !EXPIRED.includes(error.name)) throw error;
    throw tooLate(healer.environment, incident, question, error);
  }
}

const tooLate = (
  environment: string,
  { targetId, incidentId }: IncidentRecord,
  { deadline }: Question,
  cause?: Error,
) =>
  new Refusal(
    `The question of incident ${incidentId} is not open any more: somebody has answered it, or its time was up (${clock(deadline)}). ` +
      `See\n${pasteable(environment, `incident ${targetId} ${incidentId}`)}`,
    { cause },
  );
