// Drafts: what is typed into a form is kept on the server, every ten seconds of change and when a
// field or the window is left, and at once by the button "下書き保存". A page may have several such forms: each has a
// state and a draft of its own, and together they ask the server no more often than it takes.
// Only while the server cannot be reached does the tab itself keep it, and hand it over as soon as it can. Nothing is
// kept of passwords and tokens, and nothing of somebody else is shown. Without this script the forms work.

const EVERY = 10_000; // milliseconds
const AFTER = 500; // after leaving a field; Enter, which leaves it too, sends the form itself meanwhile
const APART = 3_000;
const BETWEEN = 2_000; // from one form of the page to the next: less than half of what the server takes of one person
const PREFIX = "draft ";
const WORDS = {
  saved: "下書きを保存しました",
  done: "この入力は保存済みのため、下書きは残していません。",
  loggedOut: "ログインの有効時間が過ぎています。入力した内容は、この画面に控えてあります。",
  unreachable: "サーバーに接続できません。入力した内容は、この画面に控えてあります。",
  waiting: "下書きの保存は、少したってから行います。",
};

let notBefore = 0; // for all forms: the server counts them together

class Kept {
  constructor(form) {
    this.form = form;
    this.shown = form.querySelector("[data-draft-shown]");
    this.said = form.querySelector("[data-draft-said]");
    this.here = PREFIX + form.dataset.draft;
    this.known = form.dataset.draftAt ?? ""; // when the server's draft was kept, as far as this tab knows
    this.isDirty = "draftDirty" in form.dataset;
    this.isSending = false; // the form itself
    this.isOver = false; // the server refused: there is no sense in trying again
    this.isAsked = false; // by the button: it is to be said in any case
    this.last = 0;
    this.request = null;
    this.kind = "";
  }

  // seen at every save, heard only when something is different: a screen reader is not to be interrupted every ten seconds
  tell(kind, text) {
    if (this.shown) this.shown.textContent = text;
    if (this.said && (kind !== this.kind || this.isAsked)) this.said.textContent = text;
    this.kind = kind;
  }

  fields() {
    const kept = new URLSearchParams();
    const unkept = this.form.dataset.draftUnkept.split(" "); // as the desk has it: see desk/marks.py
    for (const [name, value] of new FormData(this.form)) {
      const isSecret = unkept.some(word => name.toLowerCase().includes(word)) || this.form.elements[name]?.type === "password";
      if (typeof value === "string" && !isSecret) kept.append(name, value);
    }
    return kept;
  }

  post(kept, options) {
    const body = new URLSearchParams(kept);
    body.set("draft_path", this.form.dataset.draft);
    if (this.isAsked) body.set("draft", "keep"); // also where the form has counted: the person went back and typed on
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    const headers = { Accept: "application/json" };
    return fetch(this.form.dataset.draftTo, { method: "POST", body, redirect: "manual", headers, ...options });
  }

  keepHere() {
    const { draftWhose: whose } = this.form.dataset;
    const kept = { whose, at: new Date().toISOString(), known: this.known, kept: this.fields().toString() };
    sessionStorage.setItem(this.here, JSON.stringify(kept));
  }

  keepQuietly() {
    try {
      this.keepHere();
    } catch {
      // the server alone, then
    }
  }

  tellKeptHere(text) {
    try {
      this.keepHere();
      this.tell("here", text);
    } catch {
      this.tell("nowhere", "下書きを保存できません。入力を終えたら、すぐに保存してください。");
    }
    this.isDirty = true; // the next try may reach the server
  }

  async hear(response) {
    if (response.type === "opaqueredirect") return this.tellKeptHere(WORDS.loggedOut);
    if (!response.headers.get("Content-Type")?.startsWith("application/json"))
      return this.tellKeptHere(response.status === 403 ? WORDS.loggedOut : WORDS.unreachable);
    const answer = await response.json();
    if (response.ok) {
      sessionStorage.removeItem(this.here);
      this.known = answer.saved_at ?? this.known;
      if (answer.saved_at) this.tell("saved", `${WORDS.saved} ${answer.shown}`);
      else this.tell("done", WORDS.done);
    } else if (response.status === 429) {
      notBefore = Date.now() + 1000 * Number(response.headers.get("Retry-After") ?? 60);
      this.isDirty = true;
      this.tell("waiting", WORDS.waiting);
    } else {
      this.isOver = true;
      this.tell("refused", answer.error);
    }
  }

