// crc32.js: the check sum that archives want
// SPDX-License-Identifier: GPL-3.0-or-later
import { viewOf } from '../protocol/bytes.js';

/* Table n is for a byte that n bytes follow, so that eight are looked up at once. */
const CRC_STEP = 8;
const CRC_TABLES = Array.from({ length: CRC_STEP }, () => new Int32Array(256));

for (let byte = 0; byte < 256; byte += 1) {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  CRC_TABLES[0][byte] = value;
}
for (let n = 1; n < CRC_STEP; n += 1)
  for (let byte = 0; byte < 256; byte += 1) {
    const before = CRC_TABLES[n - 1][byte];
    CRC_TABLES[n][byte] = (before >>> 8) ^ CRC_TABLES[0][before & 0xff];
  }

/**
 * @param {number} crc of what came before; 0 at the beginning
 * @param {Uint8Array} data
 * @returns {number}
 */
export function updateCrc32(crc, data) {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = CRC_TABLES;
  const view = viewOf(data);
  const end = data.length - (data.length % CRC_STEP);
  let value = ~crc;
  let i = 0;
  for (; i < end; i += CRC_STEP) {
    const [low, high] = [value ^ view.getInt32(i, true), view.getInt32(i + 4, true)];
    value = t7[low & 0xff] ^ t6[(low >>> 8) & 0xff] ^ t5[(low >>> 16) & 0xff] ^ t4[low >>> 24]
      ^ t3[high & 0xff] ^ t2[(high >>> 8) & 0xff] ^ t1[(high >>> 16) & 0xff] ^ t0[high >>> 24];
  }
  for (; i < data.length; i += 1) value = t0[(value ^ data[i]) & 0xff] ^ (value >>> 8);
  return ~value >>> 0;
}
