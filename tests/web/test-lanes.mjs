// test-lanes.mjs: which way to a peer carries, and what a host may not say, in Node
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { check, runAll } from './tap.mjs';

import { toBase64url } from '../../src/web/protocol/bytes.js';
import { HttpsLane } from '../../src/web/protocol/https-lane.js';
import { LaneRace } from '../../src/web/protocol/lane-race.js';
import { readTicket } from '../../src/web/transfer/putting.js';

/** A lane, what it said, what it was told, and how it ended. */
function makeLane(isOfferer) {
  const seen = { said: [], messages: [], end: undefined, lane: null };
  seen.lane = new HttpsLane(isOfferer, {
    negotiate: (message) => seen.said.push(message),
    opened: () => { seen.isOpen = true; },
    message: (body) => seen.messages.push(body),
    frame: () => {},
    ended: (fault) => { seen.end = fault; },
  });
  return seen;
}

const piece = (size, more) => ({ t: 'piece', d: toBase64url(new Uint8Array(size).fill(7)), more });

check('messages go in pieces, eight at a time, and arrive whole', async () => {
  const [left, right] = [makeLane(true), makeLane(false)];
  await left.lane.start();
  await right.lane.negotiate(left.said.shift());
  await left.lane.negotiate(right.said.shift());
  assert(left.isOpen && right.isOpen);
  const bodies = Array.from({ length: 5 }, (_, i) => new Uint8Array(60000).fill(i));
  for (const body of bodies) left.lane.sendMessage(body);
  assert.equal(left.said.length, 8);
  while (left.said.length > 0) {
    await right.lane.negotiate(left.said.shift());
    while (right.said.length > 0) await left.lane.negotiate(right.said.shift());
  }
  assert.deepEqual(right.messages, bodies);
  left.lane.close();
  await right.lane.negotiate(left.said.pop());
  assert.equal(right.end, null);
});

check('what the host may not say ends the lane as a breach', async () => {
  const cases = [
    [{ t: 'https-open' }, { t: 'https-open' }],
    [piece(10, false)],
    [{ t: 'https-open' }, piece(24001, false)],
    [{ t: 'https-open' }, { t: 'piece', d: '', more: false }],
    [{ t: 'https-open' }, { t: 'piece', d: '!!!!', more: false }],
    [{ t: 'https-open' }, piece(24000, true), piece(24000, true), piece(24000, true)],
    [{ t: 'https-open' }, { t: 'got', n: 1 }],
    [{ t: 'https-open' }, { t: 'got', n: -1 }],
    [{ t: 'https-open' }, { t: 'sdp' }],
    [{ t: 'https-open' }, {}],
  ];
  for (const messages of cases) {
    const side = makeLane(false);
    for (const message of messages) await side.lane.negotiate(message);
    assert.equal(side.end?.code, 'protocol', JSON.stringify(messages).slice(0, 80));
  }
});

check('a ticket is nothing but a ticket', () => {
  assert.equal(readTicket({ ticket: 'abcdefghijklmnopqrstuv' }), 'abcdefghijklmnopqrstuv');
  for (const ticket of ['', '../../admin', 'abcdefghijklmnopqrstu/', 'abcdefghijklmnopqrstuvw', 7, undefined])
    assert.throws(() => readTicket({ ticket }), { code: 'protocol' });
});

/** A race whose peer is played by the test. */
function makeRace(isInitiator, kinds, isHost = true) {
  const seen = { said: [], over: [], opened: [], ends: [] };
  seen.race = new LaneRace({
    isInitiator, kinds, isHost, place: { room: '0'.repeat(32) },
    negotiate: (kind, message) => seen.said.push([kind, message]),
    over: (kind) => seen.over.push(kind),
    message: () => {}, frame: () => {},
    opened: (lane) => seen.opened.push(lane),
    ended: (lane, fault) => seen.ends.push(fault),
  });
  return seen;
}

check('the host of the room is reached by HTTPS, and nobody else is', async () => {
  const host = makeRace(true, ['https', 'new']);
  host.race.start();
  assert.deepEqual(host.said, [['https', { t: 'https-open' }]]);
  await host.race.negotiate('https', { t: 'https-open' });
  assert.equal(host.opened.length, 1);
  host.race.close();

  const other = makeRace(false, ['https'], false);
  await assert.rejects(other.race.negotiate('https', { t: 'https-open' }), { code: 'no-connection' });
});

check('a way that came to nothing is over on both sides, and the last one ends it', async () => {
  const side = makeRace(true, ['https']);
  side.race.start();
  side.race.takeOver('https');
  assert.equal(side.ends[0].code, 'no-connection');
  await side.race.negotiate('https', { t: 'https-open' });
  assert.equal(side.opened.length, 0);
  assert.throws(() => side.race.takeOver('rtc'), { code: 'protocol' });

  const nothing = makeRace(true, ['unheard']);
  nothing.race.start();
  assert.equal(nothing.ends[0].code, 'no-connection');
});

check('a responder follows, and takes the lane that speaks', async () => {
  const side = makeRace(false, ['https', 'rtc']);
  side.race.start = () => assert.fail('A responder opens nothing');
  await side.race.negotiate('https', { t: 'https-open' });
  assert.equal(side.opened.length, 0);
  side.race.choose(side.race.lanes.get('https'));
  assert.equal(side.opened.length, 1);
  await side.race.negotiate('https', { t: 'https-close' });
  assert.deepEqual(side.ends, [null]);
});

process.exit((await runAll()) ? 0 : 1);
