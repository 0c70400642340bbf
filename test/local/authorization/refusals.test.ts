import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Stage } from '../cloudformation/support/stage';
import { pass, received } from './queues';
import { allow, arnOf, role } from './roles';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({ authorization: 'enforce' });
});
afterEach(() => stage.close());

test('a policy that is not understood is refused when the template is loaded, before anything is made', async () => {
  const error = await stage.failure({
    Queue: { Type: 'AWS::SQS::Queue' },
    Role: role('lambda.amazonaws.com', [
      { ...allow('s3:GetObject'), Condition: { IpAddress: { 'aws:SourceIp': '1.2.3.4/8' } } },
    ]),
  });
  expect(error.message).toContain('the condition operator IpAddress in AWS::IAM::Role (Role)');
  expect(error.message).toContain('the condition key aws:SourceIp in AWS::IAM::Role (Role)');
  expect(stage.cloud.services.cloudformation.stacks()).toEqual([]);
});

test('a policy that is not understood is refused when it is set by a call', async () => {
  await stage.deploy({ Queue: { Type: 'AWS::SQS::Queue' } });
  const sqs = stage.cloud.client(SQSClient);
  const put = (Policy: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl: stage.ref('Queue'), Attributes: { Policy } }));
  const NotPrincipal = { Statement: { ...allow('sqs:SendMessage'), Principal: '*', NotPrincipal: { AWS: '1' } } };
  await expect(put(JSON.stringify(NotPrincipal))).rejects.toThrow('the policy element NotPrincipal');
  await expect(put('{')).rejects.toThrow('Invalid value for the parameter Policy.');
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stage.ref('Queue'), AttributeNames: ['All'] }),
  );
  expect(Attributes?.Policy).toBeUndefined();
});

describe('while authorization is only recorded', () => {
  test('what nobody has allowed is done', async () => {
    await stage.close();
    stage = await Stage.open({ authorization: 'record' });
    await stage.deploy({
      Topic: { Type: 'AWS::SNS::Topic' },
      Queue: { Type: 'AWS::SQS::Queue' },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arnOf('Queue') },
      },
    });
    await stage.cloud.client(SNSClient).send(new PublishCommand({ TopicArn: stage.ref('Topic'), Message: 'hello' }));
    await pass(stage, 1);
    expect(await received(stage)).toHaveLength(1);
  });
});
