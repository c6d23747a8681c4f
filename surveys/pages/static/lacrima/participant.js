// A comfort only: each page works without it.
const form = document.querySelector(".page-form");
const words = form?.dataset ?? {};
const summary = document.querySelector("#summary");
const ticks = (field) => field.type === "radio" || field.type === "checkbox";

/** Draw a line over a number field. No thumb and no value until a person sets one. */
function drawLine(field) {
  const range = document.createElement("input");
  const { min, max, step } = field;
  Object.assign(range, { type: "range", min, max, step, className: "range" });
  for (const name of ["aria-labelledby", "aria-describedby"]) range.setAttribute(name, field.getAttribute(name));
  field.parentElement.classList.add("drawn");
  field.before(range);

  function show() {
    const empty = field.value === "";
    range.classList.toggle("untouched", empty);
    range.value = empty ? (Number(min) + Number(max)) / 2 : field.value;
    if (empty) range.setAttribute("aria-valuetext", words.unanswered);
    else range.removeAttribute("aria-valuetext");
  }
  function take(value) {
    field.value = value;
    show();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  let down = null;
  const putBack = () => { take(down.before); down = null; };
  range.addEventListener("pointerdown", ({ clientX, clientY }) => { down = { clientX, clientY, before: field.value }; });
  // A finger that only scrolled past has not answered.
  range.addEventListener("pointercancel", putBack);
  range.addEventListener("pointerup", ({ clientX, clientY, pointerType }) => {
    if (!down) return;
    const along = Math.abs(clientX - down.clientX), across = Math.abs(clientY - down.clientY);
    if (pointerType === "touch" && across > 24 && across > along) putBack();
    // A tap on the very middle is an answer, though the browser sees no change.
    else take(range.value);
    down = null;
  });
  range.addEventListener("input", () => {
    field.value = range.value;
    if (down) show();
    else take(range.value);
  });
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") take(range.value);
    else if (event.key === "Delete" || event.key === "Backspace") take("");
    else return;
    event.preventDefault();
  });
  field.addEventListener("input", show);
  field.addEventListener("cleared", show);
  show();
}

/** Draw the square of two lines: one place to tap, or to reach by the arrow keys. The lines keep the answer. */
function drawGrid(axes) {
  const [across, up] = [...axes.children].map((line) => [...line.querySelectorAll("input")]);
  const [x, y] = [...axes.children].map((line) => line.getAttribute("aria-label"));
  const size = across.length, middle = (size + 1) / 2 | 0;
  const square = document.createElement("div");
  square.className = "square";
  square.style.setProperty("--size", size);
  square.setAttribute("role", "radiogroup");
  square.setAttribute("aria-labelledby", axes.closest(".item").querySelector("legend").id);
  const cells = [];
  for (let row = size; row >= 1; row--) for (let column = 1; column <= size; column++) {
    const cell = document.createElement("span");
    cell.setAttribute("role", "radio");
    cell.setAttribute("aria-label", `${x} ${column}/${size}, ${y} ${row}/${size}`);
    cells.push(cell);
    square.append(cell);
  }
  const at = (column, row) => cells[(size - row) * size + column - 1];
  const chosen = () => [across, up].map((line) => line.findIndex((one) => one.checked) + 1);
  function show() {
    const [column, row] = chosen(), set = column && row;
    for (const cell of cells) { cell.setAttribute("aria-checked", "false"); cell.tabIndex = -1; }
    const here = at(set ? column : middle, set ? row : middle);
    here.setAttribute("aria-checked", set ? "true" : "false");
    here.tabIndex = 0;
    return here;
  }
  function take(column, row) {
    across[column - 1].checked = up[row - 1].checked = true;
    across[column - 1].dispatchEvent(new Event("change", { bubbles: true }));
    show().focus();
  }
  square.addEventListener("click", ({ target }) => {
    const place = cells.indexOf(target);
    if (place >= 0) take(place % size + 1, size - (place / size | 0));
  });
  square.addEventListener("keydown", (event) => {
    const [column, row] = chosen(), from = [column || middle, row || middle];
    const on = getComputedStyle(square).direction === "rtl" ? -1 : 1;
    const moves = { ArrowRight: [on, 0], ArrowLeft: [-on, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], " ": [0, 0] };
    const move = moves[event.key];
    if (move) take(...from.map((one, axis) => Math.min(size, Math.max(1, one + move[axis]))));
    else if (event.key === "Delete" || event.key === "Backspace") {
      for (const one of [...across, ...up]) one.checked = false;
      across[0].dispatchEvent(new Event("change", { bubbles: true }));
      show().focus();
    } else return;
    event.preventDefault();
  });
  form.addEventListener("change", show);
  for (const [place, end] of [...axes.querySelectorAll("i")].entries()) {
    const name = document.createElement("span");
    name.className = `side${place}`;
    name.textContent = end.textContent;
    name.setAttribute("aria-hidden", "true");
    axes.before(name);
  }
  axes.before(square);
  axes.parentElement.classList.add("squared");
  axes.hidden = true;
  show();
}

/** Say once a page how a line is answered. */
function explainLines() {
  const hint = document.createElement("p");
  hint.className = "help";
  hint.textContent = words.hint;
  document.querySelector(".slider legend")?.after(hint);
}

