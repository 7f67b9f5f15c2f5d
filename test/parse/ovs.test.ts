import { describe, expect, it } from 'vitest';
import { parseOvsFlows } from '../../src/parse/ovs-flows.ts';
import { parseOvsPorts } from '../../src/parse/ovs-ports.ts';
import { parseOvsShow } from '../../src/parse/ovs-show.ts';
import { parseOvsTable } from '../../src/parse/ovs-table.ts';
import { fixture } from './fixtures.ts';

describe('OVSDB tables', () => {
  it('undoes sets, maps and references', () => {
    const rows = parseOvsTable(fixture('ovs/healthy/bridge.json')).value;
    const br0 = rows.find((row) => row.one('name') === 'br0');
    expect(br0?.one('fail_mode')).toBe('secure');
    expect(br0?.one('flow_tables')).toBeNull();
    expect(br0?.one('no such column')).toBeNull();
    expect(br0?.many('ports')).toHaveLength(4);
    const [controller] = parseOvsTable(fixture('ovs/controller-lost/controller.json')).value;
    expect(controller?.one('is_connected')).toBe(false);
    expect(controller?.map('status')).toMatchObject({ state: 'BACKOFF', last_error: 'Connection refused' });
  });

  it('reads an empty answer as an empty table, and a cut one as none', () => {
    expect(parseOvsTable('')).toEqual({ value: [], notUnderstood: [] });
    expect(parseOvsTable(fixture('ovs/healthy/port.json').slice(0, 900)).notUnderstood[0]?.line).toBe(0);
  });
});

describe('ovs-vsctl show', () => {
  it('says the same as the tables', () => {
    const { bridges } = parseOvsShow(fixture('ovs/healthy/show.txt')).value;
    expect(bridges.map((bridge) => [bridge.name, bridge.failMode, bridge.datapathType]).sort()).toEqual([
      ['br-ext', null, 'netdev'],
      ['br0', 'secure', 'netdev'],
    ]);
    const br0 = bridges.find((bridge) => bridge.name === 'br0');
    expect(br0?.controllers).toMatchObject([{ target: 'tcp:127.0.0.1:6632', connected: true }]);
    expect(br0?.ports.map((port) => port.name).sort()).toEqual([
      'br0',
      'eth-int',
      'if05000a8c7a14a',
      'if2090037512165',
    ]);
  });

  it('reads a controller without the line as not connected', () => {
    const { bridges } = parseOvsShow(fixture('ovs/controller-lost/show.txt')).value;
    expect(bridges.find((bridge) => bridge.name === 'br0')?.controllers).toMatchObject([{ connected: false }]);
  });

  it('reads options and errors', () => {
    const { bridges } = parseOvsShow(fixture('ovs/many-flows/show.txt')).value;
    const faces = bridges.flatMap((bridge) => bridge.ports.flatMap((port) => port.interfaces));
    expect(faces.find((face) => face.name === 'tun0')).toMatchObject({
      type: 'vxlan',
      options: { key: '7', remote_ip: '192.168.10.162' },
    });
    expect(faces.find((face) => face.name === 'int-br-ext')).toMatchObject({
      type: 'patch',
      options: { peer: 'phy-br0' },
      error: expect.stringContaining('No usable peer'),
    });
  });

  // From the story of pods that do not reach the API server: Open vSwitch 2.12 quotes some names, the author comments between the lines.
  it('reads a listing with quotes and notes', () => {
    const parsed = parseOvsShow(`039d1355-682e-490f-ad61-f41ab452a83f
    Bridge br-ext
        Port "enp1s0"
            Interface "enp1s0"
    Bridge "br0"
        # 表示当前已经连接控制器,其实就是SDN POD的地址
        Controller "tcp:127.0.0.1:6632"
            is_connected: true
        fail_mode: secure
        Port "br0"
            Interface "br0"
                type: internal
    ovs_version: "2.12.0"
`);
    expect(parsed.notUnderstood).toEqual([]);
    expect(parsed.value.version).toBe('2.12.0');
    expect(parsed.value.bridges[1]).toMatchObject({
      name: 'br0',
      failMode: 'secure',
      ports: [{ interfaces: [{ type: 'internal' }] }],
    });
  });
});

describe('ovs-ofctl', () => {
  it('reads matches and actions', () => {
    const flows = parseOvsFlows(fixture('ovs/many-flows/flows-br0.txt')).value;
    expect(flows.find((flow) => flow.priority === 100)).toMatchObject({
      table: 0,
      match: { arp: '', in_port: '1', dl_vlan: '10' },
      actions: ['strip_vlan', 'load:0x1->NXM_NX_REG0[]', 'resubmit(,10)'],
    });
    expect(flows.find((flow) => flow.priority === 40)).toMatchObject({
      match: { ct_state: '-trk', ip: '' },
      actions: ['ct(table=11,zone=5)'],
    });
    expect(flows.find((flow) => flow.priority === 7)?.actions).toEqual([
      'learn(table=12,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])',
      'NORMAL',
    ]);
    expect(flows.find((flow) => flow.priority === 50)?.match).toEqual({
      tcp: '',
      nw_src: '10.0.0.0/8',
      nw_dst: '10.1.0.0/16',
      tp_dst: '80',
    });
  });

  it('gives a flow without priority the default one', () => {
    expect(
      parseOvsFlows(' cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, ip actions=drop\n').value[0]?.priority,
    ).toBe(32768);
  });

  it('reads port numbers', () => {
    expect(Object.fromEntries(parseOvsPorts(fixture('ovs/many-flows/ports-br0.txt')).value)).toMatchObject({
      br0: 65534,
      tun0: expect.any(Number),
    });
  });
});
