// The keys of the player, and the film on the whole screen.
import { note } from "./film_evidence.js";
import { buttons, player } from "./film_parts.js";

const KEYS = { " ": "play", k: "play", c: "captions", m: "sound", f: "large", arrowleft: "back", arrowright: "on" };

/** Let keys do what buttons do, wherever the focus is, unless it stands on something that needs the key itself. */
export function listenToKeys(acts, started) {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Escape" && player.classList.contains("whole")) whole(false);
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || !started()) return;
    if (target.closest("input:not([type=range]), select, textarea")) return;
    const act = KEYS[key.toLowerCase()];
    if (key.length > 1 || key === " " ? target.closest("input") : false) return;
    if (key === " " && target.closest("button, a, summary")) return;
    if (!acts[act] || buttons[act]?.hidden) return;
    event.preventDefault();
    acts[act]();
  });
}

/** Phones that show no page elements on the whole screen fill their window instead: the way to stop stays in reach. */
function whole(on) {
  player.classList.toggle("whole", on);
  buttons.large.setAttribute("aria-pressed", on);
  if (on) note("fullscreen");
}

export function large() {
  if (!document.fullscreenEnabled) whole(!player.classList.contains("whole"));
  else if (document.fullscreenElement) document.exitFullscreen();
  else player.requestFullscreen().catch(() => whole(true));
}

export function small() {
  if (document.fullscreenElement) document.exitFullscreen();
  if (player.classList.contains("whole")) whole(false);
}

document.addEventListener("fullscreenchange", () => {
  const on = document.fullscreenElement === player;
  buttons.large.setAttribute("aria-pressed", on);
  if (on) note("fullscreen");
});