/** Keep "prefer not to say", answers, and "none of these" from standing side by side. */
function keepApart({ target }) {
  const item = target.closest(".item");
  if (!item || !target.name) return;
  // Words of one's own are an answer.
  if (target.name.endsWith(".other") && target.value) {
    const list = item.querySelector("select");
    target = list ?? item.querySelector("[value=other]");
    if (list) list.value = "other";
    else target.checked = true;
  }
  if (ticks(target) ? !target.checked : target.value === "") return;
  const declined = item.querySelector("[name$='.declined']");
  const alone = "alone" in target.dataset;
  for (const one of item.querySelectorAll("input[name], select, textarea")) {
    if (one === target) continue;
    const apart = one === declined || target === declined || (one.type === "checkbox" && (alone || "alone" in one.dataset));
    if (!apart) continue;
    if (ticks(one)) one.checked = false;
    else { one.value = ""; one.dispatchEvent(new Event("cleared")); }
  }
}

/** What was typed stays in this tab until it is sent: a look at the help page loses nothing. */
function keepTyped() {
  const step = form?.elements.step?.value;
  const kept = JSON.parse(sessionStorage.getItem("typed") ?? "{}");
  const fields = () => [...form.querySelectorAll("input[name]:not([type=hidden]), select, textarea")];
  if (!step || kept.step !== step || kept.path !== location.pathname) sessionStorage.removeItem("typed");
  else if (!summary) fields().forEach((field, place) => {
    field[ticks(field) ? "checked" : "value"] = kept.values[place];
  });
  form?.addEventListener("change", () => {
    const values = fields().map((field) => field[ticks(field) ? "checked" : "value"]);
    sessionStorage.setItem("typed", JSON.stringify({ step, path: location.pathname, values }));
  });
}

/** When each item came into view, was first touched and last answered: ms after the page was first shown. */
function keepTime() {
  const step = form?.elements.step?.value, items = [...document.querySelectorAll(".item")];
  if (!items.length) return;
  let kept = { step, path: location.pathname, start: Date.now(), items: {} };
  try {
    const before = JSON.parse(sessionStorage.getItem("timing"));
    if (before?.step === step && before.path === location.pathname) kept = before;
  } catch { /* Then times count from this load. */ }
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "step.timing" });
  form.append(field);
  function note(item, moment, again) {
    const times = kept.items[item.id.slice(5)] ??= [null, null, null];
    if (times[moment] !== null && !again) return;
    times[moment] = Math.max(0, Date.now() - kept.start);
    field.value = JSON.stringify(kept.items);
    try { sessionStorage.setItem("timing", JSON.stringify(kept)); } catch { /* It stays in the page. */ }
  }
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) note(target, 0);
  });
  for (const item of items) seen.observe(item);
  const at = (moment, again) => ({ target }) => {
    const item = target.closest?.(".item");
    if (item) note(item, moment, again);
  };
  for (const touch of ["pointerdown", "keydown", "input"]) {
    form.addEventListener(touch, (event) => { if (event.key !== "Tab") at(1)(event); });
  }
  for (const change of ["input", "change"]) form.addEventListener(change, at(2, true));
}

/** Send once, however often the button is tapped; say so when there is no network. */
function sendOnce(event) {
  if (event.defaultPrevented) return;
  if (form.dataset.sent || !navigator.onLine) event.preventDefault();
  if (!navigator.onLine) say(words.offline);
  if (event.defaultPrevented) return;
  form.dataset.sent = "1";
  // A stuck send may be repeated: the server keeps one.
  setTimeout(() => delete form.dataset.sent, 8000);
}

function say(sentence) {
  const place = form.querySelector(".go output") ?? document.createElement("output");
  form.querySelector(".go").prepend(place);
  place.textContent = sentence;
}

/** Count the time down, in the clock of the person's own place and in words that the page brought. */
function countDown(place) {
  const end = Date.now() + Number(place.dataset.seconds) * 1000, each = Number(place.dataset.each) * 1000;
  const forms = JSON.parse(place.dataset.forms), lang = document.documentElement.lang;
  const clock = place.querySelector("[data-clock]");
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn" };
  if (each > 60000) parts.weekday = "long";
  if (clock) clock.textContent = new Intl.DateTimeFormat(lang, parts).format(end);
  setInterval(() => {
    const left = Math.ceil((end - Date.now()) / each);
    if (left < 1) return;
    const words = forms[new Intl.PluralRules(lang).select(left)] ?? forms.other;
    place.querySelector("[data-left]").textContent = words.replace("#", left);
  }, 5000);
}

form?.addEventListener("change", keepApart);
try { keepTyped(); } catch { /* Some browsers refuse to keep anything. */ }
document.querySelectorAll("[data-slider]").forEach(drawLine);
document.querySelectorAll("[data-grid]").forEach(drawGrid);
explainLines();
keepTime();
document.querySelectorAll("[data-seconds]").forEach(countDown);
// Diaries open by the clock on the person's own wall.
document.querySelectorAll("[data-timezone]").forEach((field) => { field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""; });
form?.addEventListener("submit", sendOnce);
// What a film's page could not send goes from here.
try {
  if (localStorage.getItem("film") && !document.querySelector(".player")) import("./film_keep.js").then(({ sendLeft }) => sendLeft());
} catch { /* Some browsers keep nothing. */ }
addEventListener("pageshow", () => delete form?.dataset.sent);
summary?.focus();
summary?.addEventListener("click", (event) => {
  const item = event.target.hash && document.querySelector(event.target.hash);
  if (!item) return;
  event.preventDefault();
  item.scrollIntoView();
  item.querySelector("[role=radio][tabindex='0'], input:not([type=hidden]), select, textarea")?.focus();
});
