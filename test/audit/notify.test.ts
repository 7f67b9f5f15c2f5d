import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { historyJsonSchema, notificationJsonSchema } from '../../src/audit/json-schema.ts';
import { postWebhook } from '../../src/audit/post-webhook.ts';
import { runCommand } from '../../src/audit/run-command.ts';
import { prepare } from '../../src/cli/commands/audit.ts';
import { run } from '../cli/live-cluster.ts';
import { scratchFolders } from '../support/scratch.ts';
import { startWebServer, type WebServer } from '../support/web-server.ts';
import { type KernelOf, RULES, readJson, writeRule, writeSnapshot } from './support.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = scratchFolders();
const servers: WebServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(...statuses: readonly number[]): Promise<WebServer> {
  const server = await startWebServer((count, response) => {
    const status = statuses[count - 1] ?? statuses.at(-1) ?? 200;
    if (status === 0) return;
    response.writeHead(status, status < 400 && status >= 300 ? { location: 'http://127.0.0.1:1/elsewhere' } : {});
    response.end('{}');
  });
  servers.push(server);
  return server;
}

const LIMITS = { milliseconds: 10_000, userAgent: 'netlint/test', env: {} };
const post = (url: string, limits: Partial<typeof LIMITS> & { readonly env?: Record<string, string> } = {}) =>
  postWebhook(new URL(url), '{"a":1}\n', { ...LIMITS, ...limits });

describe('a webhook', () => {
  test('is sent the document once', async () => {
    const server = await serve(204);
    expect(await post(`${server.url}/hook?token=x`)).toBe(null);
    expect(server.posted).toMatchObject([
      {
        method: 'POST',
        url: '/hook?token=x',
        headers: { 'content-type': 'application/json', 'user-agent': 'netlint/test' },
        body: '{"a":1}\n',
      },
    ]);
  });

  test('is asked again after what passes, and not after what stays', async () => {
    const later = await serve(503, 429, 200);
    expect(await post(later.url)).toBe(null);
    expect(later.posted).toHaveLength(3);
    const refusing = await serve(403);
    expect(await post(refusing.url)).toBe('it answers 403');
    expect(refusing.posted).toHaveLength(1);
    const failing = await serve(500);
    expect(await post(failing.url)).toBe('it answers 500');
    expect(failing.posted).toHaveLength(4);
  });

  test('that leads elsewhere is not followed', async () => {
    const server = await serve(301);
    expect(await post(server.url)).toBe(
      'it answers 301, and redirects are not followed; give the address that it leads to',
    );
    expect(server.posted).toHaveLength(1);
  });

  test('that hangs costs its time and no more', async () => {
    const server = await serve(0);
    const start = performance.now();
    expect(await post(server.url, { milliseconds: 1500 })).toBe('no answer within 1.5 s');
    expect(performance.now() - start).toBeLessThan(4000);
  });

  test('that nobody serves is told with the reason and not with the address', async () => {
    const server = await serve(200);
    await server.close();
    servers.length = 0;
    const why = await post(`${server.url}/secret-token`);
    expect(why).toContain('ECONNREFUSED');
    expect(why).not.toContain('secret');
  });

  test('is reached through the proxy that the environment names', async () => {
    const proxy = await startWebServer((_, response) => response.end());
    servers.push(proxy);
    expect(await post('http://192.0.2.1/hook', { env: { HTTP_PROXY: proxy.url }, milliseconds: 1500 })).toBe(null);
    expect(proxy.posted).toMatchObject([{ method: 'POST', url: 'http://192.0.2.1/hook', body: '{"a":1}\n' }]);
    const direct = await serve(200);
    expect(await post(direct.url, { env: { HTTP_PROXY: 'http://192.0.2.1:1' } })).toBe(null);
  });
});

test.each(['garbage secret', 'ftp://secret'])('a proxy that is none is one sentence without it: %s', async (proxy) => {
  const why = await post('https://example.invalid/x', { env: { HTTPS_PROXY: proxy } });
  expect(why).toContain('HTTPS_PROXY or HTTP_PROXY is no address');
  expect(why).not.toContain('secret');
});

