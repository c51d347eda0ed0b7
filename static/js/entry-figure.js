// One figure: how a typed amount is understood is shown while one types, as the server reads it; nothing is read here.
// Without this script the form works, and says the same when it is sent.

const form = document.querySelector(".figure-form");
const PAUSE = 250; // milliseconds
const LOGGED_OUT = "ログインの有効時間が過ぎています。保存すると、入力を残したままログイン画面に移ります。";
const pending = new Map();

function part(text, className) {
  const span = document.createElement("span");
  span.textContent = text;
  if (className) span.className = className;
  return span;
}

function show(output, said) {
  const parts = [];
  if (said.error) parts.push(part(said.error, "figure-misread"));
  if (said.understood) {
    const read = part("読み取り：");
    const words = document.createElement("b");
    words.textContent = said.understood;
    read.append(words);
    parts.push(read);
  }
  for (const note of said.notes ?? []) parts.push(part(note));
  if (said.follows) parts.push(part(said.follows));
  if (said.level) parts.push(part(`達成状況 ${said.level}`));
  output.replaceChildren(...parts);
}

async function ask(input, output, signal) {
  const query = new URLSearchParams({ field: input.name, text: input.value });
  try {
    const response = await fetch(`${form.dataset.understood}?${query}`, {
      signal,
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    if (response.type === "opaqueredirect") show(output, { notes: [LOGGED_OUT] });
    else if (response.ok) show(output, await response.json());
  } catch {
    if (!signal.aborted) output.replaceChildren();
  }
}

function listen(output) {
  const input = form.elements[output.dataset.of];
  input.addEventListener("input", event => {
    pending.get(input)?.();
    if (event.isComposing) return;
    const controller = new AbortController();
    const timer = setTimeout(() => ask(input, output, controller.signal), PAUSE);
    pending.set(input, () => {
      clearTimeout(timer);
      controller.abort();
    });
    if (!input.value.trim()) {
      pending.get(input)();
      output.replaceChildren();
    }
  });
  input.addEventListener("compositionend", () => input.dispatchEvent(new Event("input")));
  if (input.value !== input.defaultValue) input.dispatchEvent(new Event("input")); // typed before this script came
}

let isSending = false;
for (const output of form.querySelectorAll("output[data-of]")) listen(output);
form.addEventListener("submit", event => {
  if (isSending) event.preventDefault();
  isSending = true;
});
window.addEventListener("pageshow", () => {
  isSending = false;
});

const focused = document.activeElement;
const untouched = focused?.form === form && focused.value === focused.defaultValue; // else the next key would replace it
if (untouched && focused.value && focused.select) focused.select();
