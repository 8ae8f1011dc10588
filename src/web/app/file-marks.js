// file-marks.js: how far each file of an arrival is, beside its size
// SPDX-License-Identifier: GPL-3.0-or-later
import { formatShare, formatSize } from './format.js';
import { t } from './strings.js';
import { setText } from './view.js';

/**
 * @param {HTMLElement} contents with one `.size` for each of the first entries
 * @param {import('../transfer/arrival.js').Arrival} arrival
 */
export function markFiles(contents, { offer, positions, settled }) {
  contents.querySelectorAll('.size').forEach((element, index) => {
    const { size, type } = offer.entries[index];
    const position = positions.get(index) ?? 0;
    const isInPlace = settled.get(index);
    if (!size || type === 'd' || (position === 0 && isInPlace === undefined)) return;
    const mark = isInPlace ? t('fileDone') : isInPlace === false ? t('fileFailed') : formatShare(position / size);
    setText(element, `${formatSize(size)} · ${mark}`);
  });
}
