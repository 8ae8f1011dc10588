// language.js: the language that the page speaks, which the server chose and the person may change
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * @typedef {object} Catalog what languages.py makes of a file in po/
 * @property {(count: number) => number} pluralOf which form a count takes
 * @property {Record<string, string | string[]>} sentences by key
 */

const REMEMBERED = 'language';
const SOURCE_LANGUAGE = 'en';
const RIGHT_TO_LEFT = /^(ar|fa|he|ur)\b/;
const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$/;
const RIGHT_TO_LEFT_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/** @type {Catalog} */
const SOURCE_CATALOG = { pluralOf: (count) => (count === 1 ? 0 : 1), sentences: {} };

/** What is spoken now. */
export const speech = { tag: SOURCE_LANGUAGE, catalog: SOURCE_CATALOG };

/** @returns {string} the language that the person chose here, or the server by what the browser asks for */
export function wantedLanguage() {
  try {
    return localStorage.getItem(REMEMBERED) ?? document.documentElement.lang;
  } catch {
    return document.documentElement.lang;
  }
}

/** @param {string} tag */
export function rememberLanguage(tag) {
  try {
    localStorage.setItem(REMEMBERED, tag);
  } catch {
    /* Without storage it lasts as long as the page. */
  }
}

/**
 * Speaks English when the language is not to be had.
 * @param {string} tag
 */
export async function speak(tag) {
  const isOther = LANGUAGE_TAG.test(tag) && tag !== SOURCE_LANGUAGE;
  const catalog = isOther ? await import(`./lang-${tag}.js`).catch(() => null) : null;
  speech.tag = catalog ? tag : SOURCE_LANGUAGE;
  speech.catalog = catalog ?? SOURCE_CATALOG;
  document.documentElement.lang = speech.tag;
  document.documentElement.dir = RIGHT_TO_LEFT.test(speech.tag) ? 'rtl' : 'ltr';
}

/**
 * @param {string | number} value that goes into a sentence
 * @returns {string} it, kept from turning the sentence around where writing goes both ways
 */
export function inSentence(value) {
  if (typeof value === 'number') return new Intl.NumberFormat(speech.tag).format(value);
  const mayTurn = RIGHT_TO_LEFT.test(speech.tag) || RIGHT_TO_LEFT_LETTER.test(value);
  return mayTurn ? `\u2068${value}\u2069` : value;
}
