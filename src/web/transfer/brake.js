// brake.js: lets a person hold something up, and let it go on
// SPDX-License-Identifier: GPL-3.0-or-later

/** Who asks while it is on waits until it is off. */
export class Brake {
  constructor() {
    this.isOn = false;
    /** @type {(() => void)[]} */
    this.waiting = [];
  }

  /** @param {boolean} isOn */
  set(isOn) {
    this.isOn = isOn;
    this.wake();
  }

  /** Everybody who waits looks again whether they must. */
  wake() {
    for (const go of this.waiting.splice(0)) go();
  }

  /**
   * @param {() => boolean} isOver whether there is nothing more to hold up
   * @returns {Promise<void>} until it is off, or over
   */
  async pass(isOver) {
    while (this.isOn && !isOver())
      await new Promise((/** @type {(value: void) => void} */ resolve) => this.waiting.push(resolve));
  }
}
