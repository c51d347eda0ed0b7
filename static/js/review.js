// The review of a report by keyboard: a takes the fact, r refuses it, n and p go on and back, e goes into the first field.
// Every key presses what stands on the page; without this script the buttons and links do the same.

const typing = target => target.matches("input, select, textarea, [contenteditable]");
const first = document.querySelector(".review-form :is(input, select):not([type=hidden])");

function press(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "e" && first) {
    event.preventDefault();
    first.focus();
    if (first.select) first.select();
    return;
  }
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
}

document.addEventListener("keydown", press);
for (const hint of document.querySelectorAll(".review-keys")) hint.hidden = false;
// who goes from fact to fact goes on from there, not from the top of the page: some thirty keys further up
if (new URLSearchParams(location.search).has("fact")) document.querySelector(".review-fact")?.focus({ preventScroll: true });
document.getElementById("meant")?.scrollIntoView({ block: "nearest", behavior: "instant" });
