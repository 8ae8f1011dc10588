// rate.js: how fast something goes, over the last few seconds
// SPDX-License-Identifier: GPL-3.0-or-later

const SPAN_MS = 4000;
const STEP_MS = 200;

/** Forgets what is older than a few seconds. */
export class Rate {
  constructor() {
    /** @type {{ time: number, bytes: number }[]} */
    this.samples = [];
  }

  /**
   * @param {number} bytes so many in all
   * @param {number} [time] in ms
   */
  add(bytes, time = performance.now()) {
    const last = this.samples.at(-1);
    if (last && time - last.time < STEP_MS && this.samples.length > 1) last.bytes = bytes;
    else this.samples.push({ time, bytes });
    while (this.samples.length > 2 && time - this.samples[0].time > SPAN_MS) this.samples.shift();
  }

  /** @returns {number} bytes in a second; 0 while nothing is known */
  perSecond() {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!last || last.time - first.time < STEP_MS) return 0;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.time - first.time));
  }
}
