import { gzipSync } from 'node:zlib';

/** MAX_ARG_STRLEN of Linux (include/uapi/linux/binfmts.h) less its closing zero: more than that no single argument may have. */
const LONGEST_ARGUMENT = 128 * 1024 - 1;

export interface PackedScript {
  readonly packing: 'gzip' | 'plain';
  readonly text: string;
}

/**
 * A script as one argument of a container. Packed as a rule (a third of the size): every change of a Job's or a pod's status writes the
 * whole object into etcd again. `plain` is for nodes without base64 and gzip. Throws RangeError for one that does not fit.
 */
export function packScript(script: string, packing: PackedScript['packing'] = 'gzip'): PackedScript {
  const text = packing === 'plain' ? script : gzipSync(script, { level: 9 }).toString('base64');
  if (Buffer.byteLength(text) > LONGEST_ARGUMENT) {
    throw new RangeError(
      `The probe script has ${Buffer.byteLength(text)} bytes, and an argument may have ${LONGEST_ARGUMENT}.`,
    );
  }
  return { packing, text };
}
