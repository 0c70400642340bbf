import type { Parameter, ParameterHistory, ParameterMetadata } from '@aws-sdk/client-ssm';
import type { Version } from './version';

interface Named {
  readonly name: string | undefined;
  readonly arn: string;
}

/** @param number of the version, from 1 */
export const shown = ({ name, arn }: Named, version: Version, number: number): Parameter => ({
  Name: name,
  Type: version.type,
  Value: version.value,
  Version: number,
  LastModifiedDate: new Date(version.modified),
  ARN: arn,
  DataType: version.dataType,
});

/** What DescribeParameters tells: of the last version, without its value. */
export function metadata({ name, arn }: Named, versions: readonly Version[]): ParameterMetadata {
  const last = versions.at(-1) as Version;
  return { Name: name, ARN: arn, Version: versions.length, ...described(last) };
}

/** @param number of the version, from 1 */
export const historical = (name: string, version: Version, number: number): ParameterHistory => ({
  Name: name,
  Value: version.value,
  Version: number,
  Labels: [],
  ...described(version),
});

const described = ({ type, tier, dataType, description, allowedPattern, modified, modifiedBy }: Version) => ({
  Type: type,
  Tier: tier,
  DataType: dataType,
  LastModifiedDate: new Date(modified),
  LastModifiedUser: modifiedBy,
  Policies: [],
  ...(description !== undefined && { Description: description }),
  ...(allowedPattern !== undefined && { AllowedPattern: allowedPattern }),
});
