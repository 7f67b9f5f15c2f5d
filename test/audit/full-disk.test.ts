import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scratchFolders } from '../support/scratch.ts';
import { onSmallDisk, whyNoSmallDisk } from '../support/small-disk.ts';
import { RULES, writeRule, writeSnapshot } from './support.ts';

const scratch = scratchFolders();
const why = whyNoSmallDisk();
const netlint = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));

/** Two snapshots, the second one of which is longer than the disk, and the options of both audits. */
function place() {
  const folder = scratch();
  writeRule(folder);
  writeSnapshot(folder, 'S1', '2026-01-01T02:00:00Z', { n1: 'old' });
  writeSnapshot(folder, 'S2', '2026-01-02T02:00:00Z', { n1: 'old', n2: 'old' });
  const disk = scratch();
  const audit = `"$NODE" "${netlint}" audit ${RULES.map((word) => `'${word}'`).join(' ')} --out "$DISK/D"`;
  return { folder, disk, audit, env: { TMPDIR: folder, HOME: folder } };
}

describe.skipIf(why !== null)(`a full disk${why === null ? '' : ` (${why})`}`, () => {
  test('leaves the last good night, latest and the history as they were; the result is printed', {
    timeout: 120_000,
  }, () => {
    const { folder, disk, audit, env } = place();
    const script = `
      set +e
      cd "${folder}"
      ${audit} S1 >/dev/null 2>&1
      dd if=/dev/zero of="$DISK/filler" bs=1k 2>/dev/null
      before=$(cd "$DISK/D"; find . | sort; cat history.json; readlink latest)
      ${audit} S2 --output json="$DISK/out.json"; echo "exit $?"
      after=$(cd "$DISK/D"; find . | sort; cat history.json; readlink latest)
      [ "$before" = "$after" ] && echo same
      ls -A "$DISK"
      rm "$DISK/filler"
      ${audit} S2 >/dev/null 2>&1; echo "exit $?"
      "$NODE" "${netlint}" history "$DISK/D"; readlink "$DISK/D/latest"`;
    const { stdout, stderr } = onSmallDisk(disk, 512, script, env);
    expect(stdout).toContain('n2 runs 5010');
    expect(stdout).toContain('exit 2\nsame\nD\nfiller\nexit 1\ncluster test, 2 nights');
    expect(stdout).toContain('nights/2026-01-02T020000Z\n');
    expect(stderr.split('\n').filter((line) => line !== '')).toEqual([
      `netlint: --output ${join(disk, 'out.json')} cannot be written (ENOSPC: no space left on device); give another file.`,
      expect.stringMatching(
        /^netlint: the night was not kept in .*\/D \(ENOSPC: .*\); make room or mend the folder\.$/,
      ),
      expect.stringMatching(
        /^netlint: .*\/D\/history\.json cannot be written \(ENOSPC: no space left on device\); what is new tonight will be new once more\.$/,
      ),
    ]);
  });

  test('with as many nights as stay, the oldest makes room for tonight', { timeout: 120_000 }, () => {
    const { folder, disk, audit, env } = place();
    const script = `
      set +e
      cd "${folder}"
      ${audit} S1 --keep 2 >/dev/null 2>&1
      ${audit} S1 --keep 2 >/dev/null 2>&1
      dd if=/dev/zero of="$DISK/filler" bs=1k 2>/dev/null
      truncate -s -12k "$DISK/filler"
      for keep in 3 2; do
        ${audit} S2 --keep $keep >/dev/null; echo "exit $?"
        ls "$DISK/D/nights"
      done
      "$NODE" -p 'JSON.parse(fs.readFileSync(process.env.DISK + "/D/latest/result.json")).findings.length'`;
    const { stdout, stderr } = onSmallDisk(disk, 512, script, env);
    expect(stdout).toBe(
      'exit 2\n2026-01-01T020000Z\n2026-01-01T020000Z-2\nexit 1\n2026-01-01T020000Z-2\n2026-01-02T020000Z\n2\n',
    );
    expect(stderr).toMatch(
      /^netlint: the night was not kept .*ENOSPC.*\n(?:.*\n)?netlint: kept as .*2026-01-02T020000Z\n$/,
    );
  });
});
