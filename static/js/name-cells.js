// A click on a cell of the form writes its address into the line that was used last, or into the first empty one.

const lines = [...document.querySelectorAll('input[name^="cell-"]')];
let chosen = null;

for (const line of lines) {
  line.addEventListener("focus", () => {
    chosen = line;
  });
}

function letters(column) {
  let text = "";
  for (let number = column + 1; number > 0; number = Math.floor((number - 1) / 26)) {
    text = String.fromCharCode(65 + ((number - 1) % 26)) + text;
  }
  return text;
}

for (const cell of document.querySelectorAll("[data-cell]")) {
  cell.addEventListener("click", () => {
    const row = cell.parentElement.querySelector("th").textContent.trim();
    const line = chosen ?? lines.find((one) => one.value === "");
    if (!line) {
      return;
    }
    line.value = `${letters(Number(cell.dataset.cell))}${row}`;
    for (const before of document.querySelectorAll(".cell-chosen")) {
      before.classList.remove("cell-chosen");
    }
    cell.classList.add("cell-chosen");
    chosen = null;
    document.getElementById(line.id.replace("cell-", "item-")).focus();
  });
}
