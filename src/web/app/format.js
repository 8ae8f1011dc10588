// format.js: sizes, times and rates as people read them
// SPDX-License-Identifier: GPL-3.0-or-later

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/**
 * @param {number} bytes
 * @returns {string}
 */
export function formatSize(bytes) {
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < UNITS.length - 1; unit += 1) value /= 1000;
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return new Intl.NumberFormat('en', {
    style: 'unit', unit: UNITS[unit], unitDisplay: unit === 0 ? 'long' : 'short', maximumFractionDigits: digits,
  }).format(value);
}

/**
 * @param {number} seconds
 * @returns {string}
 */
export function formatDuration(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/**
 * @param {number} done
 * @param {number} size
 * @param {import('../transfer/rate.js').Rate} rate
 * @returns {{ done: string, size: string, rate: string, left: string | null }} left is null while nobody can tell
 */
export function formatProgress(done, size, rate) {
  const perSecond = rate.perSecond();
  const left = perSecond > 0 ? formatDuration((size - done) / perSecond) : null;
  return { done: formatSize(done), size: formatSize(size), rate: `${formatSize(perSecond)}/s`, left };
}
