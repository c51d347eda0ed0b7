// The grid of figures: Enter and the arrow keys move within a column, changed rows are marked and counted, and nobody
// leaves the page with typed figures by accident. Without this script the form works, and Enter saves.

const form = document.querySelector(".entry-grid-form");
const count = form.querySelector(".grid-count");
const fields = [...form.querySelectorAll("tbody input:not([type=hidden]), tbody select, tbody textarea")];
const steps = new Map([["Enter", 1], ["ArrowDown", 1], ["ArrowUp", -1]]);

const stored = field =>
  field.tagName === "SELECT" ? [...field.options].find(option => option.defaultSelected)?.value ?? "" : field.defaultValue;
const hasProblem = field => field.closest("tr").classList.contains("grid-problem");
const changedRows = () =>
  new Set(fields.filter(field => field.value !== stored(field) || hasProblem(field)).map(field => field.closest("tr")));

function show() {
  const changed = changedRows();
  for (const row of form.querySelectorAll("tbody tr")) row.classList.toggle("grid-changed", changed.has(row));
  count.textContent = changed.size ? `保存していない行：${changed.size}件` : count.dataset.none;
}

function move(event) {
  const step = steps.get(event.key);
  if (!step || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!event.target.matches(".grid-figure")) return;
  event.preventDefault();
  const column = [...form.querySelectorAll(".grid-figure")].filter(
    field => field.name.split("-")[1] === event.target.name.split("-")[1],
  );
  const next = column[column.indexOf(event.target) + step];
  if (next) {
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", behavior: "instant" }); // whoever types fast is not to wait for the page
    next.select();
  } else if (step > 0) form.querySelector("button[type=submit]").focus();
}

let isSending = false;
form.addEventListener("keydown", move);
form.addEventListener("input", show);
form.addEventListener("submit", event => {
  if (isSending) event.preventDefault();
  isSending = true;
});
window.addEventListener("pageshow", () => {
  isSending = false;
  show();
});
window.addEventListener("beforeunload", event => {
  if (!isSending && changedRows().size) event.preventDefault();
});

const first = form.querySelector(".grid-problem [aria-invalid]");
if (first) first.focus();
