// rtc-association.js: one peer connection of a lane, with its two channels (PROTOCOL.md §12)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, u32, u64, viewOf } from './bytes.js';
import { Fault, demand } from './fault.js';
import { ReceiveWindow, SendWindow } from './rtc-window.js';

export const CONTROL_MESSAGE = 0;
const CONTROL_ACK = 1;
const CONTROL_PING = 2;
const CONTROL_PONG = 3;
export const CONTROL_BYE = 4;

const MAX_CHANNEL_MESSAGE = 65536;
const MAX_SDP = 16384;
const MAX_CANDIDATE = 1024;
const MAX_CANDIDATES = 64;
const SEQUENCE_SIZE = 8;
const ACK_DELAY_MS = 100;
const PING_INTERVAL_MS = 2500;
const SILENCE_MS = 15000;

/**
 * @typedef {object} AssociationHandlers
 * @property {(message: import('./json.js').Message) => void} negotiate sends sealed to the peer
 * @property {() => void} opened
 * @property {(type: number, body: Uint8Array) => void} control MESSAGE or BYE
 * @property {(number: bigint, frame: Uint8Array, release: () => void) => void} frame
 * @property {() => void} roomier there may be room for more frames
 * @property {(fault: Fault) => void} failed
 */

/**
 * Peers take 65,536 bytes at most, and some stumble over an attribute that says otherwise. Candidates go by themselves.
 * @param {string} sdp
 * @returns {string}
 */
function trimDescription(sdp) {
  return sdp.replace(/^a=(?:max-message-size:|candidate:|end-of-candidates).*\r?\n/gm, '');
}

/** @param {string} sdp */
function checkDescription(sdp) {
  const media = sdp.match(/^m=.*$/gm) ?? [];
  demand(media.length === 1 && /^m=application \d+ UDP\/DTLS\/SCTP webrtc-datachannel\s*$/.test(media[0]),
    'A session description is not about a data channel');
  demand((sdp.match(/^a=fingerprint:/gm) ?? []).length >= 1 && /^a=fingerprint:sha-256 /im.test(sdp),
    'A session description has no fingerprint');
}

