import type { InspectionData, TestStateConfiguration } from '@aws-sdk/client-sfn';
import { parseJson } from '../../support/json-fault';
import type { MapState } from '../definition/asl';
import { invalid } from '../errors';
import type { Json } from '../expression/json';
import { inputsOf, itemsOf, limitOf } from '../run/map';
import { isExceeded, isTolerant, thresholdExceeded, toleranceOf } from '../run/tolerance';
import type { Run, Visit } from '../run/visit';

/** What a test shows of a Map. */
export type MapInspection = {
  -readonly [Member in
    | 'afterItemSelector'
    | 'maxConcurrency'
    | 'toleratedFailureCount'
    | 'toleratedFailurePercentage']?: InspectionData[Member];
};

/** A Map whose iterations are given: its fields are evaluated, and so many of its items counted as failed. */
export async function mockedMap(
  run: Run,
  visit: Visit<MapState>,
  answer: () => Json,
  { mapIterationFailureCount: failures = 0, mapItemReaderData }: TestStateConfiguration,
  inspection: MapInspection,
): Promise<Json> {
  const items = mapItemReaderData === undefined ? await itemsOf(run, visit) : readItems(mapItemReaderData);
  inspection.maxConcurrency = await limitOf(run, visit);
  if (visit.state.itemSelector !== undefined)
    inspection.afterItemSelector = JSON.stringify(await inputsOf(run, visit, items));
  const tolerance = await toleranceOf(run, visit);
  if (tolerance.count !== undefined) inspection.toleratedFailureCount = tolerance.count;
  if (tolerance.percentage !== undefined) inspection.toleratedFailurePercentage = tolerance.percentage;
  if (failures > items.length)
    throw invalid('Map iteration failure count must be less than or equal to the number of Map iterations');
  const result = answer();
  if (isTolerant(tolerance) && isExceeded(tolerance, failures, items.length)) throw thresholdExceeded();
  return result;
}

/** What an ItemReader would have read. */
function readItems(text: string): readonly Json[] {
  let items: unknown;
  try {
    items = parseJson(text);
  } catch (error) {
    throw invalid(`Invalid mapItemReaderData: ${(error as Error).message}`);
  }
  if (!Array.isArray(items)) throw invalid('Invalid mapItemReaderData: not a JSON array');
  return items as Json[];
}
