// strings.js: every text of the page, in one place so that translations can come
// SPDX-License-Identifier: GPL-3.0-or-later

const ENGLISH = {
  title: 'Portunus',
  homeTitle: 'Send files straight to another device',
  homeText: 'Files travel from device to device, encrypted from end to end. No account, no upload, no limit.',
  homeSend: 'Send or meet',
  homeSendText: 'Make a room, pass its link on, and send files, folders and texts to whoever comes.',
  homeSendButton: 'Make a room',
  homeReceive: 'Receive',
  homeReceiveText: 'Paste the link that you were given.',
  homeReceiveLabel: 'Link to the room',
  homeReceiveButton: 'Enter',
  homeLinkForeign: 'This link leads to another server. Open it in the browser’s address bar.',
  homeLinkBad: 'This is no link to a room. Copy the whole link, to its last character.',
  homeNoRoom: 'The server could not make a room. Try again in a little while.',
  sendTitle: 'Send',
  dropText: 'Drop files or folders here',
  pickFiles: 'Files…',
  pickFolder: 'Folder…',
  writeText: 'Text…',
  textTitle: 'Send a text',
  textLabel: 'Text',
  textSend: 'Send',
  cancel: 'Cancel',
  peersTitle: 'In this room',
  peersNone: 'Nobody else yet. Pass the link on.',
  peerBrowser: 'browser',
  peerUnverified: 'not verified',
  wordsLabel: 'Compare these words with the other screen:',
  inviteTitle: 'Invite',
  inviteText: 'Whoever has this link can join. Treat it like a key.',
  inviteLabel: 'Link to this room',
  inviteCopy: 'Copy link',
  inviteQr: 'The link as a QR code',
  copied: 'Copied.',
  transfersTitle: 'Transfers',
  transfersNone: 'What you send and receive appears here.',
  from: 'from {name}',
  items: '{count} items, {size}',
  oneItem: '1 item, {size}',
  showItems: 'What is in it',
  moreItems: '… and {count} more',
  saveFolder: 'Save in a folder…',
  download: 'Download',
  decline: 'Decline',
  save: 'Save {name}',
  stop: 'Stop',
  remove: 'Remove',
  retry: 'Try again',
  copyText: 'Copy text',
  stateOffered: '{name} wants to send you this.',
  stateRunning: '{done} of {size} · {rate}',
  stateRunningLeft: '{done} of {size} · {rate} · {left} left',
  stateLost: 'The connection broke. Waiting to go on…',
  stateDone: 'Received.',
  stateDoneDownload: 'Received. Your browser saves it now; if it does not, save it here.',
  stateDeclined: 'Declined.',
  stateCancelled: 'Stopped.',
  sendWaiting: 'Waiting for {name} to accept',
  sendConnecting: 'Connecting to {name}',
  sendRunning: '{name}: {done} of {size} · {rate}',
  sendRunningLeft: '{name}: {done} of {size} · {rate} · {left} left',
  sendLost: '{name}: the connection broke. Waiting to go on…',
  sendDone: '{name}: delivered',
  sendFailed: '{name}: {reason}',
  sendNobody: 'Waiting for somebody to join. Pass the link on.',
  sendStopped: 'Stopped.',
  sending: 'You send {title}',
  progressOf: 'Progress of {title}',
  statusJoining: 'Connecting…',
  statusJoined: 'Connected',
  statusAway: 'No connection to the server. Trying again…',
  statusGone: 'The room has ended.',
  statusFull: 'This room is full.',
  statusSecret: 'Somebody here has another link to this room. Ask for the link again.',
  linkIncomplete: 'The link lacks its secret part. Copy the whole link, to its last character.',
  noCrypto: 'This browser cannot do the encryption that Portunus needs (X25519). Update it, or open the link with the '
    + 'Portunus app.',
  noSecureContext: 'Browsers encrypt only on pages that came over HTTPS. Open the link with https:// at its beginning.',
  noWebRtc: 'This browser cannot connect to other devices (WebRTC is missing or switched off).',
  noStorage: 'This browser cannot store files. Leave private browsing, or use another browser.',
  trust: 'A browser trusts whoever serves it this page. For files that nobody else may ever see, use the Portunus app '
    + 'on both sides.',
  announceOffer: '{name} offers {title}.',
  announceDone: '{title}: received.',
  announceDelivered: '{title}: delivered to {name}.',
  announceFailed: '{title}: {reason}',
  dropOverlay: 'Drop to send',
  deviceName: '{browser} on {system}',
  unknownBrowser: 'Browser',
  unknownSystem: 'some device',
  faultProtocol: 'The other side sent something that is not allowed.',
  faultSecret: 'The links of both sides differ.',
  faultNoConnection: 'The devices could not reach each other. Are they in the same network?',
  faultLost: 'The connection broke.',
  faultDeclined: 'declined',
  faultCancelled: 'The other side stopped.',
  faultSource: 'A file could not be read.',
  faultDiskFull: 'There is not enough space.',
  faultDestination: 'The file could not be written.',
  faultIncomplete: 'Some files did not arrive.',
  faultVersion: 'The other side speaks another version.',
  faultTampered: 'Something was altered on the way. Nothing of it was kept.',
  faultFailed: 'It did not work.',
};

/** @typedef {keyof typeof ENGLISH} StringKey */

/** @type {Partial<Record<import('../protocol/fault.js').FaultCode, StringKey>>} */
const FAULT_KEYS = {
  protocol: 'faultProtocol',
  'wrong-secret': 'faultSecret',
  'no-connection': 'faultNoConnection',
  'connection-lost': 'faultLost',
  declined: 'faultDeclined',
  cancelled: 'faultCancelled',
  source: 'faultSource',
  'disk-full': 'faultDiskFull',
  destination: 'faultDestination',
  incomplete: 'faultIncomplete',
  version: 'faultVersion',
  tampered: 'faultTampered',
};

/**
 * @param {StringKey} key
 * @param {Record<string, string | number>} [values] for the places in braces
 * @returns {string}
 */
export function t(key, values = {}) {
  return ENGLISH[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * @param {import('../protocol/fault.js').Fault | null} fault
 * @returns {string} a sentence for people
 */
export function explain(fault) {
  return t((fault && FAULT_KEYS[fault.code]) ?? 'faultFailed');
}
