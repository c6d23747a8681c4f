// Keeps what a film's page reports in this browser until the server has it: through lost signal, reload and closed tabs.
// Pages that come after the film bring this module only where something may be left.
const MARK = "film", KEPT_MS = 7 * 24 * 3600 * 1000, SLOW_MS = 1500, ANSWER_MS = 15000, LONGEST_PAUSE_MS = 15000;
// The personal link; elsewhere, as in a preview, nothing is sent and nothing is kept.
const path = location.pathname.match(/^\/p\/[^/]+\//)?.[0];
const waiting = [];
let sending = false, pauseMs = 1000, timer = 0;

/* ---- The browser's own store, where it has one ---- */
const database = new Promise((done) => {
  // Some browsers refuse, and some never answer.
  setTimeout(done, SLOW_MS);
  try {
    const asked = indexedDB.open("film", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("batches", { keyPath: ["path", "at", "load", "seq"] });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => done();
  } catch { done(); }
});

/** Do something in the store; its result, or nothing where there is no store or no room. */
async function stored(act) {
  try {
    const store = (await database).transaction("batches", "readwrite").objectStore("batches");
    return await new Promise((done) => {
      const asked = act(store);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done();
      // A page that goes away has no time for the rest of a transaction.
      store.transaction.commit?.();
    });
  } catch { return undefined; }
}

const forget = ({ at, load, seq, path }) => stored((store) => store.delete([path, at, load, seq]));

/** What earlier loads of this person's pages could not send, the oldest first. */
async function takeUp() {
  const all = (await stored((store) => store.getAll())) ?? [], now = Date.now();
  // Nobody came back for these.
  for (const one of all) if (one.at < now - KEPT_MS) forget(one);
  const known = new Set(waiting.map(({ load, seq }) => `${load} ${seq}`));
  waiting.unshift(...all.filter((one) => one.path === path && one.at >= now - KEPT_MS && !known.has(`${one.load} ${one.seq}`)));
}
const takenUp = path ? takeUp() : Promise.resolve();

/* ---- Where the film stopped, for a reload; it is the mark as well that something may be left ---- */
export function remember(place) {
  if (!path) return;
  try { localStorage.setItem(MARK, JSON.stringify({ path, ...place })); } catch { /* Some browsers keep nothing. */ }
}

export function recall(step) {
  try {
    const place = JSON.parse(localStorage.getItem(MARK));
    return place?.path === path && place.step === step ? place : {};
  } catch { return {}; }
}

/* ---- Sending: in order, each with the same load and number until it is acknowledged ---- */

/** Keep a batch; `page` is the page's clock as of now. */
export function keep(batch) {
  const kept = { path, at: Date.now(), ...batch };
  waiting.push(kept);
  if (path) stored((store) => store.put(kept));
}

async function post({ step, load, seq, at, page, intervals, events, samples }) {
  // The clock of the page that kept it, as of now: that page may be gone.
  const sent = Math.round(page + Math.max(0, Date.now() - at));
  const answer = await fetch(`${path}film`, {
    method: "POST", keepalive: true, credentials: "omit", redirect: "error", signal: AbortSignal.timeout?.(ANSWER_MS),
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ step, load, seq, sent, intervals, events, samples }),
  });
  // What the server can't read now it won't be able to read later; anything else that isn't its own yes comes from elsewhere.
  const hopeless = answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status);
  if (answer.status !== 204 && !hopeless) throw new Error(answer.status);
}

/** Send all that waits; what can't be sent now is tried again by itself. */
export async function send() {
  if (sending || !path) return;
  sending = true;
  clearTimeout(timer);
  try {
    await takenUp;
    while (waiting.length) {
      await post(waiting[0]);
      forget(waiting.shift());
      pauseMs = 1000;
    }
  } catch {
    timer = setTimeout(send, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
  sending = false;
}

/** Wait until all is out, as long as that; then it is sent later. */
export async function sendWithin(milliseconds) {
  const until = performance.now() + milliseconds;
  // At least one turn: browsers ignore a form that is sent again while they still ask whether it may be.
  do {
    send();
    await new Promise((done) => setTimeout(done, 50));
  } while (path && (waiting.length || sending) && performance.now() < until);
}

/** The page goes away: everything at once, none waits for another. */
export function sendNow() {
  if (path) for (const batch of waiting) post(batch).catch(() => {});
}

/** A page after the film: once all that is left is sent, forget the film. */
export async function sendLeft() {
  await takenUp;
  if (waiting.length) setTimeout(sendLeft, pauseMs);
  else try { localStorage.removeItem(MARK); } catch { /* See above. */ }
}

addEventListener("online", send);
send();
