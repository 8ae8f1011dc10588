// home-main.js: starts the page where there is no room; it is small, so that it is there at once
// SPDX-License-Identifier: GPL-3.0-or-later
import { fillSpans, showHome } from './home.js';
import { preparePage } from './page.js';

if (await preparePage(fillSpans)) showHome();
