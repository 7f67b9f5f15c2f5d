/**
 * The CRC of POSIX `cksum` (IEEE Std 1003.1, utility cksum): polynomial 0x04C11DB7, most significant bit first, start value 0,
 * the length appended least significant byte first, result inverted. Every Unix has this command, so a node can compute it.
 */
const POLYNOMIAL = 0x04c11db7;

/** TABLES[k][b]: the CRC of byte b followed by k zero bytes, so that eight bytes cost one step. */
const TABLES: readonly Int32Array[] = makeTables();

function makeTables(): readonly Int32Array[] {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
    first[byte] = crc;
  }
  const tables = [first];
  for (let k = 1; k < 8; k++) {
    const previous = tables[k - 1] as Int32Array;
    tables.push(previous.map((crc) => (crc << 8) ^ (first[crc >>> 24] as number)));
  }
  return tables;
}

/** The first number that `cksum` prints for these bytes, 0 to 2^32-1. */
export function encodeCksum(bytes: Uint8Array): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.length - (bytes.length % 8);
  let crc = 0;
  let at = 0;
  for (; at < blocks; at += 8) {
    const high = crc ^ view.getInt32(at);
    const low = view.getInt32(at + 4);
    crc =
      (t7[high >>> 24] as number) ^
      (t6[(high >>> 16) & 255] as number) ^
      (t5[(high >>> 8) & 255] as number) ^
      (t4[high & 255] as number) ^
      (t3[low >>> 24] as number) ^
      (t2[(low >>> 16) & 255] as number) ^
      (t1[(low >>> 8) & 255] as number) ^
      (t0[low & 255] as number);
  }
  const step = (byte: number): void => {
    crc = (crc << 8) ^ (t0[((crc >>> 24) ^ byte) & 255] as number);
  };
  for (; at < bytes.length; at++) step(bytes[at] as number);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) step(length % 256);
  return ~crc >>> 0;
}

/** What `cksum` prints for no bytes at all. */
export const EMPTY_CKSUM = 0xffffffff;
