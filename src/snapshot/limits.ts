/** What reading a snapshot may cost. Snapshots come from strangers: a small file must not be able to fill the disk or the memory. */
export interface Limits {
  /** Entries of an archive, folders included. */
  readonly entries: number;
  /** Bytes of one file. A string in Node holds about 512 MiB. */
  readonly fileBytes: number;
  /** Bytes of all files of an archive together, unpacked. */
  readonly totalBytes: number;
  /** Unpacked bytes for one packed byte. gzip reaches 1030 on zeros; what the tools print stays below 60. */
  readonly compressionRatio: number;
  /** The ratio is looked at once this much was unpacked: a short text of one letter is no attack. */
  readonly ratioFrom: number;
}

const MiB = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  entries: 1_000_000,
  fileBytes: 256 * MiB,
  totalBytes: 8192 * MiB,
  compressionRatio: 200,
  ratioFrom: 8 * MiB,
};

/** `12 MiB`, `3 KiB`, `17 bytes`: for sentences. */
export function sizeInWords(bytes: number): string {
  if (bytes >= MiB) return `${Math.floor(bytes / MiB)} MiB`;
  return bytes >= 1024 ? `${Math.floor(bytes / 1024)} KiB` : `${bytes} bytes`;
}
