import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { configMapStore } from '../../src/audit/configmap-store.ts';
import { emptyHistory, type History, historyText } from '../../src/audit/history.ts';
import { type ApiClient, ApiError, type ApiRequest } from '../../src/collect/cluster/client-types.ts';

const PATH = '/api/v1/namespaces/netlint/configmaps/history';

interface ConfigMap {
  metadata: { resourceVersion: string };
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

/** What an API server does with get and merge patch of one ConfigMap; the cluster tests show that a real one does so, too. */
function server(
  configMap: ConfigMap | null,
): ApiClient & { readonly requests: string[]; configMap: ConfigMap | null; meddle: () => void } {
  const state = {
    server: 'https://api',
    context: null,
    requests: [] as string[],
    configMap,
    meddle: () => {},
    close: async () => {},
    request: async ({ method = 'GET', path, body }: ApiRequest) => {
      state.requests.push(`${method} ${path}`);
      if (state.configMap === null || path !== PATH)
        throw new ApiError('https://api has no such thing.', 'absent', 404);
      const answer = () => ({ status: 200, date: null, body: Buffer.from(JSON.stringify(state.configMap)) });
      if (method === 'GET') {
        const given = answer();
        state.meddle();
        return given;
      }
      const patch = body as ConfigMap;
      if (patch.metadata.resourceVersion !== state.configMap.metadata.resourceVersion)
        throw new ApiError('the object has been modified.', 'conflict', 409);
      const binaryData = { ...state.configMap.binaryData, ...patch.binaryData };
      const bytes = Object.values(binaryData).reduce((sum, value) => sum + Buffer.from(value, 'base64').length, 0);
      if (bytes + JSON.stringify(state.configMap.data ?? {}).length > 1024 * 1024)
        throw new ApiError(
          'ConfigMap "history" is invalid: Too long: may not be more than 1048576 bytes.',
          'refused',
          422,
        );
      const resourceVersion = String(Number(state.configMap.metadata.resourceVersion) + 1);
      state.configMap = { ...state.configMap, metadata: { resourceVersion }, binaryData };
      return answer();
    },
  };
  return state;
}

const empty = (): ConfigMap => ({ metadata: { resourceVersion: '1' } });
const store = (client: ApiClient) => configMapStore(client, 'netlint', 'history');
const next = (history: History | null): History => ({
  ...(history ?? emptyHistory),
  sequence: (history?.sequence ?? 0) + 1,
});

const entries = (count: number, state: 'open' | 'fixed', from = 0): History['entries'] =>
  Array.from({ length: count }, (_, at) => {
    const time = new Date(Date.UTC(2026, 0, 1) + (from + at) * 60_000).toISOString();
    return {
      fingerprint: randomBytes(8).toString('hex'),
      rule: 'own/x',
      target: `node/${randomBytes(10).toString('hex')}`,
      severity: 'high',
      state,
      since: time,
      firstSeen: time,
      lastSeen: time,
      nights: 1,
      unseen: null,
    };
  });

describe('a history in a ConfigMap', () => {
  test('that is empty begins, and is read again; only get and patch of this one are used', async () => {
    const client = server(empty());
    expect(await store(client).read()).toEqual({ history: null, trouble: null });
    await store(client).update(next);
    const { history } = await store(client).update(next);
    expect(history.sequence).toBe(2);
    expect((await store(client).read()).history).toEqual(history);
    expect(new Set(client.requests)).toEqual(new Set([`GET ${PATH}`, `PATCH ${PATH}`]));
  });

  test('that somebody else writes at the same time gets both', async () => {
    const client = server(empty());
    const other = store(client);
    let times = 0;
    client.meddle = () => {
      client.meddle = () => {};
      times++;
      if (client.configMap) client.configMap.metadata.resourceVersion = '7';
    };
    const { history } = await other.update(next);
    expect([history.sequence, times, client.requests.filter((each) => each.startsWith('PATCH')).length]).toEqual([
      1, 1, 2,
    ]);
  });

  test('that somebody else writes all the time is given up with the reason', async () => {
    const client = server(empty());
    client.meddle = () => {
      if (client.configMap) client.configMap.metadata.resourceVersion += '1';
    };
    await expect(store(client).update(next)).rejects.toThrow('the object has been modified');
  });

  test('that is not there is told with what makes it', async () => {
    const client = server(null);
    const why = 'it is not there: make it with "kubectl -n netlint create configmap history"';
    expect(await store(client).read()).toEqual({ history: null, trouble: { kind: 'unusable', why } });
    await expect(store(client).update(next)).rejects.toThrow(why);
  });

  test('that is damaged goes to another key; other keys stay', async () => {
    const damaged = Buffer.from('no gzip').toString('base64');
    const client = server({ ...empty(), data: { mine: 'x' }, binaryData: { 'history.json.gz': damaged } });
    expect((await store(client).read()).trouble?.kind).toBe('damaged');
    const { aside } = await store(client).update(next);
    expect(aside).toBe('its key history.json.gz.damaged');
    expect(client.configMap).toMatchObject({ data: { mine: 'x' }, binaryData: { 'history.json.gz.damaged': damaged } });
    expect(await store(client).read()).toMatchObject({ history: { sequence: 1 }, trouble: null });
  });

  test('of another version is not touched, and neither is a bomb unpacked', async () => {
    const packed = gzipSync(historyText(emptyHistory).replace('"netlintHistory": 1', '"netlintHistory": 9'));
    const client = server({ ...empty(), binaryData: { 'history.json.gz': packed.toString('base64') } });
    expect((await store(client).read()).trouble).toMatchObject({
      kind: 'unusable',
      why: expect.stringContaining('version 9'),
    });
    await expect(store(client).update(next)).rejects.toThrow('version 9');
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024)).toString('base64');
    const bombed = server({ ...empty(), binaryData: { 'history.json.gz': bomb } });
    expect((await store(bombed).read()).trouble?.kind).toBe('damaged');
  });

  test('stays below 1 MiB: what was fixed longest ago is left out, and counted', async () => {
    const client = server({ ...empty(), data: { mine: 'x'.repeat(100_000) } });
    const open = entries(10_000, 'open');
    const fixed = entries(20_000, 'fixed');
    const { history, leftOut } = await store(client).update(() => ({
      ...emptyHistory,
      sequence: 1,
      entries: [...fixed, ...open],
    }));
    expect(leftOut).toBeGreaterThan(0);
    expect([history.entries.length + leftOut, history.leftOut]).toEqual([30_000, leftOut]);
    const kept = new Set(history.entries.map(({ fingerprint }) => fingerprint));
    expect(open.every(({ fingerprint }) => kept.has(fingerprint))).toBe(true);
    const [oldest, latest] = [fixed.at(0), fixed.at(-1)].map((entry) => kept.has(entry?.fingerprint ?? ''));
    expect([oldest, latest]).toEqual([false, true]);
    expect((await store(client).read()).history?.entries.length).toBe(history.entries.length);
  }, 60_000);
});
