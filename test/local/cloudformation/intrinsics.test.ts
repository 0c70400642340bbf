import { references, resolve, type Scope } from '../../../local/cloudformation/intrinsics';
import { creationOrder } from '../../../local/cloudformation/order';

const scope: Scope = {
  ref: (name) => `ref-${name}`,
  attribute: (id, name) => `${id}.${name}`,
  importValue: (name) => `imported-${name}`,
  stackOutput: (stack, output) => `${stack}/${output}`,
  condition: (name) => name === 'Yes',
  mapped: (map, first, second) => `${map}/${first}/${second}`,
};

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'A' }, 'ref-A'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['A', 'Arn'] }, 'A.Arn'],
    ['GetAtt as text', { 'Fn::GetAtt': 'A.Outputs.X' }, 'A.Outputs.X'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, 'a-ref-B'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [
      'Sub with its three kinds of placeholder',
      { 'Fn::Sub': ['${A}/${B.Arn}/${v}/${!kept}', { v: { Ref: 'V' } }] },
      'ref-A/B.Arn/ref-V/${kept}',
    ],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'x-${A}' } }, 'imported-x-ref-A'],
    [
      'GetStackOutput',
      { 'Fn::GetStackOutput': { StackName: 's', OutputName: 'o', Region: { Ref: 'AWS::Region' } } },
      's/o',
    ],
    ['FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'A' }, 'b'] }, 'M/ref-A/b'],
    ['Base64', { 'Fn::Base64': { Ref: 'A' } }, 'cmVmLUE='],
    ['If', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    ['Not of Contains', { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], '3'] }] }, true],
    ['NoValue', { a: 1, b: { Ref: 'AWS::NoValue' }, c: [{ Ref: 'AWS::NoValue' }, 2] }, { a: 1, c: [2] }],
  ])('evaluates %s', (_name, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it('refuses what it does not know, by name', () => {
    expect(() => resolve({ 'Fn::Cidr': [] }, scope)).toThrow('Fn::Cidr');
  });

  it('leaves an object alone that only looks like a condition', () => {
    expect(resolve({ Condition: { StringEquals: {} } }, scope)).toEqual({ Condition: { StringEquals: {} } });
  });

  it('finds what a value refers to', () => {
    expect(
      references({ a: [{ Ref: 'A' }, { 'Fn::Sub': '${B.Arn} ${C} ${!D}' }], b: { 'Fn::GetAtt': ['E', 'Arn'] } }),
    ).toEqual(['A', 'B', 'C', 'E']);
  });
});

describe('creation order', () => {
  it('puts each resource after what it refers to or depends on', () => {
    const order = creationOrder({
      Alarm: { Type: 't', DependsOn: ['Rule'], Properties: { Name: { Ref: 'Name' } } },
      Rule: { Type: 't', Properties: { Target: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
      Name: { Type: 't' },
      Queue: { Type: 't' },
    });
    expect(order.indexOf('Queue')).toBeLessThan(order.indexOf('Rule'));
    expect(order.indexOf('Rule')).toBeLessThan(order.indexOf('Alarm'));
    expect(order.indexOf('Name')).toBeLessThan(order.indexOf('Alarm'));
  });

  it('names the members of a cycle', () => {
    const cycle = { A: { Type: 't', DependsOn: 'B' }, B: { Type: 't', Properties: { x: { Ref: 'A' } } } };
    expect(() => creationOrder(cycle)).toThrow('A -> B -> A');
  });
});
