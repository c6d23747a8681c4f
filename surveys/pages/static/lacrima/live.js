// Fetches the page again while it is looked at, and puts in what has changed. Focus, scroll and open parts stay where
// they are: only parts that can't have the focus are replaced, and a picture when its successor has loaded.
const EVERY_MS = 2000;
const STALE_MS = 15_000;
const said = document.querySelector("[data-live-said]");
const stale = document.querySelector("[data-live-stale]");
let state = "";
let heard = Date.now();

// What the picture shows now stays until the next one can be shown: nothing jumps, nothing flashes. One that is out of
// sight is asked for only when it comes into sight.
async function show(picture, next) {
  const old = picture.querySelector("img");
  const { top, bottom } = old.getBoundingClientRect();
  const seen = bottom > 0 && top < innerHeight;
  if (!seen || !old.complete || !old.naturalWidth) return picture.replaceWith(next);
  const image = next.querySelector("img");
  image.loading = "eager";
  next.style.display = "none";
  picture.after(next);
  await image.decode().catch(() => {});
  next.style.display = "";
  picture.remove();
}

function put(fresh) {
  const changed = [];
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
    if (!next || next.innerHTML === (part.known ?? part.innerHTML) || part.contains(document.activeElement)) continue;
    if (part.localName === "picture") {
      const copy = document.importNode(next, true);
      part.known = copy.known = next.innerHTML;
      changed.push(show(part, copy));
    } else {
      changed.push(part.replaceChildren(...next.childNodes));
    }
  }
  return changed;
}

// What has the focus, as it can be found again.
function nameOf(element) {
  const given = ["id", "aria-labelledby", "href"].find(name => element.getAttribute(name));
  return given ? `${element.localName}[${given}="${CSS.escape(element.getAttribute(given))}"]` : "";
}

// Where there are other parts than before, all of them are put in anew; what was open stays open, and the focus stays.
function putAll(fresh) {
  const all = document.querySelector("[data-live-all]");
  const next = fresh.querySelector("[data-live-all]");
  if (!all || !next) return tell("other");
  const held = all.contains(document.activeElement) ? document.activeElement : null;
  const name = held?.localName === "summary" ? `details#${CSS.escape(held.parentElement.id)} > summary` : held && nameOf(held);
  if (held && !(name && next.querySelector(name))) return tell("other");
  for (const details of all.querySelectorAll("details[id]")) {
    const same = next.querySelector(`details#${CSS.escape(details.id)}`);
    if (same) same.open = details.open;
  }
  all.replaceChildren(...next.childNodes);
  if (held) all.querySelector(name).focus({ preventScroll: true });
  tell("");
}

function parts(page) {
  return [...page.querySelectorAll("[data-live]")].map(part => part.dataset.live).join();
}

// What can't be updated is said, and since when.
function tell(when) {
  if (!stale) return;
  stale.hidden = !when;
  for (const words of stale.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== when;
  if (when === "lost") stale.querySelector("time").textContent = new Date(heard).toLocaleTimeString();
}

async function look() {
  if (document.hidden) return;
  const headers = { Accept: "text/html", ...(state && { "If-None-Match": state }) };
  const answer = await fetch(location.href.split("#")[0], { headers, cache: "no-store" });
  if (answer.status !== 304 && !answer.ok) throw new Error(answer.status);
  if (answer.redirected) return tell("out");
  heard = Date.now();
  if (answer.status === 304) return stale?.querySelector("[data-when=other]").hidden && tell("");
  state = answer.headers.get("ETag") ?? "";
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const same = parts(fresh) === parts(document);
  const changed = same ? put(fresh) : [putAll(fresh)];
  if (same) tell("");
  if (!changed.length) return;
  await Promise.all(changed);
  const time = fresh.querySelector('[data-live="fresh"] time') ?? document.querySelector('[data-live="fresh"] time');
  said.textContent = `${said.dataset.say} ${time?.textContent ?? ""}`;
}

async function go() {
  await look().catch(() => Date.now() - heard > STALE_MS && tell("lost"));
  setTimeout(go, EVERY_MS);
}

setTimeout(go, EVERY_MS);
document.addEventListener("visibilitychange", () => look().catch(() => {}));
