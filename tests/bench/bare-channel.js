// bare-channel.js: the page's end of a bare data channel, to another in the same tab or to a bare webrtcbin
// SPDX-License-Identifier: GPL-3.0-or-later
const MESSAGE_BYTES = 65536;
const HIGH_BYTES = 1048576;
const LOW_BYTES = 524288;

const makeChannel = (connection, label, id) => {
  const channel = connection.createDataChannel(label, { negotiated: true, id });
  channel.binaryType = 'arraybuffer';
  return channel;
};

const opening = (channel) => new Promise((resolve) => { channel.onopen = resolve; });

/** Sends so much as fast as the channel takes it. */
function pour(channel, size) {
  const piece = crypto.getRandomValues(new Uint8Array(MESSAGE_BYTES));
  let sent = 0;
  const send = () => {
    for (; sent < size && channel.bufferedAmount < HIGH_BYTES; sent += piece.length) channel.send(piece);
  };
  channel.bufferedAmountLowThreshold = LOW_BYTES;
  channel.onbufferedamountlow = send;
  send();
}

/** @returns {Promise<void>} when so much is there */
const fill = (channel, size) => new Promise((resolve) => {
  let got = 0;
  channel.onmessage = ({ data }) => {
    got += data.byteLength;
    if (got >= size) resolve();
  };
});

/** MB/s from one peer connection to another in this tab. */
async function measureInTab(size) {
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate);
  const [out, into] = [a, b].map((side) => makeChannel(side, 'bulk', 1));
  const opened = opening(out);
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription);
  await opened;
  const began = performance.now();
  const filled = fill(into, size);
  pour(out, size);
  await filled;
  const rate = size / 1000 / (performance.now() - began);
  a.close();
  b.close();
  return rate;
}

/** The other end is bench-webrtc, whose lines of signaling are passed in and out: a kind, a number, Base64. */
class Distant {
  constructor(isSender) {
    this.isSender = isSender;
    this.connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.control = makeChannel(this.connection, 'control', 0);
    this.bulk = makeChannel(this.connection, 'bulk', 1);
    this.opened = Promise.all([opening(this.control), opening(this.bulk)]);
    this.lines = [];
    this.waiting = null;
    this.early = [];
    this.connection.onicecandidate = ({ candidate }) => candidate?.candidate && this.tell('C', candidate.candidate);
  }

  tell(kind, text) {
    this.lines.push(`${kind} 0 ${btoa(text)}`);
    this.waiting?.();
  }

  /** @returns {Promise<string[]>} what is to be passed on */
  async take() {
    if (this.lines.length === 0) await new Promise((resolve) => { this.waiting = resolve; });
    return this.lines.splice(0);
  }

  async describe() {
    await this.connection.setLocalDescription();
    this.tell('S', this.connection.localDescription.sdp.replace(/^a=max-message-size:.*\r\n/gm, ''));
  }

  async put(line) {
    const [kind, , base64] = line.split(' ');
    const text = atob(base64);
    if (kind === 'C') {
      if (this.early) this.early.push(text);
      else await this.connection.addIceCandidate({ candidate: text, sdpMLineIndex: 0 });
      return;
    }
    await this.connection.setRemoteDescription({ type: this.isSender ? 'answer' : 'offer', sdp: text });
    for (const candidate of this.early) await this.connection.addIceCandidate({ candidate, sdpMLineIndex: 0 });
    this.early = null;
    if (!this.isSender) await this.describe();
  }

  /** @returns {Promise<number>} MB/s until the other end says that it has everything */
  async send(size) {
    await this.opened;
    const began = performance.now();
    pour(this.bulk, size);
    await new Promise((resolve) => { this.control.onmessage = resolve; });
    return size / 1000 / (performance.now() - began);
  }

  /** Says so when everything is there. */
  async receive(size) {
    await fill(this.bulk, size);
    const total = new DataView(new ArrayBuffer(8));
    total.setBigUint64(0, BigInt(size));
    this.control.send(total);
  }
}
