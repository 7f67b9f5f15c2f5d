import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../../src/snapshot/frame.ts';
import { encodeFrame } from '../../src/snapshot/frame-encode.ts';
import type { Frame, FrameOutput } from '../../src/snapshot/frame-types.ts';
import { gunzipBounded, readFrame } from '../../src/snapshot/gunzip.ts';

const NONCE = 'aB3xY9q2';
type Content = Omit<Frame, 'version' | 'complete'>;

const output = (id: string, stdout: string | Uint8Array, more: Partial<FrameOutput> = {}): FrameOutput => ({
  id,
  netns: 'host',
  command: `show ${id}`,
  status: 'ok',
  exit: 0,
  ms: 10,
  stdout: Buffer.from(stdout as string),
  stderr: Buffer.alloc(0),
  ...more,
});

const content = (outputs: readonly FrameOutput[], more: Partial<Content> = {}): Content => ({
  netlint: '0.1.0',
  takenAt: '2026-01-02T03:04:05Z',
  problems: [],
  namespaces: [],
  outputs,
  ...more,
});

const THREE = content([
  output('uname', 'Linux 6.1\n'),
  output('ip-link', '[{"ifname":"eth0"}]\n', { at: 120, stderr: Buffer.from('a warning\n') }),
  output('ip-link', '[{"ifname":"eth0"}]\n', { reading: 2, at: 2400 }),
]);

/** Places of an output's stdout in the encoded frame. */
const indexOf = (bytes: Buffer, text: string): number => bytes.indexOf(text);

describe('decodeFrame', () => {
  it('gives back what was encoded', () => {
    const netns = { id: 'net:[4026532585]', name: 'cni-1', podUid: 'b3a1', processes: ['pause', 'core dns'] };
    const whole = { ...THREE, namespaces: [netns], problems: ['looked at 1 of 2 namespaces'] };
    expect(decodeFrame(encodeFrame(whole, NONCE))).toEqual({ ...whole, version: 1, complete: true });
  });

  it('skips a banner, also one without a line end, and text after the end line', () => {
    const bytes = encodeFrame(THREE, NONCE);
    for (const banner of ['Welcome to n1!\n\n', 'root@n1:~# ', 'netlint-frame is what follows\n']) {
      const frame = decodeFrame(Buffer.concat([Buffer.from(banner), bytes, Buffer.from('\nroot@n1:~# logout\n')]));
      expect(frame.problems).toEqual([]);
      expect(frame.outputs).toHaveLength(3);
    }
  });

  it('refuses a newer version and what is no frame, with one sentence each', () => {
    expect(() => decodeFrame(Buffer.from('netlint-frame 2 nonce=abcd netlint=9.0.0\n'))).toThrow(/format version 2/);
    expect(() => decodeFrame(Buffer.from('[{"ifname":"lo"}]\n'))).toThrow(/no output of the netlint probe/);
    expect(() => decodeFrame(Buffer.alloc(0))).toThrow(/no output of the netlint probe/);
  });

  it('is not fooled by data that looks like a frame', () => {
    const inner = encodeFrame(content([output('uname', 'Windows\n')]), 'evil1234');
    const same = encodeFrame(content([output('uname', 'Windows\n')]), NONCE);
    const outer = content([output('kernel-log', Buffer.concat([inner, same])), output('uptime', '12.5 20.1\n')]);
    const frame = decodeFrame(encodeFrame(outer, NONCE));
    expect(frame.problems).toEqual([]);
    expect(frame.outputs).toEqual(outer.outputs);
  });

  it('marks a changed output as corrupt and keeps the others', () => {
    const bytes = encodeFrame(THREE, NONCE);
    bytes[indexOf(bytes, 'Linux 6.1')] = 0x58;
    const frame = decodeFrame(bytes);
    expect(frame.problems).toEqual(['uname: checksum wrong']);
    expect(frame.outputs.map((o) => o.status)).toEqual(['corrupt', 'ok', 'ok']);
    expect(frame.outputs[0]?.stdout.toString()).toBe('Xinux 6.1\n');
  });

  it('finds the next output when bytes were lost or added', () => {
    const bytes = encodeFrame(THREE, NONCE);
    const at = indexOf(bytes, 'Linux 6.1');
    const lost = decodeFrame(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 3)]));
    expect(lost.problems).toEqual(['uname: 7 bytes arrived instead of 10']);
    expect(lost.outputs.map((o) => o.status)).toEqual(['corrupt', 'ok', 'ok']);
    const added = decodeFrame(Buffer.concat([bytes.subarray(0, at), Buffer.from('noise'), bytes.subarray(at)]));
    expect(added.outputs.map((o) => o.status)).toEqual(['corrupt', 'ok', 'ok']);
  });

  it('reads the records when the first line was lost', () => {
    const bytes = encodeFrame(THREE, NONCE);
    const frame = decodeFrame(bytes.subarray(10));
    expect(frame.outputs).toEqual(THREE.outputs);
    expect(frame.problems[0]).toMatch(/first line is missing/);
  });

  it('undoes the CRLF line ends of a terminal', () => {
    const bytes = Buffer.from(encodeFrame(THREE, NONCE).toString().replaceAll('\n', '\r\n'));
    const frame = decodeFrame(bytes);
    expect(frame.outputs).toEqual(THREE.outputs);
    expect(frame.problems).toEqual([expect.stringMatching(/CRLF/)]);
  });

  it('says so when an output comes twice or names a namespace that nothing tells of', () => {
    const twice = decodeFrame(encodeFrame(content([output('uname', 'a'), output('uname', 'b')]), NONCE));
    expect(twice.outputs.map((o) => o.stdout.toString())).toEqual(['a']);
    expect(twice.problems[0]).toMatch(/came twice/);
    const alone = decodeFrame(encodeFrame(content([output('ip-link', '[]', { netns: 'net:[7]' })]), NONCE));
    expect(alone.namespaces).toEqual([{ id: 'net:[7]', name: null, podUid: null, processes: [] }]);
  });
});

