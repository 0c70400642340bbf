type Fetch = (url: string, init: RequestInit) => Promise<Response>;

interface Request {
  url: string;
  method: string | undefined;
  data: string | undefined;
  showHeaders: boolean;
  discard: boolean;
  format: string;
}

/**
 * The few options of curl that the runbooks use: -s, -i, -o /dev/null, -X, -d and -w with %{http_code} and
 * %{time_total}. As with curl, a status of 500 is no failure; no answer is.
 * @returns what curl would print
 */
export async function runCurl(words: readonly string[], fetch: Fetch): Promise<string> {
  const request = parse(words);
  const answer = await fetch(request.url, {
    method: request.method ?? (request.data === undefined ? 'GET' : 'POST'),
    ...(request.data === undefined ? {} : { body: request.data }),
  });
  const body = await answer.text();
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}\n`).join('');
  return [
    request.showHeaders ? `HTTP/1.1 ${answer.status}\n${headers}\n` : '',
    request.discard ? '' : body,
    request.format.replace('%{http_code}', String(answer.status)).replace('%{time_total}', '0').replaceAll('\\n', '\n'),
  ].join('');
}

function parse(words: readonly string[]): Request {
  const request: Request = {
    url: '',
    method: undefined,
    data: undefined,
    showHeaders: false,
    discard: false,
    format: '',
  };
  const rest = [...words];
  const value = (option: string): string => {
    const next = rest.shift();
    if (next === undefined) throw new Error(`curl ${option} wants a value`);
    return next;
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '-s') continue;
    if (word === '-i') request.showHeaders = true;
    else if (word === '-X') request.method = value(word);
    else if (word === '-d') request.data = value(word);
    else if (word === '-w') request.format = value(word);
    else if (word === '-o' && value(word) === '/dev/null') request.discard = true;
    else if (/^https?:/.test(word) && request.url === '') request.url = word;
    else throw new Error(`curl: "${word}" is not supported`);
  }
  const unknown = /%\{(?!http_code\}|time_total\})[^}]*\}/.exec(request.format);
  if (unknown !== null) throw new Error(`curl -w ${unknown[0]} is not supported`);
  return request;
}
