import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { Principal } from '../../kernel/credentials';

/** A message as it was published. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** Texts for protocols, of a message whose structure is JSON. */
  readonly byProtocol?: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  /** MessageGroupId. */
  readonly group?: string;
  /** Of a message of a FIFO topic. */
  readonly fifo?: { readonly deduplicationId: string; readonly sequence: string };
  readonly publisher: Principal;
  /** ms since the epoch. */
  readonly time: number;
}
