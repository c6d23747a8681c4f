// Plays a film and reports what really played. Without this script the browser's own player does the playing.
import { before } from "./film_before.js";
import { begin, end, flush, here, leave, note, readClock, report, stretch } from "./film_evidence.js";
import { recall, remember } from "./film_keep.js";
import { buttons, clock, find, form, player, step, tell, video, words } from "./film_parts.js";
import { ending, isLast, isPlaylist, length, moveTo, now, open, opened, reel, showData, switchData, track, warmUp } from "./film_reel.js";
import { large, listenToKeys, small } from "./film_whole.js";

const EVERY_MS = 5000, TICK_MS = 250, STUCK_MS = 700, SEAM_MS = 1000, HELPLESS_MS = 20000, BACK_S = 10;
const go = form.querySelector(".go"), start = find(".start"), controls = find(".controls"), cannot = find(".cannot");
const volume = find(".volume input"), time = find(".time"), line = find("progress");
const back = "back" in words;
let { reached = 0, over = false } = recall(step);
let started = false, left = false, framed = false, unplayable = false, wasMuted = false, wasVolume = 1, shownFile = null;
let helpless = 0, seam = 0;

/** After the end there is one thing to do: whoever saw the film twice would have another end of it. */
function finish() {
  go.hidden = false;
  start.hidden = controls.hidden = !back;
  tell(words.ended);
}
function show() {
  buttons.play.textContent = video.paused && !reel.switching ? words.play : words.pause;
  time.textContent = `${clock(Math.min(now(), length()))} ${words.of} ${clock(length())}`;
  line.value = length() ? now() / length() : 0;
}
function keepPlace() {
  if (stretch.open) reached = Math.max(reached, here().film);
  remember({ step, reached, over });
}

/* ---- A film that doesn't play ---- */
function offerHelp() {
  cannot.hidden = false;
}
function saysUnplayable() {
  if (!unplayable) note("unplayable");
  unplayable = true;
  offerHelp();
  report();
}
function waitForHelp() {
  clearTimeout(helpless);
  helpless = setTimeout(() => (navigator.onLine ? saysUnplayable() : offerHelp()), HELPLESS_MS);
}

/** Whether it is this phone that can't, or the address that is gone. */
async function explain({ code }) {
  if (code === MediaError.MEDIA_ERR_DECODE) return saysUnplayable();
  offerHelp();
  if (code !== MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED) return undefined;
  const answer = await fetch(reel.file.src, { headers: { Range: "bytes=0-0" } }).catch(() => null);
  return answer?.ok ? saysUnplayable() : undefined;
}

/** Try once more from where it stopped; an address that has expired is made new by loading the page. */
async function again() {
  cannot.hidden = true;
  if (video.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED) {
    keepPlace();
    await flush();
    location.reload();
  } else play();
}

/* ---- Playing ---- */
async function play() {
  if (!started) note("start");
  started = true;
  start.hidden = true;
  controls.hidden = false;
  tell(words.loading);
  waitForHelp();
  if (video.error) moveTo(back ? now() : reached, true);
  try {
    await video.play();
  } catch (fault) {
    if (fault.name === "NotAllowedError") start.hidden = false;
    else if (fault.name !== "AbortError") offerHelp();
  }
}

/** Go where the person wants to go. */
function seekTo(seconds) {
  if (Math.abs(seconds - now()) < 0.05) return;
  note("seek");
  moveTo(seconds);
}

/** A film is put in anew while it plays: what stands still meanwhile is no pause, and a stall only when it takes long. */
function change(put) {
  end();
  const plays = !video.paused || video.ended;
  put();
  stretch.stood = now();
  clearTimeout(seam);
  if (plays) seam = setTimeout(() => { seam = 0; note("stall"); tell(words.loading); waitForHelp(); }, SEAM_MS);
}

const acts = {
  start: play,
  play: () => (video.paused ? play() : video.pause()),
  back: () => back && seekTo(Math.max(0, now() - BACK_S)),
  on: () => back && seekTo(Math.min(reached, now() + BACK_S)),
  sound: () => { video.muted = !video.muted; },
  captions() {
    buttons.captions.setAttribute("aria-pressed", track().mode !== "showing");
    track().mode = track().mode === "showing" ? "hidden" : "showing";
  },
  data: () => change(switchData),
  large,
  again,
};

