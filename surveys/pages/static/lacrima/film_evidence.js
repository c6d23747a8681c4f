// What a film's page has to report: played stretches, events and feelings, cut into numbered batches.
import { keep, send, sendNow, sendWithin } from "./film_keep.js";
import { step } from "./film_parts.js";

const FLUSH_MS = 2000, ASLEEP_MS = 2000;
const load = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const rounded = (number, digits) => Number(number.toFixed(digits));
let seq = 0, intervals = [], events = [], samples = [];
let filmClock = () => 0;
let behind = Date.now() - performance.now();

// Where the stretch that plays now began, where it was seen last, and where it was stopped: film seconds, page ms.
export const stretch = { open: null, last: null, stood: null };

/** Say where to read the film's clock: seconds, running on over all films of a playlist. */
export function readClock(seconds) { filmClock = seconds; }

/** The page's clock, in milliseconds; in many browsers its own stands still while the phone sleeps. */
const started = behind;
export function pageClock() {
  const now = Date.now() - performance.now();
  if (now - behind > ASLEEP_MS) behind = now;
  return performance.now() + behind - started;
}

/** The film's clock and the page's, as of now. */
export const here = () => ({ film: filmClock(), page: pageClock() });

/** Keep an event, some with a value, for the next batch. */
export function note(name, value) {
  const { film, page } = here(), event = [rounded(page, 1), name, rounded(film, 3)];
  events.push(value === undefined ? event : [...event, value]);
}

/** Keep where a feeling stood (film seconds, value, page milliseconds) for the next batch. */
export function sample(film, value, page) {
  samples.push([rounded(film, 3), value, rounded(page, 1)]);
}

/** Begin a stretch here; players run on for some frames before they stand, and that played too. */
export function begin() {
  const { film, page } = here(), { stood } = stretch, ran = stood !== null && film > stood && film - stood < 0.35;
  stretch.open = { film: ran ? stood : film, page: Math.max(0, page - (ran ? (film - stood) * 1000 : 0)) };
  stretch.last = { film, page };
  stretch.stood = null;
}

/** End the stretch that plays, here or where it was seen last. */
export function end(where = here()) {
  const { open } = stretch;
  if (open && where.film > open.film) {
    intervals.push([open.film, where.film, open.page, where.page].map((number, place) => rounded(number, place < 2 ? 3 : 1)));
  }
  stretch.open = null;
}

/** Make a batch of what has gathered; a stretch that plays on goes on in the next. */
function cut() {
  const plays = stretch.open;
  end();
  if (plays) begin();
  if (!intervals.length && !events.length && !samples.length) return;
  keep({ step, load, seq: seq++, page: pageClock(), intervals, events, samples });
  [intervals, events, samples] = [[], [], []];
}

/** Send what has gathered. */
export function report() {
  cut();
  return send();
}

/** All that is known, on its way within two seconds; then we go on anyway. */
export function flush() {
  cut();
  return sendWithin(FLUSH_MS);
}

/** The page goes away. */
export function leave() {
  cut();
  sendNow();
}
