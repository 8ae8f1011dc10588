// pickers.js: the ways in which people say what to send: choosing, dropping, typing and pasting
// SPDX-License-Identifier: GPL-3.0-or-later
import { canChoose, chooseItems, itemsOfDrop, itemsOfFiles, itemsOfText } from '../transfer/source.js';
import { byId } from './view.js';

/** @typedef {(items: import('../transfer/source.js').Item[]) => unknown} Send */

/**
 * @param {'files' | 'folder'} kind
 * @param {Send} send
 */
function connectPicker(kind, send) {
  const input = /** @type {HTMLInputElement} */ (byId(`input-${kind}`));
  byId(`pick-${kind}`).addEventListener('click', async () => {
    if (canChoose()) send(await chooseItems(kind));
    else input.click();
  });
  input.addEventListener('change', () => {
    send(itemsOfFiles(/** @type {FileList} */ (input.files)));
    input.value = '';
  });
}

/**
 * @param {Send} send
 * @returns {(text: string) => void} lets a text be read again before it is sent
 */
function connectText(send) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('text-dialog'));
  const input = /** @type {HTMLTextAreaElement} */ (byId('text-input'));
  const open = (/** @type {string} */ text) => {
    input.value ||= text;
    dialog.showModal();
  };
  byId('write-text').addEventListener('click', () => open(''));
  byId('text-cancel').addEventListener('click', () => dialog.close());
  byId('text-form').addEventListener('submit', (event) => {
    event.preventDefault();
    send(itemsOfText(input.value));
    input.value = '';
    dialog.close();
  });
  return open;
}

/** @param {Send} send */
function connectDrop(send) {
  const overlay = byId('drop-overlay');
  let depth = 0;
  const show = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    overlay.hidden = depth === 0;
  };
  addEventListener('dragenter', () => show(1));
  addEventListener('dragleave', () => show(-1));
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    show(-depth);
    if (event.dataTransfer) itemsOfDrop(event.dataTransfer).then(send);
  });
}

/**
 * @param {Send} send
 * @param {(text: string) => void} openText
 */
function connectPaste(send, openText) {
  addEventListener('paste', ({ target, clipboardData }) => {
    const isElsewhere = byId('room').hidden || document.querySelector('dialog[open]') !== null;
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isElsewhere || isField || !clipboardData) return;
    const text = clipboardData.getData('text/plain');
    if (clipboardData.files.length > 0) send(itemsOfFiles(clipboardData.files));
    else if (text) openText(text);
  });
}

/** @param {Send} send */
export function connectPickers(send) {
  connectPicker('files', send);
  connectPicker('folder', send);
  connectDrop(send);
  connectPaste(send, connectText(send));
}
