// Drafts: what is typed into a form is kept on the server, every ten seconds of change and when a
// field or the window is left.
// Only while the server cannot be reached the tab itself keeps it, and hands it over as soon as it can. Nothing is kept
// of passwords and tokens, and nothing of somebody else is shown. Without this script the form works.

const EVERY = 10_000; // milliseconds
const AFTER = 500; // after leaving a field; Enter, which leaves it too, sends the form itself meanwhile
const APART = 3_000;
const PREFIX = "draft ";
const UNKEPT = /csrf|password|token|secret/i;
const WORDS = {
  saved: "下書きを保存しました",
  loggedOut: "ログインの有効時間が過ぎています。入力した内容は、この画面に控えてあります。",
  unreachable: "サーバーに接続できません。入力した内容は、この画面に控えてあります。",
  waiting: "下書きの保存は、少したってから行います。",
};

const form = document.querySelector("form[data-draft]");
const { draft: path, draftTo: to, draftWhose: whose } = form.dataset;
const shown = form.querySelector("[data-draft-shown]");
const said = form.querySelector("[data-draft-said]");
const here = PREFIX + path;

let isDirty = false;
let isSending = false; // the form itself
let isOver = false; // the server refused: there is no sense in trying again
let notBefore = 0;
let last = 0;
let request = null;
let known = form.dataset.draftAt ?? ""; // when the server's draft was kept, as far as this tab knows
let kind = "";

// seen at every save, heard only when something is different: a screen reader is not to be interrupted every ten seconds
function tell(newKind, text) {
  if (shown) shown.textContent = text;
  if (said && newKind !== kind) said.textContent = text;
  kind = newKind;
}

function fields() {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const isSecret = UNKEPT.test(name) || form.elements[name]?.type === "password";
    if (typeof value === "string" && !isSecret) kept.append(name, value);
  }
  return kept;
}

function post(kept, signal) {
  const body = new URLSearchParams(kept);
  body.set("draft_path", path);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return fetch(to, { method: "POST", body, signal, redirect: "manual", headers: { Accept: "application/json" } });
}

function keepHere(text) {
  try {
    const at = new Date().toISOString();
    sessionStorage.setItem(here, JSON.stringify({ whose, at, known, kept: fields().toString() }));
    tell("here", text);
  } catch {
    tell("nowhere", "下書きを保存できません。入力を終えたら、すぐに保存してください。");
  }
}

async function hear(response) {
  if (response.type === "opaqueredirect") return keepHere(WORDS.loggedOut);
  if (!response.headers.get("Content-Type")?.startsWith("application/json"))
    return keepHere(response.status === 403 ? WORDS.loggedOut : WORDS.unreachable);
  const answer = await response.json();
  if (response.ok) {
    sessionStorage.removeItem(here);
    known = answer.saved_at ?? known;
    if (answer.shown) tell("saved", `${WORDS.saved} ${answer.shown}`);
  } else if (response.status === 429) {
    notBefore = Date.now() + 1000 * Number(response.headers.get("Retry-After") ?? 60);
    isDirty = true;
    tell("waiting", WORDS.waiting);
  } else {
    isOver = true;
    tell("refused", answer.error);
  }
}

async function save() {
  if (!isDirty || isSending || isOver || request || Date.now() < notBefore) return;
  isDirty = false;
  last = Date.now();
  request = new AbortController();
  try {
    await hear(await post(fields(), request.signal));
    if (kind === "here") isDirty = true; // the next try may reach the server
  } catch {
    if (!isSending) {
      isDirty = true;
      keepHere(WORDS.unreachable);
    }
  }
  request = null;
}

// what the tab kept while the server was away goes to the server, which then offers it; never over a newer draft
async function handOver() {
  for (const key of Object.keys(sessionStorage).filter(name => name.startsWith(PREFIX))) {
    if (JSON.parse(sessionStorage.getItem(key)).whose !== whose) sessionStorage.removeItem(key);
  }
  const text = sessionStorage.getItem(here);
  if (!text || !("draftUntouched" in form.dataset)) return;
  const mine = JSON.parse(text);
  const isFromElsewhere = known && known !== mine.known;
  if (isFromElsewhere && new Date(known) >= new Date(mine.at)) return sessionStorage.removeItem(here);
  const response = await post(new URLSearchParams(mine.kept));
  if (!response.ok) return;
  sessionStorage.removeItem(here);
  if ((await response.json()).saved_at && !isDirty) location.replace(path);
}

const touched = () => {
  isDirty = true;
};
form.addEventListener("input", touched);
form.addEventListener("change", () => {
  touched();
  if (Date.now() - last > APART) setTimeout(save, AFTER);
});
form.addEventListener("submit", () => {
  isSending = true;
  request?.abort();
});
window.addEventListener("pageshow", () => {
  isSending = false;
});
window.addEventListener("blur", save);
document.addEventListener("visibilitychange", () => document.hidden && save());
setInterval(save, EVERY);
handOver().catch(() => {});
