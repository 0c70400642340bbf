import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { type AlarmBase, type CfnAlarm, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';

/** An alarm as the rule, the policy and the grants name it. */
export interface AlarmIdentity {
  readonly name: string;
  readonly arn: string;
  /**
   * Whether the name is written in the template. Only then can rule and grants be made before the alarm, which is
   * what keeps it from ringing unheard: naming it by reference would make them wait for it instead.
   */
  readonly named: boolean;
  readonly composite: boolean;
}

export function identifyAlarm(alarm: AlarmBase): AlarmIdentity {
  const resource = alarm.node.defaultChild as CfnAlarm | CfnCompositeAlarm | undefined;
  const name = resource?.alarmName;
  const composite = resource instanceof CfnCompositeAlarm;
  if (name === undefined || Token.isUnresolved(name)) {
    return { name: alarm.alarmName, arn: alarm.alarmArn, named: false, composite };
  }
  const arn = Stack.of(alarm).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return { name, arn, named: true, composite };
}
