import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArmouredLog } from '../../../src/collect/nodes/log-armour.ts';
import { bodyOf, type Form, GZIP, logOf } from './armoured.ts';

const FORMS: readonly Form[] = [
  GZIP,
  { pack: 'none', armour: 'base64', width: 76 },
  { pack: 'none', armour: 'hex', width: 0 },
];

const frames = fc.uint8Array({ minLength: 1, maxLength: 20_000 }).map((bytes) => Buffer.from(bytes));
const anyForm = fc.constantFrom(...FORMS);
const words = fc.string({ maxLength: 200 }).map((text) => text.replaceAll('netlint-log', ''));

describe('a log that is all there', () => {
  test('gives the bytes back, whatever stands around it', async () => {
    await fc.assert(
      fc.asyncProperty(frames, anyForm, words, words, async (frame, form, before, behind) => {
        const text = `${before}\n${logOf(frame, form)}${behind}`;
        const { frame: got, problem } = await readArmouredLog(Buffer.from(text), 'abcd1234');
        expect(problem).toBeUndefined();
        expect(got?.equals(frame)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['gzip -c | base64 -w 4000', FORMS[0]],
    ['base64', FORMS[1]],
    ['od -An -v -tx1', FORMS[2]],
  ] as const)('as the tool writes it: %s', async (command, form) => {
    const frame = Buffer.from(Array.from({ length: 12_345 }, (_, i) => (i * i) & 255));
    const body = spawnSync('sh', ['-c', command], { input: frame }).stdout.toString().trimEnd();
    const about = `n123 pack=${form?.pack} armour=${form?.armour} width=${form?.width} bytes=${body.length} sum=-`;
    const log = `netlint-log 1 ${about}\n${body}\nnetlint-log-end ${about}\n`;
    const read = await readArmouredLog(Buffer.from(log), 'n123');
    expect(read.frame?.equals(frame)).toBe(true);
    expect(read.lines).toBe(body.split('\n').length);
  });

  test('of several frames the newest complete one is taken', async () => {
    const [old, fresh, torn] = ['old', 'fresh', 'torn'].map((text) => Buffer.from(text.repeat(50)));
    const form = FORMS[1] as Form;
    const text =
      logOf(old as Buffer, form, 'aaaa') +
      logOf(fresh as Buffer, form, 'bbbb') +
      logOf(torn as Buffer, form, 'cccc').slice(0, 120);
    expect((await readArmouredLog(Buffer.from(text))).frame?.equals(fresh as Buffer)).toBe(true);
  });
});

describe('a log that is damaged', () => {
  test('cut anywhere: never taken for whole, and what is left is a beginning of the frame', async () => {
    await fc.assert(
      fc.asyncProperty(frames, anyForm, fc.double({ min: 0, max: 1, noNaN: true }), async (frame, form, part) => {
        const whole = logOf(frame, form);
        const cut = whole.slice(0, Math.floor(part * (whole.length - 2)));
        const { frame: got, problem } = await readArmouredLog(Buffer.from(cut), 'abcd1234');
        expect(problem).not.toBeUndefined();
        if (got) expect(frame.subarray(0, got.length).equals(got)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('rotated: its start is missing, and that is said', async () => {
    const frame = Buffer.from('x'.repeat(5000));
    const whole = logOf(frame, FORMS[1] as Form);
    const { frame: got, problem, lines } = await readArmouredLog(Buffer.from(whole.slice(1000)), 'abcd1234');
    expect(got).toBeUndefined();
    expect(problem).toMatch(
      /^the start of the log is missing \(\d+ of \d+ bytes are there\): the kubelet has rotated it$/,
    );
    expect(lines).toBe(bodyOf(frame, FORMS[1] as Form).split('\n').length);
  });

  test('one changed letter is noticed', async () => {
    const whole = logOf(Buffer.from('frame '.repeat(500)), FORMS[1] as Form);
    const at = 400;
    const changed = `${whole.slice(0, at)}${whole[at] === 'A' ? 'B' : 'A'}${whole.slice(at + 1)}`;
    const { problem } = await readArmouredLog(Buffer.from(changed), 'abcd1234');
    expect(problem).toBe('the log does not match its checksum');
  });

  test("somebody else's log, an empty one, and one of another run", async () => {
    expect(await readArmouredLog(Buffer.from('unable to retrieve container logs for containerd://1234'))).toEqual({
      problem: 'its log says: unable to retrieve container logs for containerd://1234',
    });
    expect(await readArmouredLog(Buffer.alloc(0))).toEqual({ problem: 'its log is empty' });
    const other = await readArmouredLog(
      Buffer.from(logOf(Buffer.from('frame'), FORMS[1] as Form, 'other123')),
      'mine1234',
    );
    expect(other.frame).toBeUndefined();
  });

  test('a container that could not look says why', async () => {
    const log = Buffer.from('netlint-log-failed abcd1234 door nsenter -t 1 -m --: exit code 127, sh: not found.\n');
    expect((await readArmouredLog(log, 'abcd1234')).failed).toEqual({
      word: 'door',
      text: 'nsenter -t 1 -m --: exit code 127, sh: not found.',
    });
  });

  test('any bytes are read without an error, quickly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        await readArmouredLog(Buffer.from(bytes));
      }),
      { numRuns: 200 },
    );
    const many = Buffer.from(`netlint-log 1 abcd pack=none armour=base64 width=76 bytes=9 sum=-\n`.repeat(20_000));
    const began = performance.now();
    await readArmouredLog(many);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
