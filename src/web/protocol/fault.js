// fault.js: what can go wrong between peers, under the names of PROTOCOL.md §13, and with downloads here
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * @typedef {'protocol' | 'wrong-secret' | 'no-connection' | 'connection-lost' | 'declined' | 'cancelled' | 'source'
 *   | 'disk-full' | 'destination' | 'incomplete' | 'code-closed' | 'missing-plugin' | 'version' | 'tampered'
 *   | 'no-room' | 'interrupted' | 'failed' | 'download'} FaultCode
 */

/** An error with a name that both peers know. */
export class Fault extends Error {
  /**
   * @param {FaultCode} code
   * @param {string} message for logs
   */
  constructor(code, message) {
    super(message);
    /** @type {FaultCode} */
    this.code = code;
  }

  /**
   * @param {unknown} error
   * @param {FaultCode} [code] for errors without a name
   * @returns {Fault}
   */
  static from(error, code = 'failed') {
    if (error instanceof Fault) return error;
    return new Fault(code, error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {unknown} condition
 * @param {string} message
 * @returns {asserts condition}
 */
export function demand(condition, message) {
  if (!condition) throw new Fault('protocol', message);
}
