// Fetches the page again while it is looked at, and puts in what has changed. Focus stays where it is: only parts
// that can't have it are replaced.
const EVERY_MS = 2000;
let state = "";
const said = document.querySelector("[data-live-said]");

function put(fresh) {
  let changed = false;
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
    if (!next || next.innerHTML === part.innerHTML || part.contains(document.activeElement)) continue;
    part.replaceChildren(...next.childNodes);
    changed = true;
  }
  return changed;
}

async function look() {
  if (document.hidden || !navigator.onLine) return;
  const headers = { Accept: "text/html", ...(state && { "If-None-Match": state }) };
  const answer = await fetch(location.href, { headers, cache: "no-store" });
  if (answer.status === 304) return;
  // Signed out meanwhile: the page stays as it is, and its links lead to signing in.
  if (!answer.ok || answer.redirected) return;
  state = answer.headers.get("ETag") ?? "";
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!put(fresh)) return;
  const time = fresh.querySelector('[data-live="fresh"] time') ?? document.querySelector('[data-live="fresh"] time');
  said.textContent = `${said.dataset.say} ${time?.textContent ?? ""}`;
}

async function go() {
  await look().catch(() => {});
  setTimeout(go, EVERY_MS);
}

setTimeout(go, EVERY_MS);
document.addEventListener("visibilitychange", () => look().catch(() => {}));
