"use strict";
// Everything works without this file; it shows buttons that copy, and they say whether they did.
document.documentElement.classList.add("scripted");
const copied = async (field) => {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch { // without https, browsers keep the clipboard to themselves; selecting and copying is the older way
    field.select();
    return document.execCommand("copy");
  }
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copies]");
  if (!button) return;
  const done = await copied(document.getElementById(button.dataset.copies));
  const says = button.parentElement.querySelector("[role=status]");
  says.textContent = done ? "Copied." : "Your browser does not allow it: select the words and copy them.";
});
