import { type Get, invalid, type Write } from './actions';
import { itemSize } from './item-size';

/** Bytes: of what a transaction is asked with, and of what it answers with. */
const MOST = 4 * 1024 * 1024;

/** Items count by what is said of them, not by how large they are: AWS lets a transaction delete more. */
export function checkRequestSize(actions: readonly (Write | Get)[]): void {
  const size = actions.reduce((sum, action) => sum + sizeOf(action), 0);
  if (size > MOST) throw invalid(`Transaction payload size cannot exceed 4MB. Payload Size: ${size}`);
}

/** What the answer says of each item besides it. */
const PER_ITEM = 4;

export function checkAnswerSize(items: readonly unknown[]): void {
  const size = items.reduce<number>((sum, item) => sum + PER_ITEM + itemSize(item), 0);
  if (size > MOST) throw invalid(`Payload in response is too large.${size}`);
}

function sizeOf(action: Write | Get): number {
  if ('projection' in action) return itemSize(action.key) + expressionSize(action.projection.ProjectionExpression);
  const { ConditionExpression, ExpressionAttributeValues } = action.expressions;
  const condition = expressionSize(ConditionExpression) + itemSize(ExpressionAttributeValues);
  switch (action.kind) {
    case 'Put':
      return itemSize(action.item) + condition;
    case 'Update':
      return itemSize(action.key) + expressionSize(action.update) + condition;
    case 'Delete':
    case 'ConditionCheck':
      return itemSize(action.key) + condition;
  }
}

const expressionSize = (expression: unknown): number =>
  typeof expression === 'string' ? Buffer.byteLength(expression) : 0;
