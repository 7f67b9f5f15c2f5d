import { visible } from '../report/escape.ts';
import type { NodeInfo, OutputProblem, SnapshotInfo } from '../snapshot/info.ts';
import type { MotionRecord } from '../snapshot/motion.ts';
import type { NetnsRecord } from '../snapshot/types.ts';

const NOTES_SHOWN = 12;
const NAMESPACES_SHOWN = 20;

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function columns(rows: readonly (readonly string[])[], indent: string): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) => `${indent}${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
}

function outputCounts({ outputs }: NodeInfo): string {
  const all = Object.values(outputs).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(outputs).filter(([, count]) => count > 0);
  return `${counted(all, 'output')}${all === 0 ? '' : `: ${parts.map(([status, count]) => `${count} ${status}`).join(', ')}`}`;
}

function namespaceText({ id, name, podUid, processes }: NetnsRecord): string {
  const more = [
    name === null || name === id ? '' : name,
    podUid === null ? '' : `pod ${podUid}`,
    processes.slice(0, 3).join(' '),
  ].filter((text) => text !== '');
  return visible(more.length === 0 ? id : `${id} (${more.join(', ')})`);
}

/** The same trouble in many namespaces is one line. */
function problemLines(problems: readonly OutputProblem[]): string[] {
  const groups = new Map<string, { readonly first: OutputProblem; readonly where: string[] }>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.id, problem.status, problem.said]);
    const group = groups.get(key) ?? { first: problem, where: [] };
    group.where.push(problem.netns);
    groups.set(key, group);
  }
  const rows = [...groups.values()].map(({ first, where }) => [
    visible(first.id),
    first.status,
    where.length === 1 ? visible(where[0] ?? '') : counted(where.length, 'namespace'),
    visible(first.said ?? ''),
  ]);
  return columns(rows, '      ');
}

function nodeLines(node: NodeInfo): string[] {
  const kind =
    node.kubernetesNode === null
      ? ' (no Kubernetes Node)'
      : node.kubernetesNode === node.name
        ? ''
        : ` (Node ${visible(node.kubernetesNode)})`;
  const lines = [
    `  ${node.name}${kind}`,
    `    taken      ${node.takenAt ?? 'not known'}${wayText(node)}`,
    `    outputs    ${outputCounts(node)}`,
  ];
  const namespaces = [...(node.host ? ['host'] : []), ...node.namespaces.slice(0, NAMESPACES_SHOWN).map(namespaceText)];
  const hidden = node.namespaces.length - NAMESPACES_SHOWN;
  if (namespaces.length > 0) {
    lines.push(`    namespaces ${namespaces.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`);
  }
  const skipped = node.problems.filter(({ status }) => status === 'skipped');
  const failed = node.problems.filter(({ status }) => status !== 'skipped');
  if (failed.length > 0) lines.push('    not ok', ...problemLines(failed));
  if (skipped.length > 0) lines.push('    not run, with the reason', ...problemLines(skipped));
  return lines;
}

/** How long it took, and which way, where a collection says so. */
function wayText({ way, read }: NodeInfo): string {
  if (way === null) return '';
  return `, through ${visible(way)}${read === null ? '' : ` in ${secondsBetween(read.from, read.to)}`}`;
}

const secondsBetween = (from: string, to: string) => `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`;

const MOVED_SHOWN = 20;

function motionLines(motion: MotionRecord | null): string[] {
  if (motion === null) return ['what moved while it was taken is not known'];
  const { from, to, clockOffsetMs, moved, unread } = motion;
  const hidden = moved.length - MOVED_SHOWN;
  return [
    `the nodes were read ${from} to ${to}${clockText(clockOffsetMs)}`,
    moved.length === 0
      ? 'nothing of the API moved meanwhile'
      : `${counted(moved.length, 'object')} of the API moved meanwhile: what rests on them is unknown`,
    ...columns(
      moved
        .slice(0, MOVED_SHOWN)
        .map(({ resource, namespace, name, change }) => [
          visible(resource),
          visible(namespace === null ? name : `${namespace}/${name}`),
          change,
        ]),
      '  ',
    ),
    ...(hidden > 0 ? [`  … ${hidden} more`] : []),
    ...columns(
      unread.map(({ resource, reason }) => ['not read again:', visible(resource), visible(reason)]),
      '  ',
    ),
  ];
}

/** Less than a second is what an answer's way takes. */
function clockText(offset: number | null): string {
  if (offset === null || Math.abs(offset) < 1000) return '';
  return `; the API server's clock is ${(Math.abs(offset) / 1000).toFixed(1)} s ${offset > 0 ? 'ahead' : 'behind'}`;
}

function notesLines(notes: string | null): string[] {
  if (notes === null) return [];
  const lines = notes.trimEnd().split('\n');
  const rest = lines.length - NOTES_SHOWN;
  return [
    '',
    'notes.md (never evaluated)',
    ...lines.slice(0, NOTES_SHOWN).map((line) => `  ${visible(line)}`.trimEnd()),
    ...(rest > 0 ? [`  … ${counted(rest, 'more line')}`] : []),
  ];
}

/** What `netlint snapshot info` prints for people. */
export function snapshotInfoText(info: SnapshotInfo): string {
  const taken = info.from === null ? 'not known' : info.from === info.to ? info.from : `${info.from} to ${info.to}`;
  const lines = [
    `${visible(info.location)}: snapshot format ${info.format}, written by netlint ${visible(info.netlint)}`,
    `cluster ${visible(info.cluster ?? 'without a name')}, taken ${taken}`,
    '',
    counted(info.nodes.length, 'node'),
    ...info.nodes.flatMap(nodeLines),
    '',
    info.resources.length === 0 ? 'nothing of the cluster’s API' : 'cluster',
    ...columns(
      info.resources.map(({ name, objects, read }) => [
        visible(name),
        String(objects),
        ...(read === null ? [] : [`read ${read.from}`]),
      ]),
      '  ',
    ),
    '',
    ...motionLines(info.motion),
    '',
    info.incomplete.length === 0 ? 'all sources are complete' : 'sources that are not complete',
    ...columns(
      info.incomplete.map(({ id, status, reason }) => [visible(id), status, visible(reason ?? '')]),
      '  ',
    ),
    ...notesLines(info.notes),
  ];
  return `${lines.join('\n')}\n`;
}
