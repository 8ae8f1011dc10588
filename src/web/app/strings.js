// strings.js: part of the page
// SPDX-License-Identifier: GPL-3.0-or-later
