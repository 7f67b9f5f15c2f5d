import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type ApiClient, ApiError, type ApiRequest } from '../../../src/collect/cluster/client-types.ts';
import { type ConnectOptions, connect } from '../../../src/collect/cluster/connect.ts';
import { type ApiServer, refused, startApiServer } from '../../support/api-server.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { type KubeconfigParts, writeKubeconfig } from '../../support/kubeconfig.ts';
import { scratchFolders } from '../../support/scratch.ts';
import { warmClient } from '../../support/warm-client.ts';

warmClient();

const scratch = scratchFolders();
const HOUR = 3_600_000;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function server(options: Parameters<typeof startApiServer>[0] = {}): Promise<ApiServer> {
  const made = await startApiServer(options);
  closing.push(() => made.close());
  return made;
}

async function client(options: ConnectOptions): Promise<ApiClient> {
  const made = await connect({ env: {}, ...options });
  closing.push(() => made.close());
  return made;
}

async function to(
  made: ApiServer,
  parts: Partial<KubeconfigParts> = {},
  options: ConnectOptions = {},
): Promise<ApiClient> {
  const file = writeKubeconfig(scratch(), { server: made.url, authority: made.authority.cert, ...parts });
  return client({ kubeconfig: file, ...options });
}

/** The error of connecting or of a request. */
async function errorOf(work: () => Promise<unknown>): Promise<ApiError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

const failing = (made: ApiClient, request: Partial<ApiRequest> = {}): Promise<ApiError> =>
  errorOf(() => made.request({ path: '/version', milliseconds: 3000, ...request }));

