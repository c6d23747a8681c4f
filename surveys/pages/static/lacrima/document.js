// The text of a study: numbers at its lines, faults beside them, looked for again while it is written.
const CHECK_AFTER_MS = 700;
const form = document.querySelector("form.write");
const text = form.querySelector("textarea");
const editor = form.querySelector(".editor");
const state = form.querySelector("[data-state]");
const list = document.querySelector("[data-faults]");
const file = form.elements.file.value;
const first = text.value;
let row = 21;
let faults = [...list.querySelectorAll("a[data-line]")].map(link => ({
  file: link.dataset.file, line: Number(link.dataset.line), sentence: link.parentElement.lastChild.textContent.trim(),
}));
let saving = false;
let asked = 0;

const side = (name) => {
  const box = document.createElement("div");
  box.className = name;
  box.setAttribute("aria-hidden", "true");
  box.append(document.createElement("div"));
  return box;
};
const numbers = side("numbers");
const notes = side("notes");
editor.prepend(numbers);
editor.append(notes);
editor.classList.add("numbered");

function here() {
  return faults.filter(fault => fault.file === file).map(fault => ({ ...fault, line: Math.max(1, fault.line) }));
}

function draw() {
  row = Number.parseFloat(getComputedStyle(text).lineHeight) || row;
  const wrong = new Set(here().map(fault => fault.line));
  const lines = text.value.split("\n").length;
  numbers.firstChild.replaceChildren(...Array.from({ length: lines }, (_, index) => {
    const number = document.createElement(wrong.has(index + 1) ? "b" : "span");
    number.textContent = `${wrong.has(index + 1) ? "●" : ""}${index + 1}\n`;
    return number;
  }));
  editor.classList.toggle("noted", wrong.size > 0);
  let free = 0;
  notes.firstChild.replaceChildren(...here().sort((a, b) => a.line - b.line).map(fault => {
    const note = document.createElement("p");
    note.textContent = fault.sentence;
    note.dataset.top = 8 + (fault.line - 1) * row;
    return note;
  }));
  // Two faults near each other stand one below the other.
  for (const note of notes.firstChild.children) {
    const top = Math.max(free, Number(note.dataset.top));
    note.style.top = `${top}px`;
    free = top + note.offsetHeight + 4;
  }
  follow();
}

function follow() {
  for (const box of [numbers, notes]) box.firstChild.style.transform = `translateY(${-text.scrollTop}px)`;
}

function tell() {
  list.querySelector("h2").textContent = faults.length ? list.dataset.some : list.dataset.none;
  list.querySelector("ol").replaceChildren(...faults.map(fault => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `?file=${encodeURIComponent(fault.file)}${fault.line ? `#line-${fault.line}` : ""}`;
    link.dataset.file = fault.file;
    link.dataset.line = fault.line;
    link.textContent = fault.line ? `${fault.file}:${fault.line}` : fault.file;
    item.append(link, ` ${fault.sentence}`);
    return item;
  }));
}

async function check() {
  const mine = ++asked;
  const body = new FormData(form);
  const answer = await fetch(form.dataset.check, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || answer.redirected || mine !== asked) return;
  faults = (await answer.json()).faults.map(([where, line, sentence]) => ({ file: where, line, sentence }));
  tell();
  draw();
}

function goTo(line) {
  const start = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + (text.value.slice(start).split("\n")[0]?.length ?? 0));
  text.scrollTop = Math.max(0, (line - 4) * row);
  follow();
}

let timer;
text.addEventListener("input", () => {
  draw();
  if (state) state.textContent = text.value === first ? "" : form.dataset.leave;
  clearTimeout(timer);
  if (!text.readOnly) timer = setTimeout(check, CHECK_AFTER_MS);
});
text.addEventListener("scroll", follow);
new ResizeObserver(draw).observe(text);
list.addEventListener("click", event => {
  const link = event.target.closest("a[data-line]");
  if (!link || link.dataset.file !== file || !Number(link.dataset.line)) return;
  event.preventDefault();
  goTo(Number(link.dataset.line));
});
form.addEventListener("submit", () => { saving = true; });
addEventListener("beforeunload", event => { if (!saving && text.value !== first) event.preventDefault(); });
document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && !text.readOnly) {
    event.preventDefault();
    form.requestSubmit();
  }
});
draw();
const asks = /^#line-(\d+)$/.exec(location.hash);
if (asks) goTo(Number(asks[1]));
