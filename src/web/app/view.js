// view.js: making and filling elements; whatever comes from a peer becomes text and nothing else
// SPDX-License-Identifier: GPL-3.0-or-later
import { t } from './strings.js';

/** @typedef {import('./strings.js').StringKey} StringKey */

/**
 * @param {string} id
 * @returns {HTMLElement} which the page has
 */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * @param {string} text
 * @param {() => unknown} action
 * @param {string} [style] a class
 * @returns {HTMLElement}
 */
export function makeButton(text, action, style = '') {
  const button = make('button', { type: 'button', class: style }, text);
  button.addEventListener('click', action);
  return button;
}

/**
 * Sets a text only where it changes, so that screen readers and selections are left alone.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Puts children in place, and moves only those that must move, so that focus stays where it is.
 * @param {Element} parent
 * @param {Element[]} children
 */
export function setChildren(parent, children) {
  for (const child of [...parent.children]) if (!children.includes(child)) child.remove();
  children.forEach((child, i) => {
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
  });
}

/** Puts the texts in that the page's elements name, which mostly have them from the server. */
export function fillTexts() {
  for (const element of document.querySelectorAll('[data-text]'))
    setText(element, t(/** @type {StringKey} */ (element.getAttribute('data-text'))));
}

/** @returns {Promise<void>} when the browser had a chance to paint, and to hear of a finger, on a slow phone */
export function nextTask() {
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * @param {boolean[][]} modules
 * @returns {SVGElement} with the quiet zone that readers need
 */
export function drawQr(modules) {
  const space = 'http://www.w3.org/2000/svg';
  const size = modules.length + 8;
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', t('inviteQr'));
  const path = document.createElementNS(space, 'path');
  const squares = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + 4} ${y + 4}h1v1h-1z` : '')));
  path.setAttribute('d', squares.join(''));
  svg.append(path);
  return svg;
}

/**
 * @param {string} text
 * @returns {Promise<void>}
 */
export async function copyText(text) {
  await navigator.clipboard.writeText(text);
  const toast = byId('toast');
  toast.textContent = t('copied');
  toast.classList.add('shown');
  clearTimeout(Number(toast.dataset.timer));
  toast.dataset.timer = String(setTimeout(() => toast.classList.remove('shown'), 3000));
}

/** @param {string} text told to screen readers; others see it where it happens */
export function announce(text) {
  byId('news').textContent = text;
}
