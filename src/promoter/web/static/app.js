"use strict";
// Everything works without this file: it adds keys, the count while somebody types, and a warning before words are lost.

// --- keys: an element with data-key="e" is pressed by e. They never fire while somebody types, and can be turned off.
const remembered = {
  get off() { try { return localStorage.getItem("keys") === "off"; } catch { return false; } },
  set off(value) { try { localStorage.setItem("keys", value ? "off" : "on"); } catch { /* not kept */ } },
};
const TYPING = "input, textarea, select, [contenteditable]";

function press(target) {
  const details = target.matches("summary") ? target.parentElement : null;
  if (target.matches("textarea, input")) return target.focus();
  target.focus();
  if (target.matches("form button")) return;  // what decides takes a second key: Enter on the button that has the focus now
  if (!details?.open) target.click();
  details?.querySelector("textarea, input:not([type=hidden])")?.focus();
}

function walk(step) {
  const cards = [...document.querySelectorAll(".card h3 a")];
  const at = cards.indexOf(document.activeElement);
  cards[at < 0 ? 0 : Math.min(Math.max(at + step, 0), cards.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (remembered.off || event.target.closest(TYPING)) return;
  const key = event.key;
  const target = key === "?" ? document.querySelector('a[href="/help"]')
    : key === "b" ? document.querySelector('nav a[href^="/weeks/"]')
    : /^[a-z]$/.test(key) ? document.querySelector(`[data-key="${key}"]`) : null;
  if (target) { event.preventDefault(); press(target); }
  else if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
});

const keySwitch = document.querySelector("[data-keys-switch]");
if (keySwitch) {
  const box = keySwitch.querySelector("input");
  keySwitch.hidden = false;
  box.checked = !remembered.off;
  box.addEventListener("change", () => { remembered.off = !box.checked; });
}

// --- the count: the server's own, asked for a moment after the last letter. data-post or data-campaign say what it is for.
const PAUSE = 250;
const asked = new WeakMap();

async function count(field) {
  const shown = document.getElementById(field.getAttribute("aria-describedby"));
  if (!shown) return;
  asked.get(field)?.abort();
  const question = new AbortController();
  asked.set(field, question);
  const { count, post, campaign } = field.dataset;
  const channel = field.form?.elements.channel?.value || count;
  const body = new URLSearchParams({ channel, text: field.value, post: post ?? "", campaign: campaign ?? "" });
  try {
    const answer = await fetch("/count", { method: "POST", body, signal: question.signal, redirect: "error" });
    if (!answer.ok) return;
    const found = await answer.json();
    tell(shown, found);
    redraw(field, found.drawn);
  } catch { /* a newer question was asked, or the server is away: the count is checked again when it is saved */ }
}

function tell(shown, { length, limit, remarks }) {
  const output = shown.querySelector("output");
  output.replaceChildren(Object.assign(document.createElement("b"), { textContent: length }), ` of ${limit}`);
  output.classList.toggle("over", length > limit);
  const list = shown.querySelector(".remarks");
  if ([...list.children].map((item) => item.textContent).join("\n") === remarks.join("\n")) return;
  list.replaceChildren(...remarks.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

// The drawing follows, too: the server draws it, from the same words that it counts.
function redraw(field, drawn) {
  const place = field.dataset.drawing && document.getElementById(field.dataset.drawing);
  if (place && drawn) place.innerHTML = drawn;
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("textarea[data-count]");
  if (!field) return;
  clearTimeout(field.waits);
  field.waits = setTimeout(() => count(field), PAUSE);
});

// --- words that were typed and not sent are not lost by going elsewhere.
const changed = (field) => field.value !== field.defaultValue;
let sending = false;
document.addEventListener("submit", () => { sending = true; });
addEventListener("pageshow", () => { sending = false; });
addEventListener("beforeunload", (event) => {
  if (!sending && [...document.querySelectorAll("textarea")].some(changed)) event.preventDefault();
});

// --- how long a comment is: letters, as the server counts them; nothing that is typed or pasted is cut.
document.addEventListener("input", (event) => {
  const field = event.target.closest("textarea[data-most]");
  if (!field) return;
  const shown = field.form.querySelector("output"), most = Number(field.dataset.most);
  const length = [...field.value.trim().normalize("NFC")].length;
  shown.textContent = length ? `, ${length.toLocaleString("en-GB")} so far` : "";
  shown.classList.toggle("over", length > most);
});
