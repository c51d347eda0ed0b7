/* A drawn chart under the keyboard: arrows go from value to value as the pointer does, and each is said aloud. Without
   this script the table beside the chart says the same. */

const GUIDE = "矢印キーで値を順に読みます。Homeで最初、Endで最後、Escで閉じます。";

/* What answers the pointer, in the order in which one reads: by year, or row by row. */
function valuesOf({ data }) {
  const values = data.flatMap((trace, curveNumber) =>
    (trace.hoverinfo === "text" ? trace.hovertext : []).map((text, pointNumber) => ({
      curveNumber,
      pointNumber,
      text,
      row: trace.orientation === "h" ? trace.y[pointNumber] : 0,
      at: trace.orientation === "h" ? curveNumber : trace.x[pointNumber],
      isThere: trace.x[pointNumber] !== null && trace.y[pointNumber] !== null,
    })),
  );
  return values.filter(({ isThere }) => isThere).sort((one, other) => one.row - other.row || one.at - other.at);
}

/* Where a key leads, as a place among the values; undefined for a key that is not ours. */
function placeAfter(key, values, place) {
  const row = values[place]?.row;
  const last = values.length - 1;
  if (values[last].row === values[0].row && ["ArrowDown", "ArrowUp"].includes(key)) return undefined; // the page scrolls
  switch (key) {
    case "ArrowRight":
      return Math.min(place + 1, last);
    case "ArrowLeft":
      return Math.max(place - 1, 0);
    case "ArrowDown": {
      const next = values.findIndex((one) => place < 0 || one.row > row);
      return next < 0 ? place : next;
    }
    case "ArrowUp": {
      const before = values.findLast((one) => one.row < row);
      return before ? values.findIndex((one) => one.row === before.row) : Math.max(place, 0);
    }
    case "Home":
      return 0;
    case "End":
      return last;
  }
}

/* What plotly reads as its own little markup, as plain words; a line that was only folded is one line. */
function plain(text) {
  const lines = text.replaceAll("<br />", "").split("<br>").map((line) => new DOMParser().parseFromString(line, "text/html").body.textContent);
  return lines.map((line) => line.trim()).filter(Boolean).join("、");
}

function listen(host, values) {
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  const guide = document.createElement("p");
  guide.className = "chart-guide small quiet";
  guide.textContent = GUIDE;
  guide.setAttribute("aria-hidden", "true"); // the name of the chart says it
  host.tabIndex = 0;
  host.setAttribute("role", "application");
  host.setAttribute("aria-label", `図「${host.dataset.title}」。${GUIDE}`);
  host.after(guide, said);
  let place = -1;
  const isDrawn = () => host.classList.contains("is-drawn");
  const leave = () => {
    place = -1;
    said.textContent = "";
    if (isDrawn()) window.Plotly.Fx.unhover(host);
  };
  host.addEventListener("keydown", (event) => {
    if (!isDrawn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return leave();
    const next = placeAfter(event.key, values, place);
    if (next === undefined) return;
    event.preventDefault();
    place = next;
    const { curveNumber, pointNumber, text } = values[place];
    window.Plotly.Fx.hover(host, [{ curveNumber, pointNumber }]);
    said.textContent = plain(text);
  });
  host.addEventListener("blur", leave);
}

document.addEventListener("chart:found", ({ target, detail }) => {
  const values = valuesOf(detail.figure);
  if (values.length) listen(target, values);
});