const heard = {
  loadedmetadata() {
    opened();
    find(".length").textContent = clock(length());
    show();
  },
  playing() {
    clearTimeout(helpless);
    clearTimeout(seam);
    cannot.hidden = true;
    tell("");
    if (!framed) note("firstframe");
    framed = true;
    if (reel.file !== shownFile) {
      if (isPlaylist) note("clip", reel.clip);
      if (reel.file.height) note("rendition", reel.file.height);
      shownFile = reel.file;
    }
    if (stretch.open) return;
    if (!seam) note("play");
    seam = 0;
    begin();
    show();
  },
  pause() {
    // The pause of the last frame is none where another film follows.
    if (video.ended && !isLast()) return;
    clearTimeout(helpless);
    clearTimeout(seam);
    stretch.stood = stretch.open && now();
    end();
    note("pause");
    show();
    if (!video.ended) tell(words.paused);
    report();
  },
  waiting() {
    if (stretch.open) stall();
  },
  seeking() {
    if (stretch.open) end(stretch.last);
    stretch.stood = null;
    if (reel.moving || reel.switching) return;
    note("seek");
    const at = now(), allowed = (back || over) && at < reached;
    if (Math.abs(at - reached) > 0.5 && !allowed) moveTo(reached);
  },
  seeked() {
    reel.moving = false;
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
    if (video.volume !== wasVolume) note("volume", Number(video.volume.toFixed(2)));
    [wasMuted, wasVolume] = [muted, video.volume];
    buttons.sound.setAttribute("aria-pressed", !muted);
    volume.value = video.muted ? 0 : video.volume;
  },
  ended() {
    if (!isLast()) {
      if (stretch.open) end({ ...here(), film: ending() });
      change(() => open(reel.clip + 1, 0, true));
      return;
    }
    note("ended");
    reached = length();
    over = true;
    keepPlace();
    finish();
    small();
    report();
  },
  error() {
    if (stretch.open) end(stretch.last);
    clearTimeout(seam);
    note("error", video.error.code);
    start.hidden = true;
    tell("");
    explain(video.error);
    report();
  },
};

function stall() {
  if (stretch.last.film < here().film) stretch.last = here();
  stretch.stood = stretch.last.film;
  end(stretch.last);
  note("stall");
  tell(words.loading);
  waitForHelp();
}

/** Look four times a second where the film is: browsers don't always say that it stands still. */
function tick() {
  const { film, page } = here(), { open: plays, last } = stretch;
  if (plays && film > last.film) stretch.last = { film, page };
  else if (plays && page - last.page > STUCK_MS && !document.hidden) stall();
  else if (!plays && started && !reel.switching && !video.paused && !video.seeking && last && film > last.film + 0.2) {
    note("play");
    begin();
    tell("");
  }
  if (stretch.open) reached = Math.max(reached, film);
  if (started) show();
  warmUp();
  player.dispatchEvent(new CustomEvent("film:tick", { detail: { film, page, playing: stretch.open !== null } }));
}

async function sendOff(event) {
  if (form.dataset.flushed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!video.paused) video.pause();
  keepPlace();
  await flush();
  form.dataset.flushed = "1";
  form.requestSubmit(event.submitter);
  // Where the post was held back, as without a network, the next tap sends what has come since.
  setTimeout(() => delete form.dataset.flushed);
}

/** Put the film in where it was left. */
function putIn() {
  // Between a leap and the news of it nothing has played yet.
  readClock(() => (video.seeking && stretch.open ? stretch.last.film : now()));
  video.controls = false;
  video.preload = "metadata";
  video.volume = volume.value = 1;
  moveTo(over ? length() - 0.1 : reached > 0.5 ? reached : 0);
  find(".length").textContent = clock(length());
  showData();
}

async function begins() {
  putIn();
  go.hidden = !("optional" in words) && !over;
  player.classList.add("ready");
  player.dataset.stage = "before";
  if (!over) await before(reached > 0.5);
  player.dataset.stage = "film";
  // Before somebody has come so far, a picture would only cost data.
  if (words.poster && !over) video.poster = words.poster;
  if (over) finish();
  else if (!cannot.hidden) return;
  else if (!canPlay()) saysUnplayable();
  else {
    start.hidden = false;
    start.focus({ preventScroll: true });
  }
}

/** Whether this browser knows films of this kind at all. */
function canPlay() {
  return !reel.file.src.includes(".mp4") || video.canPlayType('video/mp4; codecs="avc1.42E01E, mp4a.40.2"') !== "";
}

for (const [name, act] of Object.entries(heard)) video.addEventListener(name, act);
for (const [name, button] of Object.entries(buttons)) if (acts[name]) button.addEventListener("click", acts[name]);
video.addEventListener("click", () => controls.hidden || acts.play());
listenToKeys(acts, () => started && !over);
// Enter on a slider would send the page.
volume.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
volume.addEventListener("input", () => { video.volume = Number(volume.value); video.muted = false; });
document.addEventListener("visibilitychange", () => {
  // A page that is left is hidden as well; nobody looks away from a film then.
  if (!left) note(document.hidden ? "hidden" : "visible");
  keepPlace();
  report();
});
addEventListener("pagehide", () => { left = true; keepPlace(); leave(); });
addEventListener("pageshow", () => { left = false; });
// A film that the lost network has broken off goes on by itself.
addEventListener("online", () => { if (started && video.error?.code === MediaError.MEDIA_ERR_NETWORK) again(); });
form.addEventListener("submit", sendOff);
setInterval(tick, TICK_MS);
setInterval(() => { if (stretch.open) { keepPlace(); report(); } }, EVERY_MS);
begins();
