import type { ResourceType } from '../../../cloudformation/resource-type';
import { unlessGone } from '../../../cloudformation/unless-gone';
import type { Platform } from '../../../kernel/platform';
import { MISSING } from '../errors';
import type { EnvironmentPool } from '../execution/pool';
import { checkRole } from '../execution-role';
import { functionOperations } from '../functions';
import type { FunctionSettings } from '../lambda-function';
import { addFunction, refuseTakenName } from '../new-function';
import { applySettings, defaultSettings, SETTING_MEMBERS } from '../settings';
import type { FunctionStore } from '../store';
import type { ZipStore } from '../zip';
import { codeOf, type FunctionProperties, numbersOf, tagsOf } from './function-properties';
import { updateInPlace } from './update-in-place';

/** A function from the template is Active at once: a deployment waits for that. */
export const functionType = (
  platform: Platform,
  store: FunctionStore,
  pool: EnvironmentPool,
  zips: ZipStore,
): ResourceType => ({
  type: 'AWS::Lambda::Function',
  properties: [...SETTING_MEMBERS, 'Architectures', 'Code', 'FunctionName', 'ReservedConcurrentExecutions', 'Tags'],
  replacement: ['FunctionName'],
  nameProperty: 'FunctionName',
  create(properties, context) {
    const given = properties as unknown as FunctionProperties;
    const name = given.FunctionName ?? context.physicalName(64);
    refuseTakenName(store, name);
    const settings = applySettings<FunctionSettings>(
      {
        ...defaultSettings(name),
        code: codeOf(given, context, zips),
        handler: given.Handler,
        runtime: '',
        role: '',
        ...(given.Architectures?.[0] === undefined ? {} : { architecture: given.Architectures[0] }),
      },
      { ...given, ...numbersOf(given) },
    );
    checkRole(platform, { name, arn: store.arn(name) }, settings);
    const reserved = given.ReservedConcurrentExecutions;
    addFunction(store, {
      name,
      settings,
      tags: tagsOf(given),
      ...(reserved === undefined ? {} : { reservedConcurrency: Number(reserved) }),
    });
    return { ref: name, attributes: { Arn: store.arn(name) } };
  },
  async update(standing, properties, context) {
    await updateInPlace(
      { platform, store, pool, zips },
      standing,
      properties as unknown as FunctionProperties,
      context,
    );
    return standing;
  },
  delete: ({ ref }) => unlessGone(MISSING, () => functionOperations(store, pool).DeleteFunction({ FunctionName: ref })),
});
