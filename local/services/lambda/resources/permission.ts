import type { ResourceType } from '../../../cloudformation/resource-type';
import { permissionOperations } from '../permissions';
import type { FunctionStore } from '../store';

interface PermissionProperties {
  readonly FunctionName: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
}

/** One statement of the resource policy of a function, version or alias. */
export const permissionType = (store: FunctionStore): ResourceType => ({
  type: 'AWS::Lambda::Permission',
  properties: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  create(properties, context) {
    const given = properties as unknown as PermissionProperties;
    const id = context.physicalName(100);
    permissionOperations(store).AddPermission({ ...given, StatementId: id });
    return { ref: id, attributes: { Id: id } };
  },
});
