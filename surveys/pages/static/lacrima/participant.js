// Everything here is a comfort: each page works without it.
const form = document.querySelector(".page-form");
const words = form?.dataset ?? {};

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
  function take() {
    field.value = range.value;
    show();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  let before = "";
  range.addEventListener("pointerdown", () => { before = field.value; });
  // A finger that only scrolled past has not answered.
  range.addEventListener("pointercancel", () => { field.value = before; show(); });
  range.addEventListener("input", take);
  // A tap on the very middle changes nothing in the browser's eyes, but it is an answer.
  range.addEventListener("click", take);
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") take();
    else if (event.key === "Delete" || event.key === "Backspace") { field.value = ""; show(); }
    else return;
    event.preventDefault();
  });
  field.addEventListener("input", show);
  field.addEventListener("lacrima:clear", show);
  show();
}

/** Keep "prefer not to say", answers, and "none of these" from standing side by side. */
function keepApart({ target }) {
  const item = target.closest(".item");
  if (!item || !target.name) return;
  // Words of one's own are an answer.
  if (target.name.endsWith(".other") && target.value) {
    target = item.querySelector("[value=other]");
    target.checked = true;
  }
  const declined = item.querySelector("[name$='.declined']");
  const answers = [...item.querySelectorAll("input[name], textarea")].filter((one) => one !== declined);
  const clear = (one) => {
    if (one.type === "radio" || one.type === "checkbox") one.checked = false;
    else { one.value = ""; one.dispatchEvent(new Event("lacrima:clear")); }
  };
  if (target === declined) { if (declined.checked) answers.forEach(clear); return; }
  const answered = target.type === "checkbox" ? target.checked : target.value !== "";
  if (!answered) return;
  if (declined) declined.checked = false;
  if (target.type === "checkbox") {
    const alone = "alone" in target.dataset;
    answers.filter((one) => one !== target && (alone || "alone" in one.dataset)).forEach(clear);
  }
}

/** Send once, however often the button is tapped; say so when there is no network. */
function sendOnce(event) {
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (navigator.onLine === false) { event.preventDefault(); say(words.offline); return; }
  form.dataset.sent = "1";
  form.querySelectorAll(".go button").forEach((button) => button.setAttribute("aria-disabled", "true"));
}

function say(sentence) {
  const place = form.querySelector(".go output") ?? document.createElement("output");
  place.className = "notice";
  form.querySelector(".go").prepend(place);
  place.textContent = sentence;
}

/** Count the minutes down, in the clock of the person's own place. */
function countDown(place) {
  const end = Date.now() + Number(place.dataset.seconds) * 1000;
  const clock = place.querySelector("[data-clock]");
  const minutes = place.querySelector("[data-minutes]");
  if (clock) clock.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(end);
  const draw = () => {
    const left = Math.max(1, Math.round((end - Date.now()) / 60000));
    if (left > 1) minutes.textContent = left;
  };
  setInterval(draw, 5000);
}

/** Say once a page how a line is answered. */
function explainLines() {
  const hint = document.createElement("p");
  hint.className = "help";
  hint.textContent = words.hint;
  document.querySelector(".slider legend")?.after(hint);
}

/** What was typed stays on this device, in this tab, until it is sent: a look at the help page loses nothing. */
function keepTyped() {
  const step = form?.elements.step?.value;
  const kept = JSON.parse(sessionStorage.getItem("typed") ?? "{}");
  const fields = () => [...form.querySelectorAll("input[name]:not([type=hidden]), textarea")];
  if (!step || kept.step !== step || kept.path !== location.pathname) sessionStorage.removeItem("typed");
  else if (!summary) fields().forEach((field, place) => {
    if (/radio|checkbox/.test(field.type)) field.checked = kept.values[place] === true;
    else field.value = kept.values[place] ?? "";
  });
  form?.addEventListener("change", () => {
    const values = fields().map((field) => (/radio|checkbox/.test(field.type) ? field.checked : field.value));
    sessionStorage.setItem("typed", JSON.stringify({ step, path: location.pathname, values }));
  });
}

const summary = document.querySelector("#summary");
form?.addEventListener("change", keepApart);
try { keepTyped(); } catch { /* A browser may refuse to keep anything; the page works all the same. */ }
document.querySelectorAll("[data-slider]").forEach(drawLine);
explainLines();
document.querySelectorAll("[data-seconds]").forEach(countDown);
form?.addEventListener("submit", sendOnce);
addEventListener("pageshow", () => {
  if (!form) return;
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
});

summary?.focus();
summary?.addEventListener("click", ({ target }) => {
  const item = target.hash && document.querySelector(target.hash);
  item?.querySelector("input:not([type=hidden]), textarea")?.focus();
});
