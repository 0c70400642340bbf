const http = require('node:http');
const https = require('node:https');

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 20;
const WITHOUT_BODY = new Set([204, 205, 304]);

/** A fetch on top of http.request, which is where requests hold the clock; Node's own goes past it. */
function createFetch() {
  return async function fetch(input, init) {
    const request = new Request(input, init);
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
    try {
      return await follow(new URL(request.url), request.method, request.headers, body, request, 0);
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      throw new TypeError('fetch failed', { cause: error });
    }
  };
}

async function follow(url, method, headers, body, request, redirects) {
  const answer = await send(url, method, headers, body, request.signal);
  const { location } = answer.headers;
  if (!REDIRECTS.has(answer.status) || location === undefined || request.redirect === 'manual') {
    return toResponse(answer, url, redirects > 0);
  }
  if (request.redirect === 'error') throw new Error('unexpected redirect');
  if (redirects === MOST_REDIRECTS) throw new Error('redirect count exceeded');
  const asGet = answer.status === 303 || (answer.status < 303 && method === 'POST');
  return follow(
    new URL(location, url),
    asGet ? 'GET' : method,
    headers,
    asGet ? undefined : body,
    request,
    redirects + 1,
  );
}

function send(url, method, headers, body, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const given = { accept: '*/*', 'user-agent': 'node', ...Object.fromEntries(headers) };
    if (body !== undefined) given['content-length'] = String(body.length);
    const request = (url.protocol === 'https:' ? https : http).request(url, { method, headers: given });
    const onAbort = () => request.destroy(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        signal.removeEventListener('abort', onAbort);
        resolve({
          status: response.statusCode,
          statusText: response.statusMessage,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(chunks),
        });
      });
    });
    request.end(body);
  });
}

function toResponse({ status, statusText, rawHeaders, body }, url, redirected) {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index], rawHeaders[index + 1]);
  const response = new Response(WITHOUT_BODY.has(status) ? null : body, { status, statusText, headers });
  Object.defineProperties(response, { url: { value: url.href }, redirected: { value: redirected } });
  return response;
}

module.exports = { createFetch };
