// strings.js: every sentence of the page; languages.py finds the translations of each in po/
// SPDX-License-Identifier: GPL-3.0-or-later
import { inSentence, speech } from './language.js';

/**
 * Marks a sentence for xgettext.
 * @param {string} text
 */
const N_ = (text) => text;

/**
 * @param {string} one
 * @param {string} many
 */
const ngettext = (one, many) => [one, many];

const ENGLISH = {
  language: N_('Language'),
  roomTitle: N_('Room'),
  homeTitle: N_('Send files straight to another device'),
  homeText: N_('Files travel from device to device, encrypted from end to end. No account, no upload, no limit.'),
  homeSend: N_('Send or meet'),
  homeSendText: N_('Make a room, pass its link on, and send files, folders and texts to whoever comes.'),
  homeSendButton: N_('Make a room'),
  homeReceive: N_('Receive'),
  homeReceiveText: N_('Paste the link that you were given.'),
  homeReceiveLabel: N_('Link to the room'),
  homeReceiveButton: N_('Enter'),
  homeLinkForeign: N_('This link leads to another server. Open it in the browser’s address bar.'),
  homeLinkBad: N_('This is no link to a room. Copy the whole link, to its last character.'),
  homeCode: N_('Browsers need the whole link. A code of words is for the Portunus app and portunus-cli.'),
  homeNoRoom: N_('The server has no more rooms. Try again in a little while.'),
  homeTooOften: N_('Those were many rooms in a short time. Try again in a minute.'),
  homeRefused: N_('The server did not make a room. Load the page again, and try once more.'),
  homeUnreachable: N_('The server cannot be reached. Check your connection, and try again.'),
  sharedTitle: ngettext('Choose or make a room to send {count} item', 'Choose or make a room to send {count} items'),
  sharedLast: N_('Send to the last room'),
  sharedForget: N_('Do not send'),
  sharedLost: N_('What you shared did not get here. Share it once more.'),
  sharedAsk: N_('Another app shared this with you here. Send it to this room?'),
  roomOptions: N_('Who may come in, and for how long'),
  entryLabel: N_('Who may come in'),
  entryLink: N_('Anyone with the link'),
  entryAsk: N_('Only whom I let in'),
  entryPassword: N_('Anyone with link and password'),
  roomPassword: N_('Password'),
  roomPasswordHint: N_('Tell it to your guests in another way than the link.'),
  roomSpan: N_('The room ends after'),
  roomOnce: N_('Lock the room behind the first guest'),
  sendTitle: N_('Send'),
  dropText: N_('Drop files or folders here'),
  pickFiles: N_('Files…'),
  pickFolder: N_('Folder…'),
  writeText: N_('Text…'),
  textTitle: N_('Send a text'),
  textLabel: N_('Text'),
  textSend: N_('Send'),
  cancel: N_('Cancel'),
  peersTitle: N_('In this room'),
  peersNone: N_('Nobody else yet. Pass the link on.'),
  labelHost: N_('host'),
  labelHostHelp: N_('Made this room, as the server says.'),
  labelVerified: N_('verified'),
  labelVerifiedHelp: N_('You have compared the words with this device.'),
  labelBrowser: N_('browser'),
  labelBrowserHelp: N_('Uses a page like this one, and trusts the server that gave it.'),
  labelUnverified: N_('not verified'),
  labelUnverifiedHelp: N_('Has the link, but nobody has compared the words yet.'),
  wordsMatch: N_('They match'),
  kick: N_('Remove'),
  kickName: N_('Remove {name} from the room'),
  wordsLabel: N_('Compare these words with the other screen:'),
  inviteTitle: N_('Invite'),
  inviteText: N_('Whoever has this link can join. Treat it like a key.'),
  inviteTextAsk: N_('Whoever has this link can ask to come in, and the host decides. Treat it like a key.'),
  inviteTextPassword: N_('Whoever has this link and the password can join. Pass the two on in different ways.'),
  inviteTextLocked: N_('The room is locked: with this link nobody new comes in.'),
  inviteLabel: N_('Link to this room'),
  inviteCopy: N_('Copy link'),
  inviteQr: N_('The link as a QR code'),
  inviteShare: N_('Share…'),
  inviteOnce: N_('Link for one guest…'),
  onceTitle: N_('Link for one guest'),
  onceText: N_('It works once, until {time}, and needs neither password nor permission.'),
  onceLabel: N_('Link for one guest'),
  close: N_('Close'),
  doorSomebody: N_('Somebody'),
  waitingListTitle: N_('At the door'),
  admit: N_('Let in'),
  refuse: N_('Refuse'),
  announceWaiting: N_('{name} wants to come in.'),
  hostTitle: N_('Your room'),
  hostLock: N_('Lock the room'),
  hostLockHint: N_('Nobody new comes in. Those who are here may come back.'),
  hostExpires: N_('The room ends: {time}'),
  hostLasts: N_('The room lasts until you end it.'),
  hostEnd: N_('End the room…'),
  endTitle: N_('End the room?'),
  endText: N_('Transfers that are under way stop, and the link leads nowhere any more.'),
  endButton: N_('End the room'),
  passwordTitle: N_('This room has a password'),
  passwordText: N_('Ask whoever gave you the link for it.'),
  passwordEnter: N_('Enter'),
  passwordBusy: N_('One moment…'),
  passwordWrong: ngettext('That is not the password. You have {count} more try.',
    'That is not the password. You have {count} more tries.'),
  waitingTitle: N_('Waiting to be let in'),
  waitingText: N_('The host was asked. Keep this page open.'),
  doorGoneTitle: N_('Nobody is here any more'),
  doorRefusedTitle: N_('You cannot come in'),
  doorAgain: N_('Try again'),
  doorHome: N_('Make a room of your own'),
  doorTooMany: N_('There were too many wrong passwords. Try again in an hour, or ask for a link for one guest.'),
  doorRefused: N_('The host did not let you in.'),
  doorKicked: N_('The host removed you from the room.'),
  doorLocked: N_('The room is locked. Ask its host to unlock it.'),
  doorTokenInvalid: N_('This invitation is not for this room, or it was cut. Copy the whole link.'),
  doorTokenExpired: N_('This invitation is too old. Ask for a new one.'),
  doorTokenUsed: N_('Somebody has come in by this invitation already. Ask for another one.'),
  doorNoAnswer: N_('The host did not answer. Try again when they are there.'),
  doorVersion: N_('The server speaks another version. Load the page again.'),
  help: N_('Help'),
  helpTitle: N_('How safe is this?'),
  helpTransfer: N_('What you send is encrypted on your device and decrypted on the other one. Neither the server nor the '
    + 'network can read it.'),
  helpWords: N_('The four words beside a name are the same on both screens unless somebody is in between. Compare them '
    + 'side by side, or read them out on the telephone.'),
  helpBrowser: N_('A browser runs what the server gives it, and whoever controls the server could give you another '
    + 'page. Where that matters, use the Portunus app on both sides.'),
  helpLabels: N_('What the labels mean'),
  helpCertificateTitle: N_('The certificate of this server'),
  helpCertificate: N_('By your link it has these words and this fingerprint (SHA-256):'),
  helpCertificateLimit: N_('The page cannot see which certificate your browser got. Compare the fingerprint with what '
    + 'the browser shows about the connection, and the words with those on the screen of the host.'),
  copied: N_('Copied.'),
  transfersTitle: N_('Transfers'),
  transfersNone: N_('What you send and receive appears here.'),
  from: N_('from {name}'),
  items: ngettext('{count} item, {size}', '{count} items, {size}'),
  showItems: N_('What is in it'),
  moreItems: ngettext('… and {count} more', '… and {count} more'),
  saveFolder: N_('Save in a folder…'),
  download: N_('Download'),
  decline: N_('Decline'),
  save: N_('Save {name}'),
  stop: N_('Stop'),
  remove: N_('Remove'),
  retry: N_('Try again'),
  pause: N_('Pause'),
  goOn: N_('Go on'),
  chooseAgain: N_('Choose them again…'),
  leftoverText: N_('The page was closed while this was sent. Go on?'),
  leftoverAgain: N_('The page was closed while this was sent. Choose the same files again to go on.'),
  leftoverOther: N_('These are not the same files, or they have changed.'),
  statePaused: N_('Paused · {done} of {size}'),
  stateAllow: N_('The page was opened anew and needs your leave to write to the folder again.'),
  sendPaused: N_('{name}: paused · {done} of {size}'),
  copyText: N_('Copy text'),
  stateOffered: N_('{name} wants to send you this.'),
  stateOfferedMemory: N_('{name} wants to send you this. This browser keeps it in memory, and takes {size} at most.'),
  memoryTooSmall: N_('This is too much for this browser, which keeps it in memory and takes {size} at most. Leave private '
    + 'browsing, or use another browser.'),
  stateRunning: N_('{done} of {size} · {rate}'),
  stateRunningLeft: N_('{done} of {size} · {rate} · {left} left'),
  laneHttps: N_('HTTPS'),
  laneDirect: N_('direct'),
  laneRelay: N_('relay'),
  stateHanded: N_('The host has left. Your browser’s list of downloads says whether the file is whole.'),
  stateLost: N_('The connection broke. Waiting to go on…'),
  stateDone: N_('Received.'),
  stateStreamed: N_('Received. Your browser’s list of downloads says whether the file is whole.'),
  stateDoneDownload: N_('Received. Your browser saves it now; if it does not, save it here.'),
  stateDeclined: N_('Declined.'),
  stateCancelled: N_('Stopped.'),
  sendWaiting: N_('Waiting for {name} to accept'),
  sendConnecting: N_('Connecting to {name}'),
  sendRunning: N_('{name}: {done} of {size} · {rate}'),
  sendRunningLeft: N_('{name}: {done} of {size} · {rate} · {left} left'),
  sendLost: N_('{name}: the connection broke. Waiting to go on…'),
  sendDone: N_('{name}: delivered'),
  sendFailed: N_('{name}: {reason}'),
  sendNobody: N_('Waiting for somebody to join. Pass the link on.'),
  sendStopped: N_('Stopped.'),
  sending: N_('You send {title}'),
  progressOf: N_('Progress of {title}'),
  statusJoining: N_('Connecting…'),
  statusJoined: N_('Connected'),
  statusAway: N_('No connection to the server. Trying again…'),
  statusGone: N_('The room has ended.'),
  statusFull: N_('This room is full. Try again when somebody has left.'),
  statusSecret: N_('Somebody here has another link to this room. Ask for the link again.'),
  linkIncomplete: N_('The link lacks its secret part. Copy the whole link, to its last character.'),
  noCrypto: N_('This browser cannot do the encryption that Portunus needs (X25519). Update it, or open the link with the '
    + 'Portunus app.'),
  noSecureContext: N_('Browsers encrypt only on pages that came over HTTPS. Open the link with https:// at its beginning.'),
  trust: N_('A browser trusts whoever serves it this page. For files that nobody else may ever see, use the Portunus app '
    + 'on both sides.'),
  announceOffer: N_('{name} offers {title}.'),
  announceDone: N_('{title}: received.'),
  announceDelivered: N_('{title}: delivered to {name}.'),
  announceFailed: N_('{title}: {reason}'),
  dropOverlay: N_('Drop to send'),
  deviceName: N_('{browser} on {system}'),
  unknownBrowser: N_('Browser'),
  unknownSystem: N_('some device'),
  faultProtocol: N_('The other side sent something that is not allowed.'),
  faultSecret: N_('The links of both sides differ.'),
  faultNoConnection: N_('The devices could not reach each other. Are they in the same network?'),
  faultLost: N_('The connection broke.'),
  faultDeclined: N_('declined'),
  faultCancelled: N_('The other side stopped.'),
  faultSource: N_('A file could not be read. Was it moved or changed?'),
  faultChanged: N_('{name} was changed or removed on the other side meanwhile. Try again to get what is there now.'),
  faultDiskFull: N_('There is not enough space. Make some, and try again.'),
  faultDestination: N_('The file could not be written. Choose another folder.'),
  faultDownload: N_('The browser stopped the download. What it saved is not whole; try again.'),
  faultIncomplete: N_('Some files did not arrive. Ask for them again.'),
  fileDone: N_('done'),
  fileFailed: N_('did not arrive'),
  faultVersion: N_('The other side speaks another version. Update both.'),
  faultTampered: N_('Something was altered on the way. Nothing of it was kept.'),
  faultFailed: N_('It did not work. Try it once more.'),
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
  download: 'faultDownload',
  version: 'faultVersion',
  tampered: 'faultTampered',
};

/**
 * @param {StringKey} key
 * @param {Record<string, string | number>} [values] for the places in braces; `count` chooses among plural forms
 * @returns {string} the sentence in the language of the page
 */
export function t(key, values = {}) {
  const { pluralOf, sentences } = speech.catalog;
  const isThere = Object.hasOwn(sentences, key);
  const found = isThere ? sentences[key] : ENGLISH[key];
  const count = Number(values.count);
  const form = isThere ? pluralOf(count) : Number(count !== 1);
  const sentence = Array.isArray(found) ? found[form] ?? found[0] : found;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => inSentence(values[name] ?? ''));
}

/**
 * @param {import('../protocol/fault.js').Fault | null} fault
 * @returns {string} a sentence for people
 */
export function explain(fault) {
  return t((fault && FAULT_KEYS[fault.code]) ?? 'faultFailed');
}
