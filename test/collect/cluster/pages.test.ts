import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { ApiClient } from '../../../src/collect/cluster/client-types.ts';
import { connect } from '../../../src/collect/cluster/connect.ts';
import { readListAnswer } from '../../../src/collect/cluster/list-items.ts';
import { type PagedRequest, readPages } from '../../../src/collect/cluster/pages.ts';
import { type ApiServer, type Fault, refused, startApiServer } from '../../support/api-server.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { scratchFolders } from '../../support/scratch.ts';
import { warmClient } from '../../support/warm-client.ts';

warmClient();

const scratch = scratchFolders();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const PODS = '/api/v1/pods';
const pods = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ metadata: { name: `p${n}`, namespace: 'x', resourceVersion: `${n}` } }));

async function started(count: number): Promise<{ readonly server: ApiServer; readonly client: ApiClient }> {
  const server = await startApiServer();
  closing.push(() => server.close());
  server.lists.set(PODS, { kind: 'Pod', apiVersion: 'v1', items: pods(count) });
  const client = await connect({
    kubeconfig: writeKubeconfig(scratch(), { server: server.url, authority: server.authority.cert }),
    env: {},
  });
  closing.push(() => client.close());
  return { server, client };
}

async function read(client: ApiClient, more: Partial<PagedRequest> = {}) {
  const names: string[] = [];
  const kinds = new Set<string>();
  let restarts = 0;
  const end = await readPages(client, {
    path: PODS,
    limit: 10,
    milliseconds: 10_000,
    signal: new AbortController().signal,
    onItems: (items, { kind, apiVersion }) => {
      kinds.add(`${apiVersion}/${kind}`);
      for (const item of items) names.push((item as { metadata: { name: string } }).metadata.name);
    },
    onRestart: () => {
      restarts += 1;
      names.length = 0;
    },
    ...more,
  });
  return { ...end, names, kinds: [...kinds], restarts };
}

const all = (count: number) => pods(count).map(({ metadata: { name } }) => name);