describe('kubeconfig', () => {
  const known = (folder: string, parts: Partial<KubeconfigParts> = {}, name?: string) =>
    writeKubeconfig(folder, { server: 'https://192.0.2.1:6443', ...parts }, name);

  test('none at all', async () => {
    const error = await errorOf(() => client({ env: { HOME: scratch() } }));
    expect(error.kind).toBe('configuration');
    expect(error.message).toBe(
      'No kubeconfig was found (KUBECONFIG is not set, ~/.kube/config is not there): give --kubeconfig FILE.',
    );
  });

  test('a file that is not there', async () => {
    const error = await errorOf(() => client({ kubeconfig: '/nowhere/config' }));
    expect(error.kind).toBe('configuration');
    expect(error.message).toMatch(
      /^The kubeconfig \/nowhere\/config cannot be read \(ENOENT.*: give another with --kubeconfig\.$/,
    );
  });

  test('a file with a mistake is told by its place, never by its words', async () => {
    const file = join(scratch(), 'config');
    writeFileSync(file, 'users:\n- name: u\n  user: {token: "s3cr3t\n');
    const error = await errorOf(() => client({ kubeconfig: file }));
    expect(error.kind).toBe('configuration');
    expect(error.message).toContain('is no kubeconfig');
    expect(error.message).not.toContain('s3cr3t');
  });

  test.each(['', 'null', '7', '[]'])('a file with %j in it', async (text) => {
    const file = join(scratch(), 'config');
    writeFileSync(file, text);
    expect((await errorOf(() => client({ kubeconfig: file }))).kind).toBe('configuration');
  });

  test.each([
    ['current-context: 5', 'in the file, current-context is no text'],
    ['contexts: [{name: 5, context: {cluster: c}}]', 'in contexts, name is no text'],
    ['users: [{name: u, user: {token: [[s3cr3t]]}}]', 'in users, token is no text'],
    ['users: [{name: u, user: {exec: 5}}]', 'in users, exec has no command'],
    ['users: [{name: u, user: {exec: {command: x, args: 5}}}]', 'in users, args of exec is no list of texts'],
    [
      'users: [{name: u, user: {exec: {command: x, env: {a: b}}}}]',
      'in users, env of exec is no list of name and value',
    ],
    ['clusters: [{name: c, cluster: {server: 5}}]', 'a member is missing or is of the wrong type'],
  ])('a member of the wrong type: %s', async (text, reason) => {
    const file = join(scratch(), 'config');
    writeFileSync(file, text);
    const error = await errorOf(() => client({ kubeconfig: file }));
    expect(error.kind).toBe('configuration');
    expect(error.message).toBe(`${file} is no kubeconfig (${reason}): correct it or give another with --kubeconfig.`);
  });

  test('a context that it does not have', async () => {
    const file = known(scratch(), { context: 'production' });
    const error = await errorOf(() => client({ kubeconfig: file, context: 'staging' }));
    expect(error.message).toBe(`${file} has no context "staging": choose one with --context (it has production).`);
  });

  test('a server that is no URL', async () => {
    const error = await errorOf(() => client({ kubeconfig: known(scratch(), { server: 'not a url' }) }));
    expect(error.kind).toBe('configuration');
  });

  test('files of KUBECONFIG lie one over the other; those that are not there do not count', async () => {
    const folder = scratch();
    const files = [
      join(folder, 'none'),
      known(folder, { context: 'first' }, 'a'),
      known(folder, { context: 'second' }, 'b'),
    ];
    const made = await client({ env: { KUBECONFIG: files.join(':') } });
    expect(made.context).toBe('first');
    expect((await client({ env: { KUBECONFIG: files.join(':') }, context: 'second' })).context).toBe('second');
  });

  test('plain http only where the kubeconfig allows it', async () => {
    const error = await errorOf(() => client({ kubeconfig: known(scratch(), { server: 'http://192.0.2.1' }) }));
    expect(error.kind).toBe('tls');
    expect(error.message).toContain('without encryption');
    await client({
      kubeconfig: known(scratch(), { server: 'http://192.0.2.1', cluster: { 'insecure-skip-tls-verify': true } }),
    });
  });
});

describe('credentials', () => {
  const headersOf = async (user: Readonly<Record<string, unknown>>, options: ConnectOptions = {}) => {
    const made = await server();
    const api = await to(made, { user }, options);
    await api.request({ path: '/version' });
    return made.requests[0];
  };

  test('a token, a name and password, a token in a file', async () => {
    expect((await headersOf({ token: 'abc' }))?.headers.authorization).toBe('Bearer abc');
    expect((await headersOf({ username: 'u', password: 'p' }))?.headers.authorization).toBe(
      `Basic ${Buffer.from('u:p').toString('base64')}`,
    );
    const file = join(scratch(), 'token');
    writeFileSync(file, 'from-file\n');
    expect((await headersOf({ tokenFile: file }))?.headers.authorization).toBe('Bearer from-file');
  });

  test('a client certificate', async () => {
    const authority = makeCertificate({ commonName: 'ca' });
    const made = await server({ authority, tls: { requestCert: true, rejectUnauthorized: true, ca: authority.cert } });
    const own = makeCertificate({ commonName: 'admin', organization: 'system:masters', issuer: authority });
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const api = await to(made, {
      user: { 'client-certificate-data': base64(own.cert), 'client-key-data': base64(own.key) },
    });
    expect((await api.request({ path: '/version' })).status).toBe(200);
  });

  test('groups, names and further fields are impersonated, each group in a header of its own', async () => {
    const seen = await headersOf({
      token: 't',
      as: 'jane',
      'as-groups': ['dev', 'ops'],
      'as-user-extra': { scopes: ['a'] },
    });
    const raw = seen?.rawHeaders ?? [];
    expect(raw.flatMap((name, at) => (name.toLowerCase() === 'impersonate-group' ? [raw[at + 1]] : []))).toEqual([
      'dev',
      'ops',
    ]);
    expect(seen?.headers).toMatchObject({ 'impersonate-user': 'jane', 'impersonate-extra-scopes': 'a' });
    const other = await headersOf({ token: 't', as: 'jane' }, { impersonate: { user: 'joe' } });
    expect(other?.headers['impersonate-user']).toBe('joe');
  });

  const plugin = (script: string, mode = 0o755): string => {
    const file = join(scratch(), 'plugin');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, mode);
    return file;
  };
  const exec = (command: string, more = {}) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never', ...more },
  });

  test('a plugin is given what kubectl gives it', async () => {
    const command = plugin(
      'printf \'{"kind":"ExecCredential","status":{"token":"%s"}}\' "$(printf %s "$KUBERNETES_EXEC_INFO" | sed "s/[^A-Za-z0-9.:]//g")"',
    );
    const seen = await headersOf(exec(command, { provideClusterInfo: true }));
    expect(seen?.headers.authorization).toMatch(
      /^Bearer apiVersion:client\.authentication\.k8s\.iov1kind:ExecCredentialspec:interactive:falsecluster:server:https:127\.0\.0\.1:/,
    );
  });

  test.each([
    ['is missing', null, 'is not there or cannot be run: install it, or correct its path (see docs).'],
    ['fails', 'echo one >&2; echo "no session" >&2; exit 1', 'failed (no session): run it by hand.'],
    ['prints nonsense', 'echo hello', 'did not print an ExecCredential: run it by hand.'],
    ['prints null', 'echo null', 'did not print an ExecCredential: run it by hand.'],
    ['prints no credentials', 'echo \'{"status":{}}\'', 'did not print an ExecCredential: run it by hand.'],
    [
      'prints a token that is no text',
      'echo \'{"status":{"token":{"a":1}}}\'',
      'did not print an ExecCredential: run it by hand.',
    ],
    ['prints other JSON', 'echo "{}"', 'did not print an ExecCredential: run it by hand.'],
  ])('a plugin that %s', async (_, script, sentence) => {
    const command = script === null ? '/nowhere/aws' : plugin(script);
    const file = writeKubeconfig(scratch(), {
      server: 'https://192.0.2.1',
      user: exec(command, { installHint: 'see docs\nmore' }),
    });
    const error = await errorOf(() => client({ kubeconfig: file }));
    expect(error.kind).toBe('configuration');
    expect(error.message).toBe(`${file}: the credentials plugin "${command}" of user "u" ${sentence}`);
  });

  test('a plugin that is missing leaves nothing behind that keeps netlint from ending', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const file = writeKubeconfig(scratch(), { server: 'https://192.0.2.1', user: exec('/nowhere/aws') });
    await errorOf(() => client({ kubeconfig: file }));
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test('an interruption ends a plugin that hangs, and one before it starts none', async () => {
    const controller = new AbortController();
    const file = writeKubeconfig(scratch(), { server: 'https://192.0.2.1', user: exec(plugin('exec sleep 60')) });
    setTimeout(() => controller.abort(), 200);
    const began = performance.now();
    const options = { kubeconfig: file, signal: controller.signal };
    expect((await errorOf(() => client(options))).kind).toBe('interrupted');
    expect(performance.now() - began).toBeLessThan(5000);
    expect((await errorOf(() => client(options))).kind).toBe('interrupted');
  });

  test('after an interruption credentials can still be had, for clearing up', async () => {
    const count = join(scratch(), 'count');
    const credential = JSON.stringify({ status: { token: 't' } });
    const made = await server();
    const command = plugin(`echo x >>${count}; echo '${credential}'`);
    const controller = new AbortController();
    const api = await to(made, { user: exec(command) }, { signal: controller.signal });
    controller.abort();
    let refusals = 0;
    made.fault = () => (refusals++ === 0 ? refused(401, 'Unauthorized') : undefined);
    expect((await api.request({ path: '/version' })).status).toBe(200);
    expect(readFileSync(count, 'utf8')).toBe('x\nx\n');
  });

  test('a plugin that prints for ever is ended', async () => {
    const file = writeKubeconfig(scratch(), { server: 'https://192.0.2.1', user: exec(plugin('exec yes')) });
    expect((await errorOf(() => client({ kubeconfig: file }))).message).toContain('failed (it said nothing)');
  });

  test('a token that is refused is asked for once more', async () => {
    const count = join(scratch(), 'count');
    const command = plugin(
      `echo x >>${count}; printf '{"kind":"ExecCredential","status":{"token":"t%s"}}' $(wc -l <${count})`,
    );
    const made = await server();
    made.fault = ({ headers }) => (headers.authorization === 'Bearer t2' ? undefined : refused(401, 'Unauthorized'));
    const api = await to(made, { user: exec(command) });
    expect((await api.request({ path: '/version' })).status).toBe(200);
    expect(made.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
    expect(made.connections()).toBe(1);
  });

  test('a plugin’s token is used until it ends, and asked for again before that only when it is refused', async () => {
    const count = join(scratch(), 'count');
    const credential = JSON.stringify({ status: { token: 'long', expirationTimestamp: '2100-01-01T00:00:00Z' } });
    const made = await server();
    const command = plugin(`echo x >>${count}; echo '${credential}'`);
    const api = await to(made, { user: exec(command) }, { credentialMilliseconds: 0 });
    for (let n = 0; n < 3; n += 1) await api.request({ path: '/version' });
    expect(readFileSync(count, 'utf8')).toBe('x\n');
  });

  test('the context stays when another one is made the current one', async () => {
    const [one, two] = [await server(), await server()];
    const folder = scratch();
    const file = writeKubeconfig(folder, { server: one.url, authority: one.authority.cert, context: 'one' });
    const first = JSON.parse(readFileSync(file, 'utf8'));
    const api = await client({ kubeconfig: file, credentialMilliseconds: 0 });
    await api.request({ path: '/version' });
    const base64 = Buffer.from(two.authority.cert).toString('base64');
    first.clusters.push({ name: 'other', cluster: { server: two.url, 'certificate-authority-data': base64 } });
    first.contexts.push({ name: 'two', context: { cluster: 'other', user: 'u' } });
    writeFileSync(file, JSON.stringify({ ...first, 'current-context': 'two' }));
    one.fault = ({ before }) => (before === 1 ? refused(401, 'once') : undefined);
    await api.request({ path: '/version' });
    expect([one.requests.length, two.requests.length]).toEqual([3, 0]);
  });

  test('a token in a file that rotates is read again after a minute', async () => {
    const made = await server();
    const token = join(scratch(), 'token');
    writeFileSync(token, 'one');
    const api = await to(made, { user: { tokenFile: token } }, { credentialMilliseconds: 0, connections: 1 });
    await api.request({ path: '/version' });
    writeFileSync(token, 'two');
    await api.request({ path: '/version' });
    expect(made.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two']);
    expect(made.connections()).toBe(1);
  });
});

describe('what is wrong with the way or the server', () => {
  test('refused: a token that ended says when', async () => {
    const made = await server();
    made.fault = () => refused(401, 'Unauthorized');
    const claims = Buffer.from(JSON.stringify({ exp: 1767225600 })).toString('base64url');
    const error = await failing(await to(made, { user: { token: `e30.${claims}.x` } }));
    expect(error.kind).toBe('unauthorized');
    expect(error.message).toBe(
      `${made.url} does not accept the credentials: the token ended on 2026-01-01T00:00Z: renew them (log in again, or ask for a new kubeconfig).`,
    );
  });

  test('refused: a client certificate that ended says when', async () => {
    const made = await server();
    made.fault = () => refused(401, 'Unauthorized');
    const old = makeCertificate({ commonName: 'u', issuer: made.authority, until: new Date('2020-02-03T04:05:06Z') });
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const user = { 'client-certificate-data': base64(old.cert), 'client-key-data': base64(old.key) };
    const error = await failing(await to(made, { user }));
    expect(error.message).toContain('the client certificate ended on 2020-02-03T04:05Z');
  });

  test('nobody: a request without credentials', async () => {
    const made = await server();
    made.fault = () => refused(403, 'nodes is forbidden: User "system:anonymous" cannot list resource "nodes"');
    expect((await failing(await to(made))).kind).toBe('unauthorized');
  });

  test('forbidden: the server’s words and what to do', async () => {
    const made = await server();
    made.fault = () => refused(403, 'nodes is forbidden: User "jane" cannot list resource "nodes" in API group ""');
    const error = await failing(await to(made), { path: '/api/v1/nodes?limit=1' });
    expect([error.kind, error.status]).toEqual(['forbidden', 403]);
    expect(error.message).toBe(
      'GET /api/v1/nodes is forbidden (nodes is forbidden: User "jane" cannot list resource "nodes" in API group ""): "netlint rbac" prints the role that allows it.',
    );
    expect(made.requests).toHaveLength(1);
  });

  test('a certificate that expired', async () => {
    const authority = makeCertificate({ commonName: 'ca' });
    const certificate = makeCertificate({
      commonName: 'x',
      issuer: authority,
      addresses: ['127.0.0.1'],
      until: new Date(Date.now() - HOUR),
      from: new Date(Date.now() - 2 * HOUR),
    });
    const made = await server({ authority, certificate });
    const error = await failing(await to(made));
    expect(error.kind).toBe('tls');
    expect(error.message).toBe(
      `${made.url}: its certificate has expired: renew it on the control plane (CERT_HAS_EXPIRED).`,
    );
  });

  test('a certificate of another authority, and one for another name', async () => {
    const made = await server();
    const stranger = makeCertificate({ commonName: 'other-ca' });
    const other = await failing(await to(made, { authority: stranger.cert }));
    expect([other.kind, other.message]).toEqual([
      'tls',
      expect.stringContaining("is not signed by the kubeconfig's certificate authority"),
    ]);
    const named = await failing(await to(made, { server: `https://localhost:${made.port}` }));
    expect([named.kind, named.message]).toEqual(['tls', expect.stringContaining('is for other names')]);
    const authority = makeCertificate({ commonName: 'ca' });
    const inside = await server({
      authority,
      certificate: makeCertificate({ commonName: 'x', issuer: authority, dnsNames: ['kube.internal'] }),
    });
    expect((await failing(await to(inside))).kind).toBe('tls');
    const told = await to(inside, { cluster: { 'tls-server-name': 'kube.internal' } });
    expect((await told.request({ path: '/version' })).status).toBe(200);
    const loose = await to(made, {
      authority: stranger.cert,
      cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined },
    });
    expect((await loose.request({ path: '/version' })).status).toBe(200);
  });

  test('nobody listens; a name that nobody knows', async () => {
    const error = await failing(
      await client({ kubeconfig: writeKubeconfig(scratch(), { server: 'https://127.0.0.1:1' }) }),
    );
    expect([error.kind, error.message]).toEqual([
      'unreachable',
      expect.stringContaining('refuses the connection (ECONNREFUSED)'),
    ]);
  });

  test('a server that hangs, before its answer and in the middle of it', async () => {
    const made = await server();
    const api = await to(made);
    made.fault = () => ({ is: 'hang' });
    const started = performance.now();
    const error = await failing(api, { milliseconds: 400 });
    expect(performance.now() - started).toBeLessThan(1500);
    expect([error.kind, error.message]).toEqual([
      'timeout',
      `${made.url} did not answer GET /version within 0.4 s: the API server hangs or is overloaded; try again later.`,
    ]);
    made.fault = () => ({ is: 'stall' });
    expect((await failing(api, { milliseconds: 400 })).kind).toBe('timeout');
    made.fault = () => undefined;
    expect((await api.request({ path: '/version' })).status).toBe(200);
  });

  test('a web page in the place of an answer', async () => {
    const made = await server();
    const page = (code: number) => ({
      is: 'answer' as const,
      status: code,
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><html><title>Company  Login</title>',
    });
    made.fault = () => page(200);
    const error = await failing(await to(made));
    expect([error.kind, error.message]).toEqual([
      'foreign',
      `${made.url} answers GET /version with a web page ("Company  Login"), status 200, and is no API server or is behind a proxy: check the server, HTTPS_PROXY and NO_PROXY.`,
    ]);
    made.fault = () => page(403);
    expect((await failing(await to(made))).kind).toBe('foreign');
    made.fault = () => ({ is: 'answer', status: 302, headers: { location: 'https://login.example.com/' }, body: '' });
    expect((await failing(await to(made))).message).toContain('with a redirect to https://login.example.com/');
  });

  test('more than is wanted is not read', async () => {
    const made = await server();
    made.fault = () => ({ is: 'answer', status: 200, headers: {}, body: 'x'.repeat(3_000_000) });
    const error = await failing(await to(made), { cap: 2 * 1024 * 1024 });
    expect([error.kind, error.message]).toEqual([
      'refused',
      `${made.url} answers GET /version with more than 2 MiB: the rest was not read.`,
    ]);
  });
});

