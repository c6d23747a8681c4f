// Plays a film and reports what really played. Without this script the browser's own player does the playing.
import { begin, end, flush, here, leave, note, readClock, report, send, stretch } from "./film_evidence.js";

const EVERY_MS = 5000, TICK_MS = 250, STUCK_MS = 700, HELPLESS_MS = 20000;
const player = document.querySelector(".player");
const video = player.querySelector("video");
const form = player.closest("form");
const go = form.querySelector(".go");
const words = player.dataset;
const find = (name) => player.querySelector(name);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const length = () => (Number.isFinite(video.duration) ? video.duration : Number(words.duration));
const step = form.elements.step.value;

/* ---- Where the film stopped is kept in this tab, for a reload ---- */
const place = `film ${location.pathname} ${step}`;
let reached = 0, over = false;

function remember() {
  try { sessionStorage.setItem(place, JSON.stringify({ reached, over })); } catch { /* Some browsers keep nothing. */ }
}
function recall() {
  try { ({ reached = 0, over = false } = JSON.parse(sessionStorage.getItem(place) ?? "{}")); } catch { /* See above. */ }
}

/* ---- The player ---- */
const start = find(".start"), controls = find(".controls"), told = find(".told"), cannot = find(".cannot");
const buttons = Object.fromEntries([...player.querySelectorAll("[data-do]")].map((button) => [button.dataset.do, button]));
const volume = find(".volume input"), time = find(".time"), line = find("progress");
const track = () => [...video.textTracks].find((one) => one.language === document.documentElement.lang) ?? video.textTracks[0];
let started = false, framed = false, ours = false, helpless = 0, wasMuted = false;

/** After the end there is one thing to do: whoever saw the film twice would have another end of it. */
function finish() {
  go.hidden = false;
  start.hidden = controls.hidden = !("back" in words);
  tell(words.ended);
}
function tell(sentence) {
  if (told.textContent !== sentence) told.textContent = sentence;
}
function show() {
  buttons.play.textContent = video.paused ? words.play : words.pause;
  time.textContent = `${clock(Math.min(video.currentTime, length()))} ${words.of} ${clock(length())}`;
  line.value = length() ? video.currentTime / length() : 0;
}
function offerHelp() {
  cannot.hidden = false;
}
function waitForHelp() {
  clearTimeout(helpless);
  helpless = setTimeout(offerHelp, HELPLESS_MS);
}

/** Go to a place of our own choice: no seeking, and nobody is sent back. */
function moveTo(seconds) {
  if (Math.abs(video.currentTime - seconds) < 0.05) return;
  ours = true;
  video.currentTime = seconds;
}

async function play() {
  if (!started) note("start");
  started = true;
  start.hidden = true;
  controls.hidden = false;
  tell(words.loading);
  waitForHelp();
  try {
    await video.play();
  } catch (fault) {
    if (fault.name === "NotAllowedError") start.hidden = false;
    else if (fault.name !== "AbortError") offerHelp();
  }
}

const acts = {
  start: play,
  play: () => (video.paused ? play() : video.pause()),
  back: () => moveTo(Math.max(0, video.currentTime - 10)),
  sound: () => { video.muted = !video.muted; },
  captions() {
    const on = track().mode !== "showing";
    track().mode = on ? "showing" : "hidden";
    buttons.captions.setAttribute("aria-pressed", on);
  },
  large: () => (document.fullscreenElement ? document.exitFullscreen() : player.requestFullscreen()),
  async again() {
    cannot.hidden = true;
    // An address that has expired is made new by loading the page; the film goes on where it stopped.
    if (video.error?.code === 4) { await flush(); location.reload(); return; }
    if (video.error) video.load();
    play();
  },
};