describe('a list in pages', () => {
  test('a token that is given twice is the end, and what came is kept', async () => {
    const { server, client } = await started(0);
    const body = JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { continue: 'x' }, items: pods(2) });
    server.fault = () => ({ is: 'answer', status: 200, headers: { 'content-type': 'application/json' }, body });
    const end = await read(client);
    expect(end.error?.message).toBe(`${server.url} answers GET ${PODS} with a list that does not end.`);
    expect(end.pages).toBe(2);
    expect(end.names).toHaveLength(4);
  });

  test('comes in order, each object once, with its kind', async () => {
    const { server, client } = await started(35);
    const { names, pages, items, error, kinds, clockOffsetMs } = await read(client);
    expect({ names, pages, items, error, kinds }).toEqual({
      names: all(35),
      pages: 4,
      items: 35,
      error: null,
      kinds: ['v1/Pod'],
    });
    expect(Math.abs(clockOffsetMs ?? Number.NaN)).toBeLessThan(5000);
    expect(server.requests.map(({ query }) => query.get('limit'))).toEqual(['10', '10', '10', '10']);
  });

  test('an empty list, and one whose items are null', async () => {
    const { server, client } = await started(0);
    expect(await read(client)).toMatchObject({ names: [], error: null });
    server.fault = () => ({
      is: 'answer',
      status: 200,
      body: '{"kind":"PodList","apiVersion":"v1","metadata":{},"items":null}\n',
    });
    expect(await read(client)).toMatchObject({ names: [], error: null });
  });

  test('an expired list goes on with the token that the server gives', async () => {
    const { server, client } = await started(35);
    const second = Buffer.from('v1:10').toString('base64url');
    server.fault = ({ query, before }) =>
      query.get('continue') === second && before === 0
        ? refused(
            410,
            'The provided continue parameter is too old',
            {},
            { reason: 'Expired', metadata: { continue: second } },
          )
        : undefined;
    expect(await read(client)).toMatchObject({ names: all(35), error: null, restarts: 0 });
  });

  test('an expired list without a token begins anew, twice at most', async () => {
    const { server, client } = await started(35);
    const expired = refused(410, 'too old', {}, { reason: 'Expired' });
    let times = 1;
    server.fault = ({ query }) => (query.has('continue') && times-- > 0 ? expired : undefined);
    expect(await read(client)).toMatchObject({ names: all(35), error: null, restarts: 1, items: 35 });
    server.fault = ({ query }) => (query.has('continue') ? expired : undefined);
    const given = await read(client);
    expect([given.error?.kind, given.restarts, given.names]).toEqual(['gone', 2, all(10)]);
  });

  test.each<[string, Fault, string]>([
    ['hangs', { is: 'hang' }, 'timeout'],
    ['is forbidden', refused(403, 'no more'), 'forbidden'],
    [
      'is a web page',
      { is: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
      'foreign',
    ],
    [
      'is no JSON',
      { is: 'answer', status: 200, headers: {}, body: '{"kind":"PodList","items":[{"metadata":{"name":"p10"}},{"met' },
      'foreign',
    ],
    ['is no list', { is: 'answer', status: 200, headers: {}, body: '{"kind":"Pod"}' }, 'foreign'],
    [
      'has a broken object',
      { is: 'answer', status: 200, headers: {}, body: '{"kind":"PodList","items":[{"metadata":x},{"metadata":{}}]}' },
      'foreign',
    ],
  ])('what came before a page that %s is kept', async (_, fault, kind) => {
    const { server, client } = await started(35);
    server.fault = ({ query }) => (query.has('continue') ? fault : undefined);
    const { names, error } = await read(client, { milliseconds: 1500 });
    expect([error?.kind, names]).toEqual([kind, all(10)]);
  });

  test('a connection that is cut in the middle of a page is made again', async () => {
    const { server, client } = await started(35);
    server.fault = ({ query, before }) =>
      query.has('continue') && before === 0 ? { is: 'cut', after: 'headers' } : undefined;
    expect(await read(client)).toMatchObject({ names: all(35), error: null });
  });
});

describe('objects of a list one by one', () => {
  const parsed = (text: string) => {
    const answer = readListAnswer(Buffer.from(text));
    return answer && { head: answer.head, items: [...answer.items] };
  };
  const json = fc.jsonValue({ maxDepth: 4 });
  const object = fc.dictionary(fc.constantFrom('metadata', 'items', 'spec', 'x}],"items":[', '},{"metadata":'), json, {
    maxKeys: 4,
  });

  test('give what JSON.parse gives, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 6 }), fc.constantFrom('', '\n', ' \n'), (items, end) => {
        const list = { kind: 'PodList', apiVersion: 'v1', metadata: { continue: 'x' }, items };
        const { items: given, ...head } = JSON.parse(JSON.stringify(list));
        expect(parsed(JSON.stringify(list) + end)).toEqual({ head: expect.objectContaining(head), items: given });
      }),
    );
  });

  test('are told apart also where they hold what looks like a seam', () => {
    const items = [
      {
        metadata: { name: 'a', text: '},{"metadata":{' },
        claims: [{ metadata: { name: 'x' } }, { metadata: { name: 'y' } }],
      },
      { metadata: { name: 'b"},{"metadata":{}' } },
    ];
    expect(parsed(JSON.stringify({ kind: 'List', items }))?.items).toEqual(items);
  });

  test('members may come in any order', () => {
    expect(parsed('{"items":[{"metadata":{"name":"a"}}],"kind":"PodList"}')).toEqual({
      head: { items: [{ metadata: { name: 'a' } }], kind: 'PodList' },
      items: [{ metadata: { name: 'a' } }],
    });
  });

  test.each(['', 'x', '[]', '{}', '{"items":7}', '{"items":[', '"items":['])('%j is no list', (text) => {
    expect(parsed(text)).toBeUndefined();
  });
});
