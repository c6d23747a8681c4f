// A large file on its way up: how far it is, for eyes and for ears; what was written stays when something is wrong.
// Without this script the browser sends the same form itself.
const SAY_EVERY = 0.1;
const form = document.querySelector("[data-upload]");
const problem = document.querySelector("[data-problem]");
const going = form.querySelector("[data-going]");
const bar = going.querySelector("progress");
const often = going.querySelector("[data-said-often]");
const seldom = going.querySelector("[data-said]");
const send = form.querySelector("[data-send]");
const stop = form.querySelector("[data-stop]");
let said = 0;
let begun = 0;

const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });

function fail(sentence) {
  going.hidden = stop.hidden = true;
  send.disabled = false;
  problem.textContent = sentence;
  problem.hidden = false;
  problem.scrollIntoView({ block: "center" });
  send.focus({ preventScroll: true });
}

function left(share) {
  const seconds = (performance.now() - begun) / 1000;
  if (seconds < 3 || share < 0.02) return "";
  const rest = Math.round(seconds / share - seconds);
  const clock = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
  return `, ${form.dataset.left.replace("LEFT", clock)}`;
}

function tell({ loaded, total }) {
  const share = total ? loaded / total : 0;
  bar.value = share;
  if (share >= 1) return look();
  const words = form.dataset.sending.replace("DONE", megabytes(loaded)).replace("ALL", megabytes(total)).replace("PERCENT", Math.floor(share * 100));
  often.textContent = words + left(share);
  if (share - said >= SAY_EVERY || !said) {
    said = share || Number.MIN_VALUE;
    seldom.textContent = words;
  }
}

// What comes now has no measure.
function look() {
  bar.removeAttribute("value");
  often.textContent = seldom.textContent = form.dataset.looking;
  stop.hidden = true;
}

function begin() {
  problem.hidden = true;
  going.hidden = stop.hidden = false;
  send.disabled = true;
  said = 0;
  begun = performance.now();
  bar.value = 0;
  going.scrollIntoView({ block: "nearest" });
  stop.focus({ preventScroll: true });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = form.elements.film.files[0];
  if (file && file.size > Number(form.dataset.most)) return fail(form.dataset.tooLarge);
  const request = new XMLHttpRequest();
  request.open("POST", location.href);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", tell);
  request.upload.addEventListener("load", look);
  request.addEventListener("error", () => fail(form.dataset.failed));
  request.addEventListener("abort", () => fail(form.dataset.stopped));
  request.addEventListener("load", () => {
    if (request.response?.to) return location.assign(request.response.to);
    fail(request.response?.problem ?? form.dataset.failed);
  });
  stop.onclick = () => request.abort();
  begin();
  request.send(new FormData(form));
});
