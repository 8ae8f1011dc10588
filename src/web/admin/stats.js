// stats.js: the figures of the server, as tiles with charts
// SPDX-License-Identifier: GPL-3.0-or-later
import { Chart } from './chart.js';
import { byId, make, setText } from './dom.js';

const HISTORY = 300;
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** @typedef {Record<string, number>} Figures */

/**
 * @param {number} bytes
 * @returns {string}
 */
export function formatBytes(bytes) {
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < UNITS.length - 1; unit += 1) value /= 1000;
  return new Intl.NumberFormat('en', { style: 'unit', unit: UNITS[unit], unitDisplay: unit === 0 ? 'narrow' : 'short',
    maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1 }).format(value);
}

/**
 * @param {number} seconds
 * @returns {string}
 */
export function formatTime(seconds) {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

/** @param {number} value */
const count = (value) => new Intl.NumberFormat('en').format(value);

/**
 * @param {Figures[]} history
 * @param {string} name of something that only grows
 * @returns {number[]} by how much it grew each second
 */
function ratesOf(history, name) {
  return history.map((figures, i) => {
    const before = history[i - 1];
    const seconds = before ? (figures.time - before.time) / 1000 : 0;
    return seconds > 0 ? Math.max(0, figures[name] - before[name]) / seconds : 0;
  });
}

/** @type {{ title: string, series: (history: Figures[]) => number[][], value: (now: Figures, last: number[]) => string, note: (now: Figures) => string }[]} */
const TILES = [
  { title: 'Connections', series: (history) => [history.map(({ connections }) => connections)],
    value: ({ connections }) => count(connections),
    note: ({ web_sockets, refused }) => `WebSockets: ${count(web_sockets)} · refused: ${count(refused)}` },
  { title: 'Rooms', series: (history) => [history.map(({ rooms }) => rooms)],
    value: ({ rooms }) => count(rooms), note: ({ members }) => `People in them: ${count(members)}` },
  { title: 'Transfers', series: (history) => [history.map(({ transfers, relays }) => transfers + relays)],
    value: ({ transfers, relays }) => count(transfers + relays),
    note: ({ relays }) => `Relayed: ${count(relays)}` },
  { title: 'Data in and out', series: (history) => [ratesOf(history, 'bytes_in'), ratesOf(history, 'bytes_out')],
    value: (_, [input, output]) => `↓ ${formatBytes(input)}/s ↑ ${formatBytes(output)}/s`,
    note: ({ bytes_in, bytes_out }) => `${formatBytes(bytes_in)} in, ${formatBytes(bytes_out)} out so far` },
  { title: 'Requests', series: (history) => [ratesOf(history, 'requests')],
    value: (_, [rate]) => `${count(Math.round(rate))}/s`,
    note: ({ requests, limited }) => `${count(requests)} so far · ${count(limited)} too many` },
  { title: 'Memory', series: (history) => [history.map(({ memory }) => memory)],
    value: ({ memory }) => formatBytes(memory), note: () => 'resident' },
  { title: 'Errors', series: (history) => [ratesOf(history, 'errors')],
    value: ({ errors }) => count(errors), note: ({ auth_failures }) => `${count(auth_failures)} failed log-ins` },
  { title: 'Up for', series: () => [], value: ({ uptime }) => formatTime(uptime), note: () => 'since the last start' },
];

export class StatsView {
  constructor() {
    /** @type {Figures[]} */
    this.history = [];
    this.tiles = TILES.map((tile) => {
      const chart = new Chart(tile.title);
      const value = make('p', { class: 'value' }, '–');
      const note = make('p', { class: 'note' });
      const element = make('section', { class: 'glass tile', 'aria-label': tile.title },
        make('h2', {}, tile.title), value, note);
      if (tile.series([]).length > 0) element.append(chart.element);
      return { ...tile, chart, value_: value, note_: note, element };
    });
    byId('tiles').replaceChildren(...this.tiles.map(({ element }) => element));
  }

  /** @param {Figures[]} history */
  begin(history) {
    this.history = history;
    if (history.length > 0) this.draw();
  }

  /** @param {Figures} figures */
  add(figures) {
    this.history.push(figures);
    if (this.history.length > HISTORY) this.history.shift();
    this.draw();
  }

  draw() {
    const now = this.history[this.history.length - 1];
    for (const tile of this.tiles) {
      const series = tile.series(this.history);
      const text = tile.value(now, series.map((values) => values[values.length - 1]));
      setText(tile.value_, text);
      setText(tile.note_, tile.note(now));
      if (series.length > 0) tile.chart.draw(series, text);
    }
  }

  /** @param {string[]} warnings */
  warn(warnings) {
    byId('warnings').hidden = warnings.length === 0;
    byId('warning-list').replaceChildren(...warnings.map((text) => make('li', {}, text)));
  }
}
