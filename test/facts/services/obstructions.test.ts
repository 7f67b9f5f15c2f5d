import { expect, test } from 'vitest';
import { ask } from '../ask.ts';
import { type MadeServices, madeServices, snapshotOfServices } from './made-services.ts';

const facts = ['untracked', 'acceptedBefore', 'dropped'].map((name) => `node.services.${name}`);

const missing = (made: MadeServices) =>
  facts.map((fact) => {
    const answer = ask(snapshotOfServices(made)).node(fact, 'n1');
    return answer.state === 'list' ? answer.unseen.map((unseen) => unseen.missing).sort() : answer.state;
  });

test.each(['ip-route4', 'ip-rule4', 'ip-addr', 'iptables-nft-save4'])(
  'without %s nobody knows where packets to a Service end',
  (id) => {
    const made = madeServices('iptables');
    made.outputs = {
      ...made.outputs,
      'ip-route4': '[]',
      'ip-rule4': '[]',
      'ip-addr': '[{"ifname":"lo","addr_info":[]}]',
    };
    made.outputs = { ...made.outputs, 'ip-route6': '[]', 'ip-rule6': '[]' };
    expect(missing(made)).toEqual([[], [], []]);
    made.outputs[id] = { text: '', status: 'missing', stderr: 'not found' };
    for (const unseen of missing(made)) expect(unseen).toContain(id);
  },
);

test('rules of a back end that nobody read may be old ones', () => {
  const made = madeServices('iptables');
  const stale = () => ask(snapshotOfServices(made)).node('node.services.staleTargets', 'n1');
  expect(stale()).toMatchObject({ items: [], unseen: [] });
  delete made.outputs['iptables-legacy-tables4'];
  expect(stale()).toMatchObject({ items: [], unseen: [{ missing: 'iptables-legacy-save4' }] });
});

test('without the API nobody knows a ClusterIP to ask for', () => {
  const made = madeServices('iptables');
  made.api = false;
  for (const unseen of missing(made)) expect(unseen).toContain('cluster/services');
});
