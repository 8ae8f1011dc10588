// format.js: sizes, times and rates as people read them
// SPDX-License-Identifier: GPL-3.0-or-later
import { speech } from './language.js';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** @type {Map<string, Intl.NumberFormat>} since making one takes longer than using it */
const formats = new Map();

/**
 * @param {number} value
 * @param {Intl.NumberFormatOptions} options
 * @returns {string}
 */
function formatNumber(value, options) {
  const key = speech.tag + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(speech.tag, options);
  formats.set(key, format);
  return format.format(value);
}

/**
 * @param {number} value
 * @param {string} unit
 * @param {Intl.NumberFormatOptions} [options]
 * @returns {string}
 */
function formatUnit(value, unit, options) {
  return formatNumber(value, { style: 'unit', unit, unitDisplay: 'short', ...options });
}

/**
 * @param {number} bytes
 * @returns {string}
 */
export function formatSize(bytes) {
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < UNITS.length - 1; unit += 1) value /= 1000;
  const maximumFractionDigits = unit === 0 || value >= 100 ? 0 : 1;
  return formatUnit(value, UNITS[unit], { unitDisplay: unit === 0 ? 'long' : 'short', maximumFractionDigits });
}

/**
 * @param {number} bytes in a second
 * @returns {string}
 */
function formatRate(bytes) {
  const unit = bytes >= 1e9 ? 'gigabyte' : bytes >= 1e6 ? 'megabyte' : 'kilobyte';
  const value = bytes / { gigabyte: 1e9, megabyte: 1e6, kilobyte: 1e3 }[unit];
  return formatUnit(value, `${unit}-per-second`, { maximumFractionDigits: value >= 100 ? 0 : 1 });
}

/**
 * @param {number} seconds
 * @returns {string}
 */
export function formatDuration(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return formatUnit(whole, 'second');
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return `${formatUnit(minutes, 'minute')} ${formatUnit(whole % 60, 'second')}`;
  if (minutes < 60) return formatUnit(minutes, 'minute');
  return `${formatUnit(Math.floor(minutes / 60), 'hour')} ${formatUnit(minutes % 60, 'minute')}`;
}

/**
 * @param {number} share of 1
 * @returns {string}
 */
export function formatShare(share) {
  return formatNumber(Math.min(1, share), { style: 'percent' });
}

/**
 * @param {number} hours in whole hours or days
 * @returns {string}
 */
export function formatSpan(hours) {
  const isDays = hours >= 24;
  return formatUnit(isDays ? hours / 24 : hours, isDays ? 'day' : 'hour', { unitDisplay: 'long' });
}

/**
 * @param {number} seconds since 1970
 * @returns {string} a day, if it is not today, and a time
 */
export function formatMoment(seconds) {
  const moment = new Date(seconds * 1000);
  const isToday = moment.toDateString() === new Date().toDateString();
  return moment.toLocaleString(speech.tag, { timeStyle: 'short', dateStyle: isToday ? undefined : 'medium' });
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
  return { done: formatSize(done), size: formatSize(size), rate: formatRate(perSecond), left };
}
