// browser-download.js: a download that the browser makes of what this page receives, by way of a service worker
// SPDX-License-Identifier: GPL-3.0-or-later
import { Fault } from '../protocol/fault.js';

const DOWNLOAD_WORKER_URL = './download-worker.js';
const BEGIN_MS = 20000;
const CALL_MS = 5000;
const MAX_UNANSWERED_CALLS = 6;
const FRAME_MS = 60000;

/**
 * @param {string} name of a file
 * @param {number | null} size
 * @returns {Record<string, string>} what a server would say
 */
function headersOf(name, size) {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  /** @type {Record<string, string>} */
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename*=UTF-8''${encoded}`,
    'Content-Security-Policy': "default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
  };
  return size === null ? headers : { ...headers, 'Content-Length': String(size) };
}

/**
 * @param {ServiceWorkerRegistration} registration
 * @returns {Promise<ServiceWorker>} that is ready
 */
async function activeOf({ active, waiting, installing }) {
  const worker = active ?? waiting ?? installing;
  if (!worker) throw new Error('There is no worker');
  for (;;) {
    if (worker.state === 'activated') return worker;
    if (worker.state === 'redundant') throw new Error('The worker was not taken');
    await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
  }
}

/**
 * The worker's scope is the folder that it comes from, so no page of ours is in its hands.
 * @returns {Promise<ServiceWorker>}
 */
async function findWorker() {
  const url = new URL(DOWNLOAD_WORKER_URL, import.meta.url);
  const registration = await navigator.serviceWorker.register(url);
  for (const other of await navigator.serviceWorker.getRegistrations())
    if (other.scope !== registration.scope && new URL(other.scope).pathname.startsWith('/web/')) other.unregister();
  return activeOf(registration);
}

/** @returns {Promise<boolean>} whether the browser takes a service worker from here */
export async function canStream() {
  const timeOut = new Promise((resolve) => setTimeout(resolve, BEGIN_MS, null));
  return !!navigator.serviceWorker && await Promise.race([findWorker(), timeOut]).catch(() => null) !== null;
}

/** Watches over the worker for as long as the download lasts. */
export class BrowserDownload {
  /**
   * @param {{ name: string, size: number | null }} file
   * @param {(fault: Fault) => void} broke the worker is gone, and with it the download
   */
  constructor({ name, size }, broke) {
    this.id = crypto.randomUUID();
    this.name = name;
    this.size = size;
    this.broke = broke;
    /** @type {ServiceWorker | null} */
    this.worker = null;
    this.isOver = false;
    this.unanswered = 0;
    this.calledAt = 0;
    this.timer = 0;
    this.listen = (/** @type {MessageEvent} */ { data }) => this.hear(data);
    /** @type {HTMLIFrameElement | null} */
    this.frame = null;
  }

  /** @returns {Promise<MessagePort>} into which the content goes, see {@link openStream} */
  async begin() {
    this.worker = await findWorker();
    navigator.serviceWorker.addEventListener('message', this.listen);
    navigator.serviceWorker.startMessages();
    const { port1, port2 } = new MessageChannel();
    this.worker.postMessage({ id: this.id, headers: headersOf(this.name, this.size) }, [port1]);
    this.timer = setInterval(() => this.call(), CALL_MS);
    addEventListener('pagehide', () => this.end());
    return port2;
  }

  /** Calls the worker, which also keeps the browser from stopping it for want of work. */
  call() {
    this.unanswered += 1;
    this.calledAt = performance.now();
    if (this.unanswered > MAX_UNANSWERED_CALLS) this.give('The worker does not answer');
    else this.worker?.postMessage({ id: this.id });
  }

  /** Something was written. Pages that nobody sees have slow clocks. */
  stir() {
    if (!this.isOver && performance.now() - this.calledAt > CALL_MS) this.call();
  }

  /** @param {{ id: string, isThere: boolean }} answer */
  hear({ id, isThere }) {
    if (id !== this.id || this.isOver) return;
    this.unanswered = 0;
    if (!isThere) this.give('The worker was stopped');
    else if (!this.frame) this.request();
  }

  /** The worker answers this request, and the browser makes a download of it. */
  request() {
    this.frame = document.createElement('iframe');
    this.frame.hidden = true;
    this.frame.src = String(new URL(`./download/${this.id}/${encodeURIComponent(this.name)}`, import.meta.url));
    document.body.append(this.frame);
  }

  /** @param {string} why */
  give(why) {
    this.end();
    this.broke(new Fault('download', why));
  }

  /** Nothing more comes; what is not whole by now is broken. */
  end() {
    if (this.isOver) return;
    this.isOver = true;
    clearInterval(this.timer);
    navigator.serviceWorker.removeEventListener('message', this.listen);
    this.worker?.postMessage({ id: this.id, isOver: true });
    const { frame } = this;
    setTimeout(() => frame?.remove(), FRAME_MS);
  }
}
