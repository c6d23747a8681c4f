// What somebody feels while the film plays: where a slider stands, and taps of a button, on the film's clock.
import { here, note, sample, stretch } from "./film_evidence.js";

const EVERY_MS = 250, NOTED_MS = 4000, ONE_TAP_MS = 700, KEY_STEPS = 20;
const feelings = document.querySelector(".feelings");
const slider = feelings.querySelector("input");
const button = feelings.querySelector("button"), noted = feelings.querySelector(".noted");

/* ---- The slider: no place until it is touched ---- */
let value = null, sampled = null;

function take(number) {
  slider.value = number;
  value = Number(slider.value);
  slider.classList.remove("untouched");
  slider.removeAttribute("aria-valuetext");
}

/** Where a key moves the slider: in steps that go from end to end in a few seconds. */
function keyed({ key }) {
  const low = Number(slider.min), high = Number(slider.max), now = Number(slider.value);
  const step = Math.max(1, Math.round((high - low) / KEY_STEPS));
  const on = getComputedStyle(slider).direction === "rtl" ? -step : step;
  return {
    ArrowRight: now + on, ArrowLeft: now - on, ArrowUp: now + step, ArrowDown: now - step,
    PageUp: now + 4 * step, PageDown: now - 4 * step, Home: low, End: high, " ": now, Enter: now,
  }[key];
}

function listen() {
  slider.addEventListener("input", () => take(slider.value));
  // A tap on the very middle is a place too, though the browser sees no change.
  slider.addEventListener("pointerup", () => take(slider.value));
  slider.addEventListener("keydown", (event) => {
    const number = keyed(event);
    if (number === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    take(number);
    // The player has keys of its own, and Enter on a slider would send the page.
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Where the slider stands, four times a second of the film; a film that stands still has nothing to add. */
function look() {
  if (button) button.disabled = !stretch.last;
  if (!stretch.open || value === null) return;
  const { film, page } = here();
  if (film === sampled) return;
  sampled = film;
  sample(film, value, page);
}

/* ---- The button ---- */
let tapped = -Infinity, quiet = 0;

function mark() {
  const now = performance.now();
  if (now - tapped < ONE_TAP_MS) return;
  tapped = now;
  note("marker");
  clearTimeout(quiet);
  // What says the same as before isn't read out again, unless it was gone.
  noted.textContent = "";
  setTimeout(() => { noted.textContent = noted.dataset.noted; }, 60);
  quiet = setTimeout(() => { noted.textContent = ""; }, NOTED_MS);
}

if (slider) listen();
button?.addEventListener("click", mark);
feelings.hidden = false;
setInterval(look, EVERY_MS);
