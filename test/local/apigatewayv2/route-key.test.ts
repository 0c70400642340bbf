import { matchRoute, parseRouteKey } from '../../../local/services/apigatewayv2/route-key';

const KEYS = [
  'GET /',
  'GET /health',
  'ANY /{proxy+}',
  'GET /pets/{id}',
  'ANY /pets/dog',
  'GET /pets/dog',
  'POST /pets/{id}/{rest+}',
];

test.each([
  ['GET', '/', 'GET /', {}],
  ['POST', '/', undefined, {}],
  ['GET', '/health', 'GET /health', {}],
  ['GET', '/health/', 'ANY /{proxy+}', { proxy: 'health/' }],
  ['PUT', '/health', 'ANY /{proxy+}', { proxy: 'health' }],
  ['GET', '/pets/dog', 'GET /pets/dog', {}],
  ['PUT', '/pets/dog', 'ANY /pets/dog', {}],
  ['GET', '/pets/a%20b', 'GET /pets/{id}', { id: 'a b' }],
  ['POST', '/pets/1/2/3', 'POST /pets/{id}/{rest+}', { id: '1', rest: '2/3' }],
  ['GET', '/pets/1/2', 'ANY /{proxy+}', { proxy: 'pets/1/2' }],
])('%s %s goes to %s', (method, path, text, pathParameters) => {
  const found = matchRoute(KEYS.map(parseRouteKey), method, path);
  expect(found?.key.text).toBe(text);
  expect(found?.pathParameters ?? {}).toEqual(pathParameters);
});

test('$default takes what no other route does', () => {
  const keys = ['$default', ...KEYS].map(parseRouteKey);
  expect(matchRoute(keys, 'POST', '/')?.key.text).toBe('$default');
  expect(matchRoute(keys, 'GET', '/')?.key.text).toBe('GET /');
});

test('a malformed key is refused', () => {
  expect(() => parseRouteKey('FETCH /')).toThrow('The provided route key is not formatted properly: FETCH /');
});
