// The parts of a film's page, and the words that it brings for its script.
export const player = document.querySelector(".player");
export const video = player.querySelector("video");
export const form = player.closest("form");
export const step = form.elements.step.value;
export const words = player.dataset;
export const buttons = Object.fromEntries([...player.querySelectorAll("[data-do]")].map((one) => [one.dataset.do, one]));
export const find = (name) => player.querySelector(name);
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** Say something to eyes and screen readers; what is said already isn't said again. */
export function tell(sentence) {
  const told = find(".told");
  if (told.textContent !== sentence) told.textContent = sentence;
}

/** Bytes as people read them. */
export function weight(bytes) {
  const digits = bytes < 9.5e6 ? 1 : 0, form = { style: "unit", unit: "megabyte", maximumFractionDigits: digits };
  return new Intl.NumberFormat(document.documentElement.lang, { ...form, numberingSystem: "latn" }).format(bytes / 1e6);
}

/** What this tab remembers; some browsers keep nothing. */
export const tab = {
  get(name) { try { return sessionStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { sessionStorage.setItem(name, value); } catch { /* See above. */ } },
};
