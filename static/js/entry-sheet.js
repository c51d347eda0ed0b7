// The sheet of a 事務事業: counts characters as one types, says whether an item still says the same as last year, and
// prints. Without this script the form works; the server counts again.

function counted(text) {
  return [...text.replaceAll("\r", "").replaceAll("\n", "")].length;
}

function count(output) {
  const field = document.getElementById(output.dataset.counts);
  const longest = Number(field.dataset.longest || 0);
  const length = counted(field.value);
  const left = longest - length;
  const isTooLong = longest > 0 && left < 0;
  output.textContent = longest
    ? `　${length.toLocaleString("ja-JP")}字（${isTooLong ? `${-left}字多い` : `あと${left}字`}）`
    : `${length.toLocaleString("ja-JP")}字`;
  output.classList.toggle("sheet-too-long", isTooLong);
}

function compare(item, beginning) {
  const changed = item.querySelector("[data-changed]");
  const same = item.querySelector("[data-same]");
  const now = said(item);
  const earlier = item.querySelector("[data-earlier]");
  const text = item.querySelector("textarea");
  const isOnlyText = earlier && text && !item.querySelector("input[type=radio]");
  // a text is compared with last year's; anything else with what the page was opened with
  const differs = isOnlyText
    ? text.value.trim() !== (earlier.textContent === "（未記入）" ? "" : earlier.textContent)
    : beginning.differs || now !== beginning.said;
  changed.hidden = !differs;
  same.hidden = differs;
}

function said(item) {
  const fields = item.querySelectorAll("textarea, input[type=text], input[type=radio]:checked");
  return JSON.stringify([...fields].map(field => field.value));
}

function saidAtFirst(item) {
  const fields = [...item.querySelectorAll("textarea, input[type=text], input[type=radio]")];
  const counting = fields.filter(field => field.type !== "radio" || field.defaultChecked);
  return JSON.stringify(counting.map(field => (field.type === "radio" ? field.value : field.defaultValue)));
}

const form = document.querySelector(".sheet-form");
if (form) {
  const outputs = [...form.querySelectorAll("[data-counts]")];
  for (const output of outputs) count(output);
  for (const item of form.querySelectorAll("[data-compares]")) {
    const beginning = { said: saidAtFirst(item), differs: !item.querySelector("[data-changed]").hidden };
    if (said(item) !== beginning.said) compare(item, beginning); // typed before this script came
    item.addEventListener("input", () => compare(item, beginning));
  }
  form.addEventListener("input", event => {
    const own = outputs.find(output => output.dataset.counts === event.target.id);
    if (own) count(own);
  });
  let isSending = false;
  form.addEventListener("submit", event => {
    if (isSending) event.preventDefault();
    isSending = true;
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
  });
}

for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
