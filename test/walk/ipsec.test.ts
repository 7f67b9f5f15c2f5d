import { describe, expect, it } from 'vitest';
import { podToPod } from '../../src/walk/flows.ts';
import { ask } from '../facts/ask.ts';
import { snapshotOf } from '../support/raw-node.ts';
import { overlayOutputs } from './support/overlay-fixture.ts';
import { modelOf, namespace, type Outputs, rawNodes } from './support/read-model.ts';

const block = (selector: string, direction: string, more = '') =>
  `src ${selector} \n\tdir ${direction} action block priority 20 ptype main \n${more}`;

const withPolicies = (node: string, text: string): Outputs => ({
  ...overlayOutputs,
  [node]: { ...overlayOutputs[node], 'xfrm-policy': text },
});

/** What becomes of a packet from n1-a (10.244.1.10) to n2-a (10.244.2.10). */
function there(node: string, policies: string) {
  const cluster = modelOf(withPolicies(node, policies));
  const [outcome] = podToPod(cluster, namespace(cluster, 'n1-a'), '10.244.2.10').outcomes;
  return outcome && `${outcome.disposition} ${outcome.decidedBy?.node ?? ''} ${outcome.decidedBy?.layer ?? ''}`.trim();
}

describe('IPsec policies', () => {
  it.each([
    ['n1', '0.0.0.0/0 dst 10.244.2.0/24', 'out'],
    ['n1', '10.244.1.0/24 dst 10.244.2.0/24', 'fwd'],
    ['n2', '10.244.1.0/24 dst 0.0.0.0/0', 'fwd'],
    ['n1', '192.168.10.1/32 dst 192.168.10.2/32', 'out'],
    ['n2', '192.168.10.1/32 dst 192.168.10.2/32', 'in'],
  ])('a block on %s: src %s dir %s', (node, selector, direction) => {
    expect(there(node, block(selector, direction))).toBe(`dropped ${node} xfrm`);
  });

  it.each([
    ['another network', block('0.0.0.0/0 dst 10.245.0.0/16', 'out')],
    ['another direction', block('0.0.0.0/0 dst 10.244.2.0/24', 'in')],
    ['another protocol', block('0.0.0.0/0 dst 10.244.2.0/24 proto sctp', 'out')],
    [
      'one that comes first lets it pass',
      `${block('0.0.0.0/0 dst 10.244.2.0/24', 'out')}src 0.0.0.0/0 dst 10.244.0.0/16 \n\tdir out priority 10 ptype main \n`,
    ],
  ])('%s', (_, policies) => expect(there('n1', policies)).toMatch(/^delivered/));

  it.each([
    [
      'encryption',
      'src 0.0.0.0/0 dst 10.244.2.0/24 \n\tdir out priority 0 ptype main \n\ttmpl src 1.1.1.1 dst 2.2.2.2\n',
    ],
    ['a mark', block('0.0.0.0/0 dst 10.244.2.0/24', 'out', '\tmark 0x1/0x1 \n')],
  ])('%s is not modelled', (_, policies) => expect(there('n1', policies)).toBe('insufficient-information n1 xfrm'));
});

describe('policies that cut the cluster', () => {
  const blocking = (policies: string) => {
    const snapshot = snapshotOf({ nodes: rawNodes(withPolicies('n1', policies)) });
    return ask(snapshot).items('node.ipsec.blocking', 'n1');
  };

  it('blocks between pods', () =>
    expect(blocking(block('0.0.0.0/0 dst 10.244.2.0/24', 'out'))).toMatchObject([
      {
        selector: 'src 0.0.0.0/0 dst 10.244.2.0/24',
        direction: 'out',
        destination: expect.stringMatching(/^10\.244\.2\./),
      },
    ]));

  it('not those of other networks, of single ports, or behind one that lets pass', () => {
    expect(blocking(block('0.0.0.0/0 dst 10.245.0.0/16', 'out'))).toEqual([]);
    expect(blocking(block('0.0.0.0/0 dst 10.244.2.0/24 proto tcp dport 23', 'out'))).toEqual([]);
    const first = 'src 0.0.0.0/0 dst 10.244.0.0/16 \n\tdir out priority 10 ptype main \n';
    expect(blocking(first + block('0.0.0.0/0 dst 10.244.2.0/24', 'out'))).toEqual([]);
  });
});