const heard = {
  loadedmetadata() {
    find(".length").textContent = clock(length());
    if (over) moveTo(length() - 0.1);
    else if (reached > 0.5 && reached < length() - 0.3) moveTo(reached);
    show();
  },
  playing() {
    clearTimeout(helpless);
    cannot.hidden = true;
    tell("");
    if (!framed) note("firstframe");
    framed = true;
    if (stretch.open) return;
    note("play");
    begin();
    show();
  },
  pause() {
    clearTimeout(helpless);
    stretch.stood = stretch.open && video.currentTime;
    end();
    note("pause");
    show();
    if (!video.ended) tell(words.paused);
    report();
  },
  waiting() {
    if (!stretch.open) return;
    stall();
  },
  seeking() {
    if (stretch.open) end(stretch.last);
    stretch.stood = null;
    if (ours) { note("seek"); return; }
    const at = video.currentTime, back = ("back" in words || over) && at < reached;
    if (Math.abs(at - reached) > 0.5 && !back) moveTo(reached);
    else note("seek");
  },
  seeked() {
    ours = false;
    if (!video.paused && !video.ended && !stretch.open) begin();
  },
  ratechange() {
    if (video.playbackRate === 1) return;
    end();
    note("rate", video.playbackRate);
    video.playbackRate = 1;
    if (!video.paused) begin();
  },
  volumechange() {
    const muted = video.muted || video.volume === 0;
    if (muted !== wasMuted) note(muted ? "muted" : "unmuted");
    wasMuted = muted;
    buttons.sound.setAttribute("aria-pressed", !muted);
    volume.value = video.muted ? 0 : video.volume;
  },
  ended() {
    note("ended");
    reached = length();
    over = true;
    remember();
    finish();
    if (document.fullscreenElement) document.exitFullscreen();
    report();
  },
  error() {
    if (stretch.open) end(stretch.last);
    note("error");
    start.hidden = true;
    tell("");
    offerHelp();
    report();
  },
};

function stall() {
  if (stretch.last.film < video.currentTime) stretch.last = here();
  stretch.stood = stretch.last.film;
  end(stretch.last);
  note("stall");
  tell(words.loading);
  waitForHelp();
}

/** Look four times a second where the film is: browsers don't always say that it stands still. */
function tick() {
  const { film, page } = here(), { open, last } = stretch;
  if (open && film > last.film) stretch.last = { film, page };
  else if (open && page - last.page > STUCK_MS && !document.hidden) stall();
  else if (!open && started && !video.paused && !video.seeking && last && film > last.film + 0.2) {
    note("play");
    begin();
    tell("");
  }
  if (stretch.open) reached = Math.max(reached, film);
  if (started) show();
  player.dispatchEvent(new CustomEvent("film:tick", { detail: { film, page, playing: stretch.open !== null } }));
}

async function sendOff(event) {
  if (form.dataset.flushed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!video.paused) video.pause();
  await flush();
  form.dataset.flushed = "1";
  try { sessionStorage.removeItem(place); } catch { /* See above. */ }
  form.requestSubmit(event.submitter);
}

readClock(() => video.currentTime);
recall();
player.classList.add("ready");
video.controls = false;
video.volume = volume.value = 1;
start.hidden = false;
buttons.large.hidden = !document.fullscreenEnabled;
find(".length").textContent = clock(length());
if (over) finish();
else go.hidden = !("optional" in words);
if (track()) track().mode = "showing";
for (const [name, act] of Object.entries(heard)) video.addEventListener(name, act);
for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", acts[name]);
video.addEventListener("click", () => controls.hidden || acts.play());
// Enter on a slider would send the page.
volume.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
volume.addEventListener("input", () => { video.volume = Number(volume.value); video.muted = false; });
document.addEventListener("visibilitychange", () => { note(document.hidden ? "hidden" : "visible"); remember(); report(); });
document.addEventListener("fullscreenchange", () => { if (document.fullscreenElement) note("fullscreen"); });
addEventListener("pagehide", () => { remember(); leave(); });
addEventListener("online", send);
addEventListener("pageshow", () => delete form.dataset.flushed);
form.addEventListener("submit", sendOff);
setInterval(tick, TICK_MS);
setInterval(() => { if (stretch.open) { remember(); report(); } }, EVERY_MS);
if (video.error) heard.error();
else if (video.readyState >= 1) heard.loadedmetadata();
