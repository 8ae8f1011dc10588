// home-main.js: starts the page where there is no room; it is small, so that it is there at once
// SPDX-License-Identifier: GPL-3.0-or-later
import { fillSpans, showHome, showHomeError } from './home.js';
import { preparePage } from './page.js';
import { fillShared, showShared, takeSharedNews } from './shared-files.js';
import { installSharing } from './sharing.js';

const isAble = await preparePage(() => {
  fillSpans();
  fillShared();
});
if (isAble) {
  showHome();
  showHomeError('shared', takeSharedNews());
  showShared();
  installSharing();
}