test('packed answers are asked for, unpacked, and not unpacked without end', async () => {
  const made = await server();
  const packed = (text: string) => ({
    is: 'answer' as const,
    status: 200,
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(text),
  });
  const api = await to(made, {}, { compression: true });
  made.fault = () => packed('{"kind":"PodList"}');
  expect((await api.request({ path: '/version' })).body.toString()).toBe('{"kind":"PodList"}');
  expect(made.requests[0]?.headers['accept-encoding']).toBe('gzip');
  made.fault = () => packed('x'.repeat(5_000_000));
  expect((await failing(api, { cap: 1024 * 1024 })).message).toContain('with more than 1 MiB');
  made.fault = () => ({ ...packed(''), body: gzipSync('x'.repeat(1000)).subarray(0, 12) });
  expect((await failing(api, { milliseconds: 800 })).kind).toBe('unreachable');
  made.fault = () => ({ ...packed(''), body: 'no gzip' });
  const damaged = await failing(api);
  expect([damaged.kind, damaged.message]).toEqual([
    'foreign',
    expect.stringContaining('answers GET /version with damaged gzip data'),
  ]);
});

test('headers that never end are called that', async () => {
  const made = await server();
  made.fault = () => ({ is: 'answer', status: 200, headers: { 'x-a': 'a'.repeat(200_000) }, body: '{}' });
  const error = await failing(await to(made));
  expect([error.kind, error.message]).toEqual([
    'foreign',
    expect.stringContaining('headers longer than netlint reads'),
  ]);
});

