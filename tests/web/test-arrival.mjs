// test-arrival.mjs: what a page does with an offer, whatever the sender does, in Node
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { check, runAll } from './tap.mjs';

import { Arrival } from '../../src/web/transfer/arrival.js';
import { Fetching } from '../../src/web/transfer/fetching.js';
import { ReceiveJob } from '../../src/web/transfer/receive-job.js';

const MIB = 1024 * 1024;
const PEER = { device: 'a', name: 'Ada', role: 'send', kind: 'native' };

function makeSession() {
  const said = [];
  return { said, laneKind: 'rtc', isClosed: false, send: (message) => said.push(message), close() {}, leave() {} };
}

function makeArrival(entries) {
  const bytes = entries.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const journal = { put: async () => {}, remove: async () => {} };
  const arrival = new Arrival({ id: '00'.repeat(16), title: 't', entries, bytes }, PEER, () => {},
    { journal, room: '', storage: 'memory' });
  const zeros = [];
  arrival.sink = {
    begun: new Map(), isLasting: false, zeros, flush: async () => {}, begin: async () => {}, drop: async () => {},
    beginnings: async () => new Map(), zero: async (length) => { zeros.push(length); },
  };
  return arrival;
}

check('a hole in a file of unknown size does not fill the disk', async () => {
  for (const [size, length, isTaken] of [[null, 2 ** 50, false], [null, 17 * MIB, false], [null, MIB, true],
    [64 * MIB, 64 * MIB, true], [64 * MIB, 65 * MIB, false]]) {
    const session = makeSession();
    const job = new ReceiveJob(session, () => {});
    job.arrival = makeArrival([{ path: 'a', type: 'f', size }]);
    job.offer = job.arrival.offer;
    await job.begin(0, 0, size);
    await job.hole(length);
    assert.deepEqual(job.arrival.sink.zeros, isTaken ? [length] : [], `${size} ${length}`);
    assert.equal(session.said.some(({ t }) => t === 'refuse'), !isTaken);
  }
});

check('many small holes come to the same', async () => {
  const session = makeSession();
  const job = new ReceiveJob(session, () => {});
  job.arrival = makeArrival([{ path: 'a', type: 'f', size: null }]);
  job.offer = job.arrival.offer;
  await job.begin(0, 0, null);
  for (let i = 0; i < 100; i += 1) await job.hole(MIB);
  assert.equal(job.arrival.sink.zeros.length, 16);
});

check('an answer that never comes does not hold up the next attempt, nor does a pause', async () => {
  const real = globalThis.fetch;
  globalThis.fetch = (_, { signal }) => new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    for (const isPaused of [false, true]) {
      const arrival = makeArrival([{ path: 'a', type: 'f', size: 5 }, { path: 'b', type: 'x', size: 5 }]);
      const first = new ReceiveJob(makeSession(), () => {});
      first.arrival = arrival;
      first.offer = arrival.offer;
      arrival.brake.set(isPaused);
      await arrival.settleDown(first);
      first.fetching = new Fetching(first, arrival);
      first.fetching.take({ t: 'fetch', ticket: 'A'.repeat(22) });
      const second = new ReceiveJob(makeSession(), () => {});
      await arrival.settleDown(second);
      assert.equal(arrival.writer, second);
    }
  } finally {
    globalThis.fetch = real;
  }
});

process.exit((await runAll()) ? 0 : 1);