  get isWaiting() {
    return this.isDirty && !this.isSending && !this.isOver && !this.request;
  }

  async save() {
    if (!this.isWaiting) return;
    if (Date.now() < notBefore) {
      if (this.isAsked) this.tell("waiting", WORDS.waiting);
      this.isAsked = false;
      return;
    }
    this.isDirty = false;
    this.last = Date.now();
    this.request = new AbortController();
    try {
      await this.hear(await this.post(this.fields(), { signal: this.request.signal }));
    } catch {
      if (!this.isSending) this.tellKeptHere(WORDS.unreachable);
    }
    this.request = null;
    this.isAsked = false;
  }

  // by the button: at once, also where nothing was changed, and whatever became of an earlier try
  async saveNow() {
    while (this.request) await new Promise(done => setTimeout(done, 50));
    this.isDirty = true;
    this.isAsked = true;
    this.isOver = false;
    await this.save();
  }

  // the page is about to be left, perhaps by sending another of its forms: the tab keeps it until the server has it
  leave() {
    if (!(this.isDirty || this.request) || this.isSending || this.isOver) return;
    this.keepQuietly();
    if (Date.now() < notBefore) return;
    this.isDirty = false;
    this.post(this.fields(), { keepalive: true }).then(
      response => (response.ok ? sessionStorage.removeItem(this.here) : (this.isDirty = true)),
      () => (this.isDirty = true),
    );
  }

  // what the tab kept while the server was away goes to the server, which then offers it; never over a newer draft
  async handOver() {
    const text = sessionStorage.getItem(this.here);
    if (!text || !("draftUntouched" in this.form.dataset)) return false;
    const mine = JSON.parse(text);
    const isFromElsewhere = this.known && this.known !== mine.known;
    if (isFromElsewhere && new Date(this.known) >= new Date(mine.at)) {
      sessionStorage.removeItem(this.here);
      return false;
    }
    const response = await this.post(new URLSearchParams(mine.kept));
    if (!response.ok) return false;
    sessionStorage.removeItem(this.here);
    return Boolean((await response.json()).saved_at);
  }

  listen() {
    this.form.addEventListener("input", () => {
      this.isDirty = true;
    });
    this.form.addEventListener("change", () => {
      this.isDirty = true;
      if (Date.now() - this.last > APART) setTimeout(() => this.save(), AFTER);
    });
    this.form.addEventListener("submit", () => {
      this.isSending = true;
      this.request?.abort();
      this.keepQuietly(); // should nobody answer: what has counted is not kept any longer when the page is opened next
    });
    this.form.querySelector("button[name=draft][value=keep]")?.addEventListener("click", event => {
      event.preventDefault(); // without this script it is sent, and the page comes back
      this.saveNow();
    });
  }
}

const all = [...document.querySelectorAll("form[data-draft]")].map(form => new Kept(form));
const isAnyDirty = () => all.some(one => one.isDirty);

let isAtIt = false;

async function saveAll() {
  if (isAtIt) return;
  isAtIt = true;
  const waiting = all.filter(one => one.isWaiting).sort((one, other) => one.last - other.last);
  for (const [place, one] of waiting.entries()) {
    if (place) await new Promise(done => setTimeout(done, BETWEEN));
    await one.save();
  }
  isAtIt = false;
}

const leaveAll = () => all.forEach(one => one.leave());

async function handOverAll() {
  const { draftWhose: whose } = all[0].form.dataset;
  for (const key of Object.keys(sessionStorage).filter(name => name.startsWith(PREFIX))) {
    if (JSON.parse(sessionStorage.getItem(key)).whose !== whose) sessionStorage.removeItem(key);
  }
  const handed = [];
  for (const one of all) if (await one.handOver()) handed.push(one);
  // nothing that is typed meanwhile, or shown here and saved nowhere, is to go with the page
  if (handed.length && !isAnyDirty()) location.replace(handed[0].form.dataset.draft);
}

if (all.length) {
  all.forEach(one => one.listen());
  document.addEventListener("submit", leaveAll); // after the form's own: that one is sent, the others are left
  window.addEventListener("pagehide", leaveAll);
  window.addEventListener("pageshow", () => all.forEach(one => (one.isSending = false)));
  window.addEventListener("blur", saveAll);
  document.addEventListener("visibilitychange", () => document.hidden && saveAll());
  setInterval(saveAll, EVERY);
  saveAll(); // what is shown again and kept nowhere
  handOverAll().catch(() => {});
}
