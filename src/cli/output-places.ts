import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { plain } from '../snapshot/quote.ts';
import type { OutputFile } from './options.ts';
import type { Settings } from './settings.ts';

/** The files to write, and a sentence for each one that would cost another file. */
export interface OutputPlaces {
  readonly files: readonly OutputFile[];
  readonly complaints: readonly string[];
}

/**
 * Leaves out what would be lost or do harm: a second output to one file, an output of `netlint.yaml` that a link leads out of its folder,
 * and files that netlint keeps in the folder of an audit.
 */
export function outputPlaces({ files, config }: Settings, auditFolder: string | null): OutputPlaces {
  const isOption = files.from === '--output';
  const taken = new Map<string, string>();
  const complaints: string[] = [];
  const kept = files.value.filter(({ format, file }) => {
    const place = whereItIs(file);
    const name = `${isOption ? '--output ' : ''}${plain(file)}`;
    const earlier = taken.get(place);
    if (auditFolder !== null && isOwn(relative(whereItIs(auditFolder), place)))
      complaints.push(`${name} is a file that netlint itself keeps in the folder of the audit; give another file.`);
    else if (!isOption && !isBelow(whereItIs(config.folder), place))
      complaints.push(`${name} leads out of the folder of ${config.file} by a link; use --output for other places.`);
    else if (earlier !== undefined && !isDevice(place))
      complaints.push(
        `${name} is to hold two outputs, ${earlier} and ${format}, and holds ${earlier}; give each its own.`,
      );
    else {
      taken.set(place, earlier ?? format);
      return true;
    }
    return false;
  });
  return { files: kept, complaints };
}

/** All links followed, also those that lead to what is not there yet. */
function whereItIs(path: string, links = 40): string {
  for (const known of [() => realpathSync(path), () => join(realpathSync(dirname(path)), basename(path))])
    try {
      const place = known();
      const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
      return isLink && links > 0 ? whereItIs(resolve(dirname(place), readlinkSync(place)), links - 1) : place;
    } catch {
      // Not there yet; writing tells what is wrong with it.
    }
  return resolve(path);
}

const isBelow = (folder: string, place: string): boolean => {
  const way = relative(folder, place);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

const isOwn = (way: string): boolean => /^(?:history\.json|audit\.lock|latest|nights)(?:$|[/\\])|^\.netlint-/.test(way);

/** Standard output and pipes take one after the other. */
const isDevice = (place: string): boolean => {
  const stats = statSync(place, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
};
