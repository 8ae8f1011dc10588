// dom.js: making and filling elements; whatever comes from a peer or the log becomes text and nothing else
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T} which the page has
 */
export function byId(id) {
  return /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));
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
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function makeSvg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return /** @type {SVGElement} */ (element);
}

/**
 * @param {Element} element
 * @param {string} text set only where it changes, so that selections and screen readers are left alone
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

/**
 * Does what a form asks for, once at a time, and shows what went wrong beside it.
 * @param {string} id of the form
 * @param {() => Promise<string | void>} action gives a sentence to show
 */
export function onSubmit(id, action) {
  const form = byId(id);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await runIn(form, action);
  });
}

/**
 * @param {HTMLElement} form
 * @param {() => Promise<string | void>} action
 */
export async function runIn(form, action) {
  const problem = /** @type {HTMLElement} */ (form.querySelector('.error'));
  const success = form.querySelector('.success');
  const buttons = [...form.querySelectorAll('button')].filter((button) => !button.disabled);
  problem.hidden = true;
  if (success) success.textContent = '';
  for (const button of buttons) button.disabled = true;
  try {
    const sentence = await action();
    if (success && sentence) success.textContent = sentence;
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : String(error);
    problem.hidden = false;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/**
 * @param {string} id of an input
 * @returns {string} what is in it; passwords are cleared by whoever is done with them
 */
export function valueOf(id) {
  return /** @type {HTMLInputElement} */ (byId(id)).value;
}

/** @param {...string} ids */
export function clearInputs(...ids) {
  for (const id of ids) /** @type {HTMLInputElement} */ (byId(id)).value = '';
}
