import type { ResourceType } from '../../../cloudformation/resource-type';
import { unlessGone } from '../../../cloudformation/unless-gone';
import { MISSING } from '../errors';
import { permissionOperations } from '../permissions';
import type { FunctionStore } from '../store';

interface PermissionProperties {
  readonly FunctionName: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
}

const PROPERTIES = ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'];

/** One statement of the resource policy of a function, version or alias. */
export const permissionType = (store: FunctionStore): ResourceType => ({
  type: 'AWS::Lambda::Permission',
  properties: PROPERTIES,
  replacement: PROPERTIES,
  create(properties, context) {
    const given = properties as unknown as PermissionProperties;
    const id = context.physicalName(100);
    permissionOperations(store).AddPermission({ ...given, StatementId: id });
    return { ref: id, attributes: { Id: id } };
  },
  delete({ ref, properties }) {
    const { FunctionName } = properties as unknown as PermissionProperties;
    return unlessGone(MISSING, () => permissionOperations(store).RemovePermission({ FunctionName, StatementId: ref }));
  },
});
