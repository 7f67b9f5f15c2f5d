import { createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../../src/collect/cluster/client-types.ts';
import { connect } from '../../../src/collect/cluster/connect.ts';
import { proxyFor } from '../../../src/collect/cluster/proxy.ts';
import { startApiServer } from '../../support/api-server.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { scratchFolders } from '../../support/scratch.ts';
import { warmClient } from '../../support/warm-client.ts';

warmClient();

const PROXY = 'http://proxy.example.com:3128';

describe('which proxy is on the way', () => {
  const chosen = (server: string, env: Readonly<Record<string, string>>, own?: string) =>
    proxyFor(new URL(server), own, env);

  test.each([
    ['https://api.example.com:6443', { HTTPS_PROXY: PROXY }, PROXY],
    ['https://api.example.com:6443', { https_proxy: 'proxy.example.com:3128' }, PROXY],
    ['https://api.example.com:6443', { HTTP_PROXY: PROXY }, undefined],
    ['http://api.example.com', { HTTP_PROXY: PROXY }, PROXY],
    ['https://127.0.0.1:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['https://[::1]:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['https://localhost:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['https://api.example.com', { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, undefined],
    ['https://api.example.com', { HTTPS_PROXY: PROXY, NO_PROXY: 'other.org, example.com' }, undefined],
    ['https://api.example.com', { HTTPS_PROXY: PROXY, NO_PROXY: '.example.com' }, undefined],
    ['https://example.com', { HTTPS_PROXY: PROXY, NO_PROXY: '.example.com' }, PROXY],
    ['https://notexample.com', { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com' }, PROXY],
    ['https://api.example.com:6443', { HTTPS_PROXY: PROXY, NO_PROXY: 'api.example.com:443' }, PROXY],
    ['https://api.example.com:6443', { HTTPS_PROXY: PROXY, NO_PROXY: 'api.example.com:6443' }, undefined],
    ['https://10.1.2.3:6443', { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, undefined],
    ['https://11.1.2.3:6443', { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8,11.1.2.0/40,x/8' }, PROXY],
    ['https://[fd00::1]:6443', { HTTPS_PROXY: PROXY, NO_PROXY: 'fd00::/8' }, undefined],
    ['https://[fd00::1]:6443', { HTTPS_PROXY: PROXY, NO_PROXY: 'fd00::1' }, undefined],
  ] as const)('%s with %j', (server, env, expected) => expect(chosen(server, env)).toBe(expected));

  test('the kubeconfig’s own comes before the environment', () => {
    expect(chosen('https://127.0.0.1', { NO_PROXY: '*' }, 'socks5://p:1080')).toBe('socks5://p:1080');
  });
});

describe('through a proxy', () => {
  const scratch = scratchFolders();
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function proxy(status: number): Promise<{ readonly url: string; readonly asked: string[] }> {
    const asked: string[] = [];
    const server = createServer();
    server.on('connect', (request, socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      if (status !== 200) {
        socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        return;
      }
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const target = connectTcp(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      for (const end of [socket, target]) end.on('error', () => {});
      target.pipe(socket).pipe(target);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return { url: `http://user:s3cr3t@127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  async function through(status: number) {
    const server = await startApiServer();
    const way = await proxy(status);
    const kubeconfig = writeKubeconfig(scratch(), {
      server: server.url,
      authority: server.authority.cert,
      cluster: { 'proxy-url': way.url },
    });
    const client = await connect({ kubeconfig, env: {} });
    closing.push(
      () => client.close(),
      () => server.close(),
    );
    return { server, client, way };
  }

  test('requests reach the server, with TLS from end to end', async () => {
    const { server, client, way } = await through(200);
    expect((await client.request({ path: '/version' })).status).toBe(200);
    expect(way.asked).toEqual([`127.0.0.1:${server.port} Basic ${Buffer.from('user:s3cr3t').toString('base64')}`]);
  });

  test('one that refuses is named, without its password', async () => {
    const { server, client, way } = await through(407);
    const error = await client.request({ path: '/version', milliseconds: 3000 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect([(error as ApiError).kind, (error as ApiError).message]).toEqual([
      'foreign',
      `The proxy ${way.url.replace('user:s3cr3t@', '')} answers 407 and lets no connection through to ${server.url}: correct proxy-url, HTTPS_PROXY or NO_PROXY.`,
    ]);
  });
});
