import type { Folder } from './folder.ts';
import { isResourceName } from './names.ts';
import { plain, reasonOf } from './quote.ts';
import { slim } from './slim.ts';
import type { ApiObject } from './types.ts';

export interface ResourcePart {
  readonly objects: readonly ApiObject[];
  /** What of the file could not be read; undefined when all of it could. */
  readonly problem?: string;
}

function parseLine(resource: string, line: string): ApiObject | string {
  try {
    return slim(resource, JSON.parse(line)) ?? 'is no API object';
  } catch {
    return 'is no valid JSON';
  }
}

/** Objects of a `.jsonl` text. A broken line costs itself. */
function parseObjectLines(resource: string, text: string): ResourcePart {
  const objects: ApiObject[] = [];
  const broken: string[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = parseLine(resource, line);
    if (typeof parsed === 'string') broken.push(`line ${at + 1} ${parsed}`);
    else objects.push(parsed);
  }
  if (broken.length === 0) return { objects };
  const more = broken.length === 1 ? '' : ` (and ${broken.length - 1} more)`;
  return { objects, problem: `cluster/${resource}.jsonl: ${broken[0]}${more}` };
}

/** All resources of a snapshot by name, sorted. Objects are slimmed once more: a snapshot of a stranger may hold anything. */
export function readClusterObjects(folder: Folder): ReadonlyMap<string, ResourcePart> {
  const parts = new Map<string, ResourcePart>();
  for (const file of folder.list('cluster').files) {
    const resource = file.slice(0, -'.jsonl'.length);
    if (!file.endsWith('.jsonl') || !isResourceName(resource)) continue;
    try {
      parts.set(resource, parseObjectLines(resource, folder.read(`cluster/${file}`).toString('utf8')));
    } catch (error) {
      parts.set(resource, { objects: [], problem: plain(reasonOf(error)) });
    }
  }
  return parts;
}
