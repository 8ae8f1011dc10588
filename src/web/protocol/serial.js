// serial.js: asynchronous steps, one after the other
// SPDX-License-Identifier: GPL-3.0-or-later

/** Runs each step when those before it are over, whatever became of them. */
export class Serial {
  constructor() {
    /** @type {Promise<unknown>} */
    this.tail = Promise.resolve();
  }

  /**
   * @template T
   * @param {() => T | Promise<T>} step
   * @returns {Promise<T>} what the step gives
   */
  run(step) {
    const result = this.tail.then(step);
    this.tail = result.catch(() => {});
    return result;
  }
}
