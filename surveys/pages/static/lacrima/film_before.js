// What comes before the film, one thing at a time: what it may show, and whether its sound can be heard.
import { note } from "./film_evidence.js";
import { buttons, find, step, tab } from "./film_parts.js";

const HEARD = "film sound";
const warning = find(".warned"), check = find(".check"), tone = find(".check audio");

/** Show one part, and put the focus where its reading begins. */
function show(part, shown) {
  part.hidden = !shown;
  if (!shown) return;
  const head = part.querySelector("h2");
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
}

const tapped = (...names) => new Promise((done) => {
  for (const name of names) buttons[name].addEventListener("click", () => done(name), { once: true });
});

/** What the film may show; the way out is a button of the form, so that it works without a script. */
async function warn() {
  buttons.next.hidden = false;
  show(warning, true);
  await tapped("next");
  show(warning, false);
}

async function playTone() {
  tone.currentTime = 0;
  // A sound that can't be played wasn't heard either.
  try { await tone.play(); } catch { /* The question follows. */ }
  find(".asked").hidden = false;
}

/** Ask whether a sound was heard until it was, or until somebody goes on without. */
async function checkSound() {
  show(check, true);
  buttons.tone.addEventListener("click", playTone);
  for (;;) {
    const said = await tapped("heard", "unheard", "anyway");
    if (said !== "anyway") note("soundcheck", said === "heard" ? 1 : 0);
    if (said !== "unheard") {
      tab.set(HEARD, said === "heard" ? "1" : step);
      break;
    }
    find(".asked").hidden = true;
    for (const hint of check.querySelectorAll(".hint")) hint.hidden = false;
    buttons.tone.textContent = buttons.tone.dataset.again;
    buttons.tone.focus();
  }
  tone.pause();
  show(check, false);
}

/** Go through what comes before the film; a film that has begun is not introduced again. */
export async function before(begun) {
  if (warning && !begun) await warn();
  else if (warning) warning.hidden = true;
  // Once heard in this tab is enough; who went on without is asked again before another film.
  if (tab.get(HEARD) === "1") note("soundcheck", 1);
  else if (tab.get(HEARD) !== step) await checkSound();
}
