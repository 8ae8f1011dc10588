// main.js: starts the page
// SPDX-License-Identifier: GPL-3.0-or-later
import { Inbox } from '../transfer/inbox.js';
import { Share } from '../transfer/share.js';
import { Sink } from '../transfer/sink.js';
import { itemsOfDrop } from '../transfer/source.js';

console.log(Inbox, Share, Sink, itemsOfDrop);
