// The films of a step on one clock, each in the size that suits phone and network.
import { buttons, find, player, tab, video, weight, words } from "./film_parts.js";

const WARM_S = 30, SMALL_SCREEN = 600, SLOW = 1.5, QUICK = 5, DATA = "film data";
const clips = JSON.parse(words.films);
const starts = clips.map((_, place) => clips.slice(0, place).reduce((sum, { seconds }) => sum + seconds, 0));
// Which film plays, from which file; whether it is being put in; whether we move it ourselves.
export const reel = { clip: 0, file: null, switching: true, moving: false };
let aim = 0, warm = null, captioned = 0;

/* ---- One clock ---- */
const known = () => (Number.isFinite(video.duration) ? video.duration : 0);
const lasts = (clip) => clips[clip].seconds || known();
export const isPlaylist = clips.length > 1;
export const isLast = () => reel.clip === clips.length - 1;

/** How long all the films last together, in seconds. */
export const length = () => starts[clips.length - 1] + (isPlaylist ? lasts(clips.length - 1) : known() || lasts(0));

/** Where the film is, in seconds of all films together. */
export function now() {
  if (reel.switching) return starts[reel.clip] + aim;
  return starts[reel.clip] + (isLast() ? video.currentTime : Math.min(video.currentTime, lasts(reel.clip)));
}

/** Where a film that has ended stands: a browser and the film's index differ by some frames. */
export const ending = () => (isLast() ? now() : starts[reel.clip + 1]);

/** Go to a place of our own choice, by putting the film in `anew` where that is needed; nobody is sent back. */
export function moveTo(seconds, anew = reel.switching) {
  const clip = starts.filter((start) => start <= seconds).length - 1, place = seconds - starts[clip];
  if (clip !== reel.clip || anew) open(clip, place, !video.paused);
  else if (Math.abs(video.currentTime - place) >= 0.05) {
    reel.moving = true;
    video.currentTime = place;
  }
}

/* ---- Which file: they come with the smallest first ---- */
function saves() {
  const { saveData, effectiveType = "4g", downlink = QUICK } = navigator.connection ?? {};
  const chosen = tab.get(DATA);
  return chosen ? chosen === "less" : Boolean(saveData) || effectiveType !== "4g" || downlink < SLOW;
}

/** What a phone shows that needn't save; where nobody says how quick the network is, it is taken for slow. */
function larger({ files }) {
  const small = Math.min(screen.width, screen.height) < SMALL_SCREEN;
  const enough = small && !(navigator.connection?.downlink >= QUICK) ? 480 : 720;
  return files.find(({ height }) => height >= enough) ?? files[files.length - 1];
}
const smaller = ({ files }) => files[0];
const suits = (clip) => (saves() ? smaller : larger)(clips[clip]);
const bytes = (choose) => weight(clips.reduce((sum, clip) => sum + choose(clip).bytes, 0));

/** The button for less data: whether it is pressed, and what it is about. */
export function showData() {
  buttons.data.hidden = clips.every((clip) => larger(clip) === smaller(clip));
  buttons.data.setAttribute("aria-pressed", saves());
  find(".weigh").textContent = words.instead.replace("{less}", bytes(smaller)).replace("{more}", bytes(larger));
}

/** Take the other size, at the same place. */
export function switchData() {
  tab.set(DATA, saves() ? "more" : "less");
  showData();
  if (suits(reel.clip) !== reel.file) moveTo(now(), true);
}

/* ---- Putting a film in ---- */
export const track = () => [...video.textTracks].find((one) => one.language === document.documentElement.lang) ?? video.textTracks[0];

function caption(clip) {
  if (clip !== captioned) {
    for (const one of [...video.querySelectorAll("track")]) one.remove();
    for (const [srclang, label, src] of clips[clip].captions) {
      video.append(Object.assign(document.createElement("track"), { kind: "captions", srclang, label, src }));
    }
    captioned = clip;
  }
  if (!buttons.captions) return;
  buttons.captions.hidden = !track();
  if (track()) track().mode = buttons.captions.getAttribute("aria-pressed") === "true" ? "showing" : "hidden";
}

/** Put a film in, at a place in it, and play it where it shall go on. */
export function open(clip, seconds = 0, plays = false) {
  aim = seconds;
  Object.assign(reel, { clip, file: suits(clip), switching: true });
  player.style.setProperty("--shape", `${reel.file.width || 16} / ${reel.file.height || 9}`);
  video.src = reel.file.src;
  caption(clip);
  if (plays) video.play().catch(() => {});
}

/** The film is in: go to its place. */
export function opened() {
  if (!reel.switching) return;
  reel.switching = false;
  if (aim >= 0.05) {
    reel.moving = true;
    video.currentTime = Math.min(aim, Math.max(0, known() - 0.1));
  }
}

/** Fetch the next film ahead, so that no gap is seen. */
export function warmUp() {
  const next = clips[reel.clip + 1];
  if (!next || reel.switching || lasts(reel.clip) - video.currentTime > WARM_S) return;
  const { src } = suits(reel.clip + 1);
  if (warm?.getAttribute("src") === src) return;
  warm = Object.assign(document.createElement("video"), { preload: "auto", muted: true, src });
}