describe('trying again', () => {
  test('a cut connection, 429 with and without Retry-After, 503', async () => {
    const made = await server();
    const faults = [
      { is: 'cut', after: 'nothing' } as const,
      { is: 'cut', after: 'headers' } as const,
      refused(429, 'too many', { 'retry-after': '1' }),
      refused(429, 'too many'),
      refused(503, 'not yet'),
    ];
    const api = await to(made);
    await api.request({ path: '/version' });
    made.fault = () => faults.shift();
    const started = performance.now();
    expect((await api.request({ path: '/version', milliseconds: 20_000 })).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(made.requests).toHaveLength(7);
  });

  test('a Retry-After beyond the request’s time ends it at once', async () => {
    const made = await server();
    made.fault = () => refused(429, 'too many requests', { 'retry-after': '60' });
    const started = performance.now();
    const error = await failing(await to(made), { milliseconds: 5000 });
    expect(performance.now() - started).toBeLessThan(2000);
    expect([error.kind, error.status]).toEqual(['busy', 429]);
  });

  test('a POST is sent again only where it cannot have been carried out', async () => {
    const made = await server();
    const post = { method: 'POST', body: { a: 1 }, path: '/apis/batch/v1/namespaces/x/jobs' } as const;
    const api = await to(made);
    await api.request({ path: '/version' });
    made.fault = ({ before }) => (before === 0 ? refused(429, 'wait', { 'retry-after': '0' }) : refused(500, 'oops'));
    const error = await failing(api, post);
    expect([error.kind, made.requests.filter(({ method }) => method === 'POST').length]).toEqual(['busy', 2]);
    made.fault = () => ({ is: 'cut', after: 'nothing' });
    expect((await failing(api, post)).kind).toBe('unreachable');
    expect(made.requests.filter(({ method }) => method === 'POST')).toHaveLength(3);
    expect(made.requests.at(-1)?.headers['content-type']).toBe('application/json');
  });

  test('conflict, absent and gone have their own kinds and the server’s words', async () => {
    const made = await server();
    const api = await to(made);
    for (const [code, kind] of [
      [409, 'conflict'],
      [404, 'absent'],
      [410, 'gone'],
      [422, 'refused'],
    ] as const) {
      made.fault = () => refused(code, 'said so', {}, { details: { code } });
      const error = await failing(api);
      expect([error.kind, error.status, error.message]).toEqual([kind, code, expect.stringContaining('said so')]);
      expect(error.answer).toMatchObject({ details: { code } });
    }
  });

  test('an interruption ends it at once, also while it waits', async () => {
    const made = await server();
    made.fault = () => refused(429, 'wait', { 'retry-after': '2' });
    const api = await to(made);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    const started = performance.now();
    expect((await failing(api, { signal: stop.signal, milliseconds: 20_000 })).kind).toBe('interrupted');
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test('many requests share few connections', async () => {
    const made = await server();
    const api = await to(made, {}, { connections: 2 });
    await Promise.all(Array.from({ length: 40 }, () => api.request({ path: '/version' })));
    expect(made.connections()).toBe(2);
    const one = await to(made, {}, { connections: 1 });
    await Promise.all(Array.from({ length: 40 }, () => one.request({ path: '/version' })));
    expect(made.connections()).toBe(3);
  });
});
