// How far a film is, while somebody looks; when it is done, the page is fetched anew with all that is new.
const EVERY_MS = 2000;
const work = document.querySelector("[data-work]");
const bar = work.querySelector("progress");
const word = work.querySelector("[data-word]");

async function look() {
  if (!document.hidden) {
    const answer = await fetch(work.dataset.work, { cache: "no-store", headers: { Accept: "application/json" } });
    const state = await answer.json();
    if (!state.alive) return settled();
    bar.value = state.progress;
    // Words that change every two seconds are for eyes alone: a screen reader hears the first and the last.
    word.setAttribute("aria-live", "off");
    word.textContent = state.word;
  }
  setTimeout(go, EVERY_MS);
}

// A page in which somebody is writing, or whose film plays, is not taken away.
function settled() {
  const video = document.querySelector("video");
  if (document.activeElement?.matches("input, textarea") || (video && !video.paused)) return setTimeout(go, EVERY_MS);
  location.reload();
}

function go() {
  look().catch(() => setTimeout(go, EVERY_MS));
}

setTimeout(go, EVERY_MS);