describe('a command', () => {
  const node = (code: string, ...words: readonly string[]) => [process.execPath, '-e', code, ...words];

  test('is given its words as they are, and the document on stdin', async () => {
    const file = join(scratch(), 'seen');
    const code = `require('node:fs').writeFileSync(process.argv[1], JSON.stringify([process.argv.slice(2), require('node:fs').readFileSync(0, 'utf8')]))`;
    expect(await runCommand(node(code, file, '$(id)', '; ls', '*'), 'text', 10_000)).toBe(null);
    expect(readJson(file)).toEqual([['$(id)', '; ls', '*'], 'text']);
  });

  test('that fails, is ended, or is not there is told', async () => {
    expect(await runCommand(node('process.exit(3)'), 'x'.repeat(1_000_000), 10_000)).toBe('it ended with exit code 3');
    expect(await runCommand(node('process.kill(process.pid, "SIGTERM")'), '', 10_000)).toBe('it was ended by SIGTERM');
    expect(await runCommand(['/no/such/command'], '', 10_000)).toBe(
      'it cannot be started (spawn /no/such/command ENOENT)',
    );
  });

  test('that hangs is ended with what it has started', async () => {
    const file = join(scratch(), 'pid');
    const words = ['sh', '-c', `sleep 60 & echo $! > ${file}; wait`];
    expect(await runCommand(words, '', 1000)).toBe('it took longer than 1 s and was ended');
    const pid = Number(readFileSync(file, 'utf8'));
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5000);
  });

  function isAlive(pid: number): boolean {
    try {
      // A zombie that nobody has waited for yet is dead, too.
      return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return false;
    }
  }

  test('takes all words after --on-new, also those that look like options', () => {
    expect(prepare(['audit', '--out', 'D', '--on-new', 'mail', '-s', 'a b', '--out'])).toEqual([
      'audit',
      '--out',
      'D',
      '--on-new=["mail","-s","a b","--out"]',
    ]);
    expect(prepare(['audit', '--on-new=mail', 'root'])).toEqual(['audit', '--on-new=["mail","root"]']);
    expect(prepare(['audit', '--', '--on-new', 'x'])).toEqual(['audit', '--', '--on-new', 'x']);
  });
});

