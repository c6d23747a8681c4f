// What a film's page has to report: played stretches, events and feelings, cut into numbered batches.
const step = document.querySelector(".page-form").elements.step.value;
export const load = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const rounded = (number, digits) => Number(number.toFixed(digits));
const waiting = [];
const FLUSH_MS = 2000;
let seq = 0, intervals = [], events = [], samples = [], sending = false, pauseMs = 1000;

// Where the stretch that plays now began, where it was seen last, and where it was stopped: film seconds, page ms.
export const stretch = { open: null, last: null, stood: null };
let filmClock = () => 0;

/** Say where to read the film's clock: seconds, running on over all films of a playlist. */
export function readClock(seconds) { filmClock = seconds; }

/** The film's clock and the page's, as of now. */
export const here = () => ({ film: filmClock(), page: performance.now() });

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
  stretch.open = { film: ran ? stood : film, page: page - (ran ? (film - stood) * 1000 : 0) };
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
export function cut() {
  const plays = stretch.open;
  end();
  if (plays) begin();
  if (!intervals.length && !events.length && !samples.length) return;
  waiting.push({ seq: seq++, intervals, events, samples });
  [intervals, events, samples] = [[], [], []];
}

async function post(batch) {
  const body = JSON.stringify({ step, load, sent: rounded(performance.now(), 1), ...batch });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("film", { method: "POST", headers, body, keepalive: true, credentials: "omit" });
  // What the server can't read now it won't be able to read later.
  if (!answer.ok && (answer.status >= 500 || answer.status === 429)) throw new Error(answer.status);
}

export async function send() {
  if (sending) return;
  sending = true;
  try {
    while (waiting.length) {
      await post(waiting[0]);
      waiting.shift();
      pauseMs = 1000;
    }
  } catch {
    setTimeout(send, pauseMs);
    pauseMs = Math.min(pauseMs * 2, 15000);
  } finally {
    sending = false;
  }
}

/** Send what has gathered. */
export function report() {
  cut();
  return send();
}

/** All that is known, on its way within two seconds; then we go on anyway. */
export async function flush() {
  const until = performance.now() + FLUSH_MS;
  report();
  // At least one turn: browsers ignore a form that is sent again while they still ask whether it may be.
  do {
    await new Promise((done) => setTimeout(done, 50));
    send();
  } while (waiting.length && performance.now() < until);
}

/** The page goes away: everything at once, none waits for another. */
export function leave() {
  cut();
  waiting.forEach((batch) => post(batch).catch(() => {}));
}
