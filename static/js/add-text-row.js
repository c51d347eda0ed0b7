// Adds an empty row to a part of the text, so that several can be written before saving. Without this script each saving
// shows the next empty row.

function numbered(row, from, to) {
  for (const name of ["id", "for", "aria-describedby"]) {
    for (const element of row.querySelectorAll(`[${name}]`)) {
      element.setAttribute(name, element.getAttribute(name).replace(`-${from}-`, `-${to}-`));
    }
  }
}

function emptied(row) {
  for (const said of row.querySelectorAll(".errorlist, .word-findings")) said.remove();
  for (const field of row.querySelectorAll("input:not([type=hidden]), textarea, input[name$=_pk]")) {
    field.value = "";
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  return row;
}

for (const button of document.querySelectorAll("[data-adds-row]")) {
  const part = button.closest("fieldset");
  button.hidden = false;
  button.addEventListener("click", () => {
    const rows = part.querySelectorAll(".text-row");
    const row = emptied(rows[rows.length - 1].cloneNode(true));
    numbered(row, rows.length, rows.length + 1);
    rows[rows.length - 1].after(row);
    row.querySelector("input:not([type=hidden]):not([inputmode]), textarea").focus();
  });
}