describe('netlint audit tells', () => {
  const day = (number: number): string => `2026-01-0${number}T02:00:00Z`;

  function place() {
    const folder = scratch();
    writeRule(folder);
    const seen = join(folder, 'seen');
    const command = join(folder, 'tell');
    writeFileSync(command, `#!/bin/sh\n[ ! -e ${folder}/broken ] || exit 7\ncat >> ${seen}; echo told "$@"\n`);
    chmodSync(command, 0o755);
    const told = () =>
      existsSync(seen)
        ? readFileSync(seen, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line))
        : [];
    const night = (number: number, nodes: Readonly<Record<string, KernelOf>>, ...options: readonly string[]) => {
      const snapshot = writeSnapshot(folder, 'S', day(number), nodes);
      return run(folder, 'audit', snapshot, ...RULES, '--out', 'D', '--fail-on', 'never', ...options);
    };
    return { folder, command, told, night };
  }

  test('what is new, and nothing else; the document fits its schema', async () => {
    const { command, told, night, folder } = place();
    const first = await night(1, { n1: 'old', n2: 'new' }, '--on-new', command, '-s', '$HOME');
    expect([first.code, first.stderr]).toEqual([0, 'netlint: kept as D/nights/2026-01-01T020000Z\ntold -s $HOME\n']);
    await night(2, { n1: 'old', n2: 'new' }, '--on-new', command);
    await night(3, { n1: 'new', n2: 'new' }, '--on-new', command);
    await night(4, { n1: 'new', n2: 'old' }, '--on-new', command);
    const documents = told();
    expect(documents.map(({ taken }) => taken)).toEqual(['2026-01-01T02:00:00.000Z', '2026-01-04T02:00:00.000Z']);
    expect(documents[0]).toMatchObject({
      netlintNotification: 1,
      outcome: 'judged',
      text: 'netlint audit of test: 1 new (1 high), 0 known, 0 fixed. high: n1 runs 5010',
      cluster: 'test',
      night: 'D/nights/2026-01-01T020000Z',
      exitCode: 0,
      counts: { new: 1, known: 0, fixed: 0, unseen: 0 },
      new: [{ rule: 'own/old-kernel', severity: 'high', target: 'node/n1', message: 'n1 runs 5010', nights: 1 }],
      missed: [],
    });
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(notificationJsonSchema());
    for (const document of documents) expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    const history = new Ajv({ strict: false, validateFormats: false }).compile(historyJsonSchema());
    expect(history(readJson(folder, 'D', 'history.json')), JSON.stringify(history.errors)).toBe(true);
  });

  test('what is fixed with --notify change, and every night with --notify always', async () => {
    const { command, told, night } = place();
    const change = ['--notify', 'change', '--on-new', command];
    await night(1, { n1: 'old' }, ...change);
    await night(2, { n1: 'old' }, ...change);
    await night(3, { n1: 'new' }, ...change);
    await night(4, { n1: 'new' }, '--notify', 'always', '--on-new', command);
    expect(told().map(({ counts }) => [counts.new, counts.fixed])).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
    expect(told()[1].fixed).toMatchObject([{ target: 'node/n1', lastSeen: '2026-01-02T02:00:00.000Z', nights: 2 }]);
  });

  test('what it could not tell on the next night; each channel by itself', async () => {
    const { folder, command, told, night } = place();
    const server = await serve(200);
    writeFileSync(join(folder, 'broken'), '');
    const both = ['--webhook', `${server.url}/secret`, '--on-new', command];
    const first = await night(1, { n1: 'old', n2: 'new' }, ...both);
    expect(first.code).toBe(2);
    expect(first.stderr).toContain(
      `netlint: --on-new ${command} was not told (it ended with exit code 7); the next night tells it again.\n`,
    );
    expect((await run(folder, 'history', 'D')).stdout).toContain('1 finding could not be told yet');
    await night(2, { n1: 'new', n2: 'new' }, ...both);
    rmSync(join(folder, 'broken'));
    expect((await night(3, { n1: 'new', n2: 'old' }, ...both)).code).toBe(0);
    await night(4, { n1: 'new', n2: 'old' }, ...both);
    expect(
      server.posted.map(({ body }) => JSON.parse(body).new.map(({ target }: { target: string }) => target)),
    ).toEqual([['node/n1'], ['node/n2']]);
    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatchObject({ new: [{ target: 'node/n2' }], missed: [{ target: 'node/n1' }] });
  });

  test('a webhook that hangs costs its time; the night is kept, the result is printed, its address stays secret', async () => {
    const { folder, night } = place();
    const server = await serve(0);
    const start = performance.now();
    const { code, stdout, stderr } = await night(
      1,
      { n1: 'old' },
      '--webhook',
      `${server.url}/services/T0/secret`,
      '--notify-timeout',
      '2',
    );
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(code).toBe(2);
    expect(stdout).toContain('n1 runs 5010');
    expect(stderr).toBe(
      `netlint: kept as D/nights/2026-01-01T020000Z\nnetlint: the webhook at ${server.url} was not told (no answer within 2 s); the next night tells it again.\n`,
    );
    expect(readJson(folder, 'D', 'history.json').owed.webhook).toHaveLength(1);
  });

  test('addresses that are none, and those with a password, are refused without being printed', async () => {
    const { night } = place();
    for (const address of ['ftp://x/secret', 'secret', 'https://user:secret@example.org/']) {
      const { code, stderr } = await night(1, { n1: 'old' }, '--webhook', address);
      expect([code, stderr.includes('secret')], stderr).toEqual([2, false]);
    }
  });

  test('that nothing could be collected, with --notify always', async () => {
    const { folder, command, told } = place();
    writeFileSync(
      join(folder, 'kubeconfig'),
      'apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{ name: x, context: { cluster: x, user: x } }]\nclusters: [{ name: x, cluster: { server: "https://127.0.0.1:1" } }]\nusers: [{ name: x, user: {} }]\n',
    );
    const audit = (...options: readonly string[]) =>
      run(folder, 'audit', '--out', 'D', ...options, '--on-new', command);
    expect((await audit()).code).toBe(3);
    expect(told()).toEqual([]);
    expect((await audit('--notify', 'always')).code).toBe(3);
    expect(told()).toMatchObject([{ outcome: 'nothing-collected', exitCode: 3, counts: null }]);
    expect(existsSync(join(folder, 'D', 'history.json'))).toBe(false);
  });
});