/** One peer connection. The browser itself compares the peer's certificate with the sealed description. */
export class Association {
  /**
   * @param {number} index
   * @param {boolean} isOfferer
   * @param {RTCIceServer[]} iceServers
   * @param {AssociationHandlers} handlers
   */
  constructor(index, isOfferer, iceServers, handlers) {
    this.index = index;
    this.isOfferer = isOfferer;
    this.handlers = handlers;
    this.sendWindow = new SendWindow();
    this.receiveWindow = new ReceiveWindow();
    this.connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers });
    this.control = this.makeChannel('control', 0);
    this.bulk = this.makeChannel('bulk', 1);
    this.control.onmessage = ({ data }) => this.guard(() => this.takeControl(data));
    this.bulk.onmessage = ({ data }) => this.guard(() => this.takeBulk(data));
    this.connection.onicecandidate = ({ candidate }) => this.tellCandidate(candidate?.candidate ?? '');
    this.connection.onconnectionstatechange = () => {
      if (this.connection.connectionState === 'failed') this.fail('The connection failed');
    };
    this.hasDescription = false;
    this.toldCandidates = 0;
    this.takenCandidates = 0;
    /** @type {string[]} those that came before the description */
    this.earlyCandidates = [];
    this.isClosed = false;
    this.heardAt = performance.now();
    this.pinger = 0;
    this.acker = 0;
    this.isAckDue = false;
    this.pings = 0;
    /* The channel takes a copy, so that one is enough for all that is sent. */
    this.message = new Uint8Array(MAX_CHANNEL_MESSAGE);
  }

  /**
   * @param {string} label
   * @param {number} id
   */
  makeChannel(label, id) {
    const channel = this.connection.createDataChannel(label, { negotiated: true, id, ordered: true });
    channel.binaryType = 'arraybuffer';
    channel.onopen = () => this.openedChannel();
    channel.onclose = () => this.fail('A channel closed');
    return channel;
  }

  /** @param {string} why */
  fail(why) {
    if (!this.isClosed) this.handlers.failed(new Fault('connection-lost', why));
  }

  /**
   * What a peer sends must not be able to do more than end the lane.
   * @param {() => void} step
   */
  guard(step) {
    if (this.isClosed) return;
    try {
      this.heardAt = performance.now();
      step();
    } catch (error) {
      this.handlers.failed(Fault.from(error));
    }
  }

  isOpen() {
    return this.control.readyState === 'open' && this.bulk.readyState === 'open';
  }

  openedChannel() {
    if (this.isClosed || !this.isOpen()) return;
    this.heardAt = performance.now();
    this.pinger = setInterval(() => this.ping(), PING_INTERVAL_MS);
    this.handlers.opened();
  }

  ping() {
    if (performance.now() - this.heardAt > SILENCE_MS) {
      this.fail('The peer fell silent');
      return;
    }
    this.pings += 1;
    this.sendControl(CONTROL_PING, u32(this.pings));
  }

  /** Describes this side; the offerer begins, the answerer does it on the offer. */
  async describe() {
    await this.connection.setLocalDescription();
    const description = /** @type {RTCSessionDescription} */ (this.connection.localDescription);
    const sdp = trimDescription(description.sdp);
    this.handlers.negotiate({ t: 'sdp', a: this.index, kind: this.isOfferer ? 'offer' : 'answer', sdp });
  }

  /** @param {string} candidate */
  tellCandidate(candidate) {
    const isUseful = candidate === '' || / udp /i.test(candidate);
    const isAllowed = candidate.length <= MAX_CANDIDATE && this.toldCandidates < MAX_CANDIDATES;
    if (this.isClosed || !isUseful || !isAllowed) return;
    this.toldCandidates += 1;
    this.handlers.negotiate({ t: 'ice', a: this.index, mline: 0, candidate });
  }

  /**
   * @param {string} kind
   * @param {string} sdp
   */
  async takeDescription(kind, sdp) {
    demand(kind === (this.isOfferer ? 'answer' : 'offer') && !this.hasDescription, 'A description is out of turn');
    demand(sdp.length <= MAX_SDP, 'A description is too long');
    checkDescription(sdp);
    this.hasDescription = true;
    await this.connection.setRemoteDescription({ type: this.isOfferer ? 'answer' : 'offer', sdp });
    for (const candidate of this.earlyCandidates.splice(0)) await this.addCandidate(candidate);
    if (!this.isOfferer) await this.describe();
  }

  /** @param {string} candidate */
  async takeCandidate(candidate) {
    demand(this.takenCandidates < MAX_CANDIDATES && candidate.length <= MAX_CANDIDATE, 'There are too many candidates');
    this.takenCandidates += 1;
    if (this.connection.remoteDescription) await this.addCandidate(candidate);
    else this.earlyCandidates.push(candidate);
  }

  /** @param {string} candidate one that cannot be used is none */
  async addCandidate(candidate) {
    if (candidate === '' || this.isClosed) return;
    await this.connection.addIceCandidate({ candidate, sdpMLineIndex: 0 }).catch(() => {});
  }

  /**
   * @param {number} type
   * @param {Uint8Array} body
   */
  sendControl(type, body) {
    if (this.control.readyState === 'open') this.control.send(concat(Uint8Array.of(type), body));
  }

  /** @returns {number} how many bytes of frame fit now */
  room() {
    return this.isOpen() ? this.sendWindow.room() - SEQUENCE_SIZE : 0;
  }

  /**
   * @param {bigint} number
   * @param {Uint8Array[]} frame in parts
   */
  sendFrame(number, frame) {
    let used = 0;
    for (const part of [u64(number), ...frame]) {
      this.message.set(part, used);
      used += part.length;
    }
    this.sendWindow.take(used);
    this.bulk.send(this.message.subarray(0, used));
  }

  /** @param {unknown} data */
  takeControl(data) {
    demand(data instanceof ArrayBuffer && data.byteLength > 0 && data.byteLength <= MAX_CHANNEL_MESSAGE,
      'A control message is malformed');
    const bytes = new Uint8Array(data);
    const body = bytes.subarray(1);
    if (bytes[0] === CONTROL_ACK) this.takeAck(body);
    else if (bytes[0] === CONTROL_PING || bytes[0] === CONTROL_PONG) this.takePing(bytes[0], body);
    else {
      const isKnown = bytes[0] === CONTROL_MESSAGE || bytes[0] === CONTROL_BYE;
      demand(this.index === 0 && isKnown, 'A control message is unknown');
      demand(bytes[0] === CONTROL_MESSAGE || body.length === 0, 'A BYE is malformed');
      this.handlers.control(bytes[0], body);
    }
  }

  /** @param {Uint8Array} body */
  takeAck(body) {
    demand(body.length === 8, 'An ACK is malformed');
    this.sendWindow.ack(Number(viewOf(body).getBigUint64(0)));
    this.handlers.roomier();
  }

  /**
   * @param {number} type
   * @param {Uint8Array} body
   */
  takePing(type, body) {
    demand(body.length === 4, 'A PING is malformed');
    if (type === CONTROL_PING) this.sendControl(CONTROL_PONG, body);
  }

  /** @param {unknown} data */
  takeBulk(data) {
    demand(data instanceof ArrayBuffer && data.byteLength > SEQUENCE_SIZE && data.byteLength <= MAX_CHANNEL_MESSAGE,
      'A bulk message is malformed');
    const bytes = new Uint8Array(data);
    this.receiveWindow.accept(bytes.length);
    const number = viewOf(bytes).getBigUint64(0);
    this.handlers.frame(number, bytes.subarray(SEQUENCE_SIZE), () => this.release(bytes.length));
  }

  /**
   * What is done with at once is acknowledged at once.
   * @param {number} length of a bulk message that is done with
   */
  release(length) {
    this.receiveWindow.release(length);
    if (this.receiveWindow.isDue()) this.acknowledgeNext();
    else if (!this.acker) this.acker = setTimeout(() => this.acknowledge(), ACK_DELAY_MS);
  }

  acknowledgeNext() {
    if (this.isAckDue) return;
    this.isAckDue = true;
    queueMicrotask(() => this.acknowledge());
  }

  acknowledge() {
    clearTimeout(this.acker);
    this.acker = 0;
    this.isAckDue = false;
    if (!this.isClosed && this.receiveWindow.hasUnacked())
      this.sendControl(CONTROL_ACK, u64(this.receiveWindow.takeAck()));
  }

  closeChannels() {
    this.control.close();
    this.bulk.close();
  }

  close() {
    this.isClosed = true;
    clearInterval(this.pinger);
    clearTimeout(this.acker);
    this.connection.close();
  }
}
