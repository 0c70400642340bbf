import type { Platform } from '../kernel/platform';
import type { AssemblyStack } from './assembly';

const CLOUDFORMATION = { kind: 'service', service: 'cloudformation.amazonaws.com' } as const;

/** Parameters keep their defaults; those of an SSM type are looked up, as CloudFormation does at each deployment. */
export async function readParameters(stack: AssemblyStack, platform: Platform): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const [name, parameter] of Object.entries(stack.template.Parameters ?? {})) {
    if (parameter.Default === undefined) throw new Error(`Stack ${stack.name}: parameter ${name} has no default`);
    if (parameter.Type === 'String') values.set(name, parameter.Default);
    else if (parameter.Type === 'AWS::SSM::Parameter::Value<String>') {
      const found = await platform.call<{ Parameter?: { Value?: string } }>(
        'ssm',
        'GetParameter',
        { Name: parameter.Default },
        CLOUDFORMATION,
      );
      values.set(name, found.Parameter?.Value ?? '');
    } else
      throw new Error(
        `Stack ${stack.name}: the embedded AWS does not implement parameters of type ${parameter.Type} (${name})`,
      );
  }
  return values;
}
