// What a form sent while the application did not answer: shown to be read and copied, and sent again by a button.
// Each form of the application carries a key that makes it count once, however often it is sent.

const UNSAID = /csrf|token|secret|password|^(once|opened|parked|whose|version|verb|do)$|^(base-|take-|version_)|(_pk|_group|_FORMS|-id)$/i;

function shown(fields) {
  const list = document.createElement("ul");
  for (const [name, value] of fields) {
    if (UNSAID.test(name) || !value.trim()) continue;
    const text = document.createElement("li");
    text.textContent = value;
    list.append(text);
  }
  return list;
}

function sentAgain(fields, to) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = to;
  for (const [name, value] of fields) {
    const field = document.createElement("textarea"); // a hidden input would lose the ends of lines
    field.name = name;
    field.value = value;
    field.hidden = true;
    form.append(field);
  }
  const button = document.createElement("button");
  button.className = "button";
  button.textContent = "同じ内容をもう一度送る";
  form.append(button);
  return form;
}

const typed = document.querySelector("[data-typed]");
if (typed) {
  const fields = [...new URLSearchParams(typed.dataset.typed)];
  typed.append(shown(fields), sentAgain(fields, typed.dataset.to));
}
