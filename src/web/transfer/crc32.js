// crc32.js: the check sum that archives want
// SPDX-License-Identifier: GPL-3.0-or-later

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * @param {number} crc of what came before; 0 at the beginning
 * @param {Uint8Array} data
 * @returns {number}
 */
export function updateCrc32(crc, data) {
  let value = ~crc;
  for (let i = 0; i < data.length; i += 1) value = CRC_TABLE[(value ^ data[i]) & 0xff] ^ (value >>> 8);
  return ~value >>> 0;
}
