/* Copies a text by its button. The clipboard is open to https only; elsewhere the old command copies the selection.
   Without this script the text stands in its field, to be selected by hand. */

async function copy(field) {
  field.focus();
  field.select();
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(field.value);
    return true;
  }
  return document.execCommand("copy");
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("[data-copied-said]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    let done = false;
    try {
      done = await copy(field);
    } catch {
      done = false;
    }
    said.textContent = done ? "コピーしました。" : "コピーできませんでした。選択されている文をコピーしてください。";
  });
}