describe('decodeFrame, property tests', () => {
  const anyOutput = fc.record({ stdout: fc.uint8Array({ maxLength: 80 }), stderr: fc.uint8Array({ maxLength: 20 }) });
  const anyFrame = fc
    .array(anyOutput, { minLength: 1, maxLength: 5 })
    .map((parts) =>
      content(
        parts.map((part, i) =>
          output(`probe-${i}`, '', { stdout: Buffer.from(part.stdout), stderr: Buffer.from(part.stderr) }),
        ),
      ),
    );

  it('carries any bytes', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(decodeFrame(encodeFrame(frame, NONCE))).toEqual({ ...frame, version: 1, complete: true });
      }),
    );
  });

  it('cut at any point: says so, and gives each whole output', () => {
    const bytes = encodeFrame(THREE, NONCE);
    for (let length = 0; length < bytes.length - 1; length++) {
      const cut = bytes.subarray(0, length);
      let frame: Frame;
      try {
        frame = decodeFrame(cut);
      } catch (error) {
        expect((error as Error).name).toBe('SnapshotError');
        expect(length).toBeLessThan(indexOf(bytes, '\n'));
        continue;
      }
      expect(frame.complete).toBe(false);
      expect(frame.problems.length).toBeGreaterThan(0);
      for (const part of frame.outputs) {
        const original = THREE.outputs.find((o) => o.id === part.id && o.reading === part.reading) as FrameOutput;
        if (part.status === 'corrupt') expect(original.stdout.subarray(0, part.stdout.length)).toEqual(part.stdout);
        else expect(part).toEqual(original);
      }
    }
  });

  it('with bytes changed anywhere: never gives wrong bytes as good ones, and never loses the undamaged outputs', () => {
    fc.assert(
      fc.property(anyFrame, fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, where, change) => {
        const bytes = encodeFrame(frame, NONCE);
        const place = where % bytes.length;
        bytes[place] = (bytes[place] as number) ^ change;
        const decoded = decodeFrame(bytes);
        const good = decoded.outputs.filter((o) => o.status !== 'corrupt');
        for (const part of good) expect(frame.outputs).toContainEqual(part);
        expect(good.length).toBeGreaterThanOrEqual(frame.outputs.length - 1);
        if (good.length < frame.outputs.length) expect(decoded.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('gives one sentence for foreign bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decodeFrame(Buffer.from(bytes))).toThrow(/no output of the netlint probe/);
      }),
    );
  });
});

describe('readFrame', () => {
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 31 + (i >> 3)) % 251));
  const packed = gzipSync(encodeFrame(content([output('uname', 'Linux\n'), output('sysctl', noise)]), NONCE));

  it('unpacks gzip', async () => {
    const frame = await readFrame(packed);
    expect(frame.outputs.map((o) => o.id)).toEqual(['uname', 'sysctl']);
    expect(frame.problems).toEqual([]);
  });

  it('gives what a cut gzip stream still has', async () => {
    const frame = await readFrame(packed.subarray(0, packed.length - 300));
    expect(frame.outputs.map((o) => [o.id, o.status])).toEqual([
      ['uname', 'ok'],
      ['sysctl', 'corrupt'],
    ]);
    expect(frame.problems[0]).toMatch(/gzip data is cut off/);
  });

  it('refuses a bomb', async () => {
    await expect(gunzipBounded(gzipSync(Buffer.alloc(3_000_000)), 1_000_000)).rejects.toThrow(
      /more than 1000000 bytes/,
    );
  });
});
