// settings.js: the limits of the server
// SPDX-License-Identifier: GPL-3.0-or-later
import { askFor, tell } from './api.js';
import { byId, make, onSubmit } from './dom.js';

/** @type {Record<string, string>} */
const LABELS = {
  max_rooms: 'Rooms at once',
  max_connections: 'Connections, all clients together',
  max_per_client: 'Connections of one client',
  joins_per_minute: 'Times a minute that a client may join a room',
  rooms_per_minute: 'Times a minute that a client may make one',
  room_hours: 'Hours that a room lives which does not say',
  room_empty_minutes: 'Minutes that it may be empty',
  room_peers: 'People in a room which does not say',
};

/**
 * @param {string} name
 * @param {{ value: number, min: number, max: number }} limit
 */
function makeField(name, { value, min, max }) {
  const input = make('input', { id: `limit-${name}`, type: 'number', required: '', min: String(min), max: String(max),
    step: '1', value: String(value) });
  return make('div', {}, make('label', { for: `limit-${name}` }, `${LABELS[name] ?? name} (${min}–${max})`), input);
}

export async function showSettings() {
  const limits = await askFor('settings');
  byId('limit-fields').replaceChildren(...Object.entries(limits).map(([name, limit]) => makeField(name, limit)));
}

export function watchSettings() {
  onSubmit('limits-form', async () => {
    /** @type {Record<string, number>} */
    const values = {};
    for (const input of byId('limit-fields').querySelectorAll('input')) values[input.id.slice('limit-'.length)] = Number(input.value);
    await tell('settings', values);
    return 'Applied.';
  });
}
