import { describe, expect, test } from 'vitest';
import { buildNodeModel } from '../../src/model/node.ts';
import { type MadeOutput, rawNode } from '../support/raw-node.ts';

/** What curl 8, bash and wget 1.21 leave when they ask a health server. */
const answers: Readonly<Record<string, readonly [output: MadeOutput, expected: string]>> = {
  'curl, 200': [{ text: 'OK', stderr: 'HTTP 200\n' }, 'ok'],
  'curl, 503': [{ text: 'kubernetes', stderr: 'HTTP 503\n' }, 'not-ok kubernetes'],
  'curl, refused': [
    {
      text: '',
      status: 'error',
      exit: 7,
      stderr: 'curl: (7) Failed to connect to 127.0.0.1 port 8080 after 0 ms: Connection refused\nHTTP 000\n',
    },
    'refused',
  ],
  'curl, no answer in time': [
    {
      text: '',
      status: 'error',
      exit: 28,
      stderr: 'curl: (28) Operation timed out after 4001 milliseconds\nHTTP 000\n',
    },
    'silent',
  ],
  'bash, 200': [{ text: 'OK', stderr: 'HTTP 200 OK\n' }, 'ok'],
  'bash, refused': [
    {
      text: '',
      status: 'error',
      exit: 7,
      stderr: 'bash: connect: Connection refused\nbash: /dev/tcp/127.0.0.1/8080: Connection refused\n',
    },
    'refused',
  ],
  'bash, no answer in time': [{ text: '', status: 'error', exit: 28, stderr: '' }, 'silent'],
  'wget, 503': [{ text: '', status: 'error', exit: 8, stderr: '  HTTP/1.1 503 Service Unavailable\n' }, 'not-ok'],
  'wget, refused': [{ text: '', status: 'error', exit: 4, stderr: 'failed: Connection refused.\n' }, 'refused'],
  'the time limit': [{ text: '', status: 'timeout', stderr: 'stopped after 6 s\n' }, 'silent'],
  'no tool': [{ text: '', status: 'missing', stderr: 'wget: not found\n' }, 'unknown'],
  'something else': [{ text: '', status: 'error', exit: 2, stderr: 'curl: option -q is unknown\n' }, 'unknown'],
};

describe('health of CoreDNS', () => {
  test.each(Object.entries(answers))('%s', (_, [output, expected]) => {
    const node = buildNodeModel(rawNode('n1', { 'coredns-health@net:[7]': output }), { name: 'n1' });
    const reading = node.namespaces[0]?.coreDns.health;
    const said = reading?.state === 'known' ? `${reading.value.state} ${reading.value.text}`.trim() : reading?.state;
    expect(said).toBe(expected === 'ok' ? 'ok OK' : expected);
  });

  test('flanneld without a health server', () => {
    const skipped = { text: '', status: 'skipped', stderr: 'absent: flanneld runs without --healthz-port\n' } as const;
    const node = buildNodeModel(rawNode('n1', { 'flanneld-healthz': skipped }), { name: 'n1' });
    expect(node.flanneldHealth).toMatchObject({ state: 'absent', reason: 'flanneld runs without --healthz-port' });
    expect(buildNodeModel(rawNode('n1', {}), { name: 'n1' }).flanneldHealth.state).toBe('unknown');
  });
});
