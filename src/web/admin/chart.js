// chart.js: one or two lines over the last minutes
// SPDX-License-Identifier: GPL-3.0-or-later
import { makeSvg } from './dom.js';

const WIDTH = 300;
const HEIGHT = 60;
const LEFT_OUT = 4;

/**
 * @param {number[]} values
 * @param {number} top
 * @returns {string} a path; the newest value is at the right end
 */
function pathOf(values, top) {
  const first = WIDTH - values.length + 1;
  return values.map((value, i) => {
    const y = HEIGHT - LEFT_OUT / 2 - (Math.min(value, top) / top) * (HEIGHT - LEFT_OUT);
    return `${i === 0 ? 'M' : 'L'}${first + i} ${y.toFixed(1)}`;
  }).join('');
}

export class Chart {
  /** @param {string} label for those who cannot see it */
  constructor(label) {
    this.label = label;
    this.area = makeSvg('path', { class: 'area' });
    this.lines = [makeSvg('path', {}), makeSvg('path', { class: 'second' })];
    const ground = makeSvg('line', { x1: '0', x2: String(WIDTH), y1: String(HEIGHT - 1), y2: String(HEIGHT - 1) });
    this.element = makeSvg('svg', { class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none',
      role: 'img', 'aria-label': label }, ground, this.area, ...this.lines);
  }

  /**
   * @param {number[][]} series one or two
   * @param {string} summary
   */
  draw(series, summary) {
    const shown = series.map((values) => values.slice(-WIDTH));
    const top = Math.max(1, ...shown.flat()) * 1.1;
    shown.forEach((values, i) => this.lines[i].setAttribute('d', pathOf(values, top)));
    const first = WIDTH - shown[0].length + 1;
    if (shown[0].length > 1)
      this.area.setAttribute('d', `${pathOf(shown[0], top)}L${WIDTH} ${HEIGHT}L${first} ${HEIGHT}Z`);
    this.element.setAttribute('aria-label', `${this.label}: ${summary}`);
  }
}
