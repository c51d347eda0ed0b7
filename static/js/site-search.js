// The search field of every page: "/" goes to it, and what is found is offered while one types. Without this script the
// field sends its words to the page of the search.

const PAUSE = 180; // milliseconds without a further key before the server is asked

const form = document.querySelector(".site-search");
const field = form.querySelector("[type=search]");
const list = form.querySelector("[role=listbox]");
const status = form.querySelector("[aria-live]");
let waiting = 0;
let asking = null;
let lastAsked = "";

function options() {
  return [...list.querySelectorAll("[role=option]")];
}

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function chosen() {
  return list.querySelector("[aria-selected=true]");
}

function isOpen() {
  return !list.hidden;
}

function open() {
  list.hidden = !list.firstElementChild?.firstElementChild;
  field.setAttribute("aria-expanded", String(isOpen()));
}

function close() {
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  choose(null);
}

async function ask() {
  const words = field.value.trim();
  if (words === lastAsked) return open();
  asking?.abort();
  asking = new AbortController();
  if (!words) {
    forget();
    return close();
  }
  const query = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(`${form.dataset.options}?${query}`, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return close();
    list.innerHTML = await answer.text();
  } catch {
    return close(); // stopped, or the server cannot be reached: the button still asks it
  }
  lastAsked = words;
  status.textContent = list.firstElementChild.dataset.said;
  choose(null);
  if (document.activeElement === field) open();
}

function forget() {
  list.replaceChildren();
  status.textContent = "";
  lastAsked = "";
}

function askSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
}

function step(by) {
  const all = options();
  if (!all.length) return;
  open();
  const at = all.indexOf(chosen());
  const next = at + by;
  choose(next < 0 && at >= 0 ? null : all[(next + all.length) % all.length]);
}

function onKey(event) {
  if (event.isComposing) return; // the keys belong to the conversion of kana
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (isOpen() || field.value.trim() === lastAsked) step(event.key === "ArrowDown" ? 1 : -1);
    else ask();
  } else if (event.key === "Enter" && isOpen() && chosen()) {
    event.preventDefault();
    chosen().click();
  } else if (event.key === "Escape" && isOpen()) {
    event.preventDefault();
    close();
  }
}

function isTyping(element) {
  return element.isContentEditable || element.matches("input, select, textarea");
}

function onSlash(event) {
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
  if (event.key !== "/" || !isPlain || isTyping(event.target)) return;
  event.preventDefault();
  if (!field.checkVisibility()) form.closest("[popover]").showPopover();
  field.focus();
  field.select();
}

field.setAttribute("role", "combobox");
field.setAttribute("aria-autocomplete", "list");
field.setAttribute("aria-controls", list.id);
field.setAttribute("aria-expanded", "false");
field.addEventListener("input", event => event.isComposing || askSoon());
field.addEventListener("compositionend", askSoon);
field.addEventListener("keydown", onKey);
field.addEventListener("blur", close);
list.addEventListener("mousedown", event => event.preventDefault()); // the field keeps the focus until the click
document.addEventListener("keydown", onSlash);
