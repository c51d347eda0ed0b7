/* Draws the figures of a page. Each element with data-figure names the data of a figure in the page; plotly.js is
   fetched when the page has been shown and the first of them comes near the window. Without this script, or if
   anything fails, the page has said the same in a sentence and a table. */

const NARROW = 560;
const TICK_WIDTH = 34;
const PAPER = 680; // A4 upright within its margins
const SHEET = 960; // a picture that is saved, whatever the window
const ownScript = document.querySelector("script[data-plotly-src]");
/* plotly.js's full bundle adds a style sheet for its maps, which the policy blocks and we do not use, unless an element
   with this id is there: the element that loads it. The name changes with plotly.js; the browser test notices. */
const MAP_STYLES = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function theme() {
  const text = token("--chart-text") || "#1a1a1a";
  const grid = token("--chart-grid") || "#e6e6e6";
  const family = token("--font-sans") || "sans-serif";
  const axis = {
    gridcolor: grid,
    linecolor: token("--chart-axis") || text,
    zeroline: true,
    zerolinecolor: token("--chart-axis") || text,
    zerolinewidth: 1,
    ticks: "",
    automargin: true,
    title: { text: "" },
  };
  return {
    layout: {
      font: { family, size: 13, color: text },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      dragmode: false,
      separators: ".,",
      modebar: { bgcolor: "rgba(0,0,0,0)", color: token("--gray-600"), activecolor: text },
      hoverlabel: { bgcolor: "#fff", bordercolor: text, font: { family, size: 13, color: text }, align: "left" },
      legend: {
        orientation: "h",
        x: 0,
        xanchor: "left",
        yref: "container",
        y: 0,
        yanchor: "bottom",
        itemclick: false,
        itemdoubleclick: false,
        font: { size: 12 },
      },
      xaxis: { ...axis, showline: true },
      yaxis: { ...axis },
    },
  };
}

const CONFIG = {
  responsive: false, // the labels must be arranged anew, so the chart is drawn anew: see draw()
  displayModeBar: false, // pictures are saved by the buttons under the chart: see chart-saving.js
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  doubleClick: false,
  scrollZoom: false,
};

function loadScript(address, id = "") {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.id = id;
    element.src = address;
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${address} could not be loaded`));
    document.head.append(element);
  });
}

/* The library is the heaviest part by far: nothing that one reads waits for it. */
const shown = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else window.addEventListener("load", resolve, { once: true });
});

let plotly;
function loadPlotly() {
  plotly ??= shown
    .then(() => loadScript(ownScript.dataset.plotlySrc, MAP_STYLES))
    .then(() => window.Plotly);
  return plotly;
}

const figures = new Map();
function figureOf(host) {
  if (!figures.has(host)) figures.set(host, JSON.parse(document.getElementById(host.dataset.figure).textContent));
  return figures.get(host);
}

/* No label stands on another. They come in the order of their importance: each keeps its place, goes to the other side
   of what it names, or along its line; what finds no room is left to the pointer and the table. */
const AIR = 2; // pixels between two labels
const STEP = 12; // pixels by which a label moves along its line
const LIFTS = [6, 12, 18, 24, 30, 36]; // pixels by which a result's label rises before it is left out

const rect = (element) => element.getBoundingClientRect();
const grown = (box) => ({
  left: box.left - AIR,
  right: box.right + AIR,
  top: box.top - AIR / 2,
  bottom: box.bottom + AIR / 2,
});
const moved = (box, [x, y]) => ({
  left: box.left + x,
  right: box.right + x,
  top: box.top + y,
  bottom: box.bottom + y,
});
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const within = (box, frame) =>
  box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
const around = (boxes) => ({
  left: Math.min(...boxes.map((box) => box.left)),
  right: Math.max(...boxes.map((box) => box.right)),
  top: Math.min(...boxes.map((box) => box.top)),
  bottom: Math.max(...boxes.map((box) => box.bottom)),
});

/* How far, in pixels to the left, the line reaches at whose end a label stands. */
function lineBehind(note, layout, plot) {
  if (note.xanchor !== "right") return 0;
  const lines = (layout.shapes ?? []).filter(({ type, y0, y1 }) => type === "line" && y0 === y1 && y0 === note.y);
  const [low, high] = layout.xaxis.range;
  const longest = Math.max(0, ...lines.map(({ x0 }) => note.x - x0));
  return (longest * plot.width) / (high - low);
}

/* The places for a label, as moves from its own, the best first. A result rises; below its point it goes only where
   there is no bar, and on a narrow screen only the latest does: a course told in zigzag is hard to follow. */
function movesOf(note, box, layout, plot, mayDive) {
  if (note.xref || note.yref || note.textangle) return [[0, 0]];
  const height = box.bottom - box.top;
  const across = note.yanchor === "top" ? -1 : 1;
  const beyond = across * (height + 2 * Math.abs(note.yshift ?? 0));
  const lifts = LIFTS.map((lift) => [0, -lift]);
  if (!note.xanchor) return [[0, 0], ...(mayDive ? [[0, beyond]] : []), ...lifts];
  const moves = [
    [0, 0],
    [0, beyond],
  ];
  const room = lineBehind(note, layout, plot) - (box.right - box.left);
  for (let left = STEP; left <= room; left += STEP) moves.push([-left, 0], [-left, beyond]);
  return moves;
}

/* Labels of one point, as a result and its class, stay together. */
function groupsOf(notes) {
  const groups = new Map();
  notes.forEach((note, index) => {
    const key = note.xref || note.yref ? `${index}` : `${note.x} ${note.y} ${note.xanchor ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  return [...groups.values()];
}

function arranged(host, data, layout) {
  const plot = host.querySelector(".nsewdrag");
  const drawn = [...host.querySelectorAll(".annotation")];
  if (!plot || !drawn.length) return [data, layout];
  const boxes = new Map(drawn.map((element) => [Number(element.dataset.index), rect(element)]));
  const points = [...host.querySelectorAll(".scatterlayer .point")].map(rect);
  const frame = { ...moved(rect(host), [0, 0]), bottom: rect(plot).bottom };
  const hasBars = data.some((trace) => trace.type === "bar");
  const isNarrow = layout.width < NARROW;
  let dived = 0;
  const kept = [...host.querySelectorAll(".xtick text, .ytick text, .legendtext")].map(rect);
  const annotations = layout.annotations.map((note) => ({ ...note, visible: false }));
  for (const group of groupsOf(layout.annotations)) {
    const note = layout.annotations[group[0]];
    const box = grown(around(group.map((index) => boxes.get(index))));
    const isResult = !note.xref && !note.yref && !note.xanchor && !note.textangle;
    const mayDive = isResult && !hasBars && !(isNarrow && dived++);
    const free = movesOf(note, box, layout, rect(plot), mayDive).filter((move) => {
      const place = moved(box, move);
      return (note.xref || note.yref || within(place, frame)) && !kept.some((other) => meet(place, other));
    });
    if (!free.length) continue;
    const hidden = (move) => points.filter((point) => meet(moved(box, move), point)).length;
    const [best] = free.map((move) => [hidden(move), move]).sort(([one], [other]) => one - other);
    const [x, y] = best[1];
    kept.push(moved(box, [x, y]));
    for (const index of group) {
      const { xshift = 0, yshift = 0 } = layout.annotations[index];
      Object.assign(annotations[index], { visible: true, xshift: xshift + x, yshift: yshift - y });
    }
  }
  return [withRoom(host, data, kept), { ...layout, annotations }];
}

/* What is written in a bar must fit into it, and gives way to every other label. */
function withRoom(host, data, kept) {
  const bars = [...host.querySelectorAll(".barlayer .trace.bars")];
  return data.map((trace) => {
    if (trace.type !== "bar") return trace;
    const points = [...bars.shift().querySelectorAll(".point")];
    if (!trace.text || trace.textposition === "none") return trace;
    const fits = (point) => {
      const text = point.querySelector("text");
      if (!text) return true;
      const [bar, label] = [rect(point.querySelector("path")), rect(text)];
      return label.width <= bar.width && !kept.some((other) => meet(label, other));
    };
    return { ...trace, text: trace.text.map((text, index) => (points[index] && fits(points[index]) ? text : "")) };
  });
}

/* The same figure for the room there is: texts named for the other width are left out, years thinned from the last. */
function fitted(figure, width) {
  let { data } = figure;
  const layout = structuredClone(figure.layout);
  const other = width < NARROW ? "wide" : "narrow";
  layout.annotations = (layout.annotations ?? []).filter((note) => note.name !== other);
  const years = layout.xaxis?.tickvals;
  if (years) {
    const step = Math.max(1, Math.ceil((years.length * TICK_WIDTH) / Math.max(width - 70, 1)));
    const kept = (_, index) => (years.length - 1 - index) % step === 0;
    layout.xaxis.ticktext = layout.xaxis.ticktext.filter(kept);
    layout.xaxis.tickvals = years.filter(kept);
    if (step > 1) data = data.map((trace) => ({ ...trace, textposition: "none" }));
  }
  const template = theme();
  if (width < NARROW) {
    template.layout.font.size = 12;
    const inColumns = figure.data.some((trace) => trace.name.length > 4);
    if (inColumns) Object.assign(template.layout.legend, { entrywidthmode: "fraction", entrywidth: 0.48 });
    template.layout.legend.maxheight = 1;
  }
  return [data, { ...layout, template }];
}

function show(Plotly, host, figure, width) {
  const [data, layout] = fitted(figure, width);
  const sized = { ...layout, width, height: figure.layout.height ?? host.clientHeight };
  Plotly.react(host, data, sized, CONFIG);
  return Plotly.react(host, ...arranged(host, data, sized), CONFIG);
}

/* The chart as an SVG text of SHEET pixels, drawn beside the page. */
async function pictureOf(Plotly, host, figure) {
  const sheet = document.createElement("div");
  sheet.className = "chart chart--sheet";
  host.after(sheet);
  try {
    await show(Plotly, sheet, figure, SHEET);
    const { width, height } = sheet.layout;
    const address = await Plotly.toImage(sheet, { format: "svg", width, height });
    return { svg: decodeURIComponent(address.slice(address.indexOf(",") + 1)), width, height };
  } finally {
    Plotly.purge(sheet);
    sheet.remove();
  }
}

async function draw(host) {
  const figure = figureOf(host);
  drawAtOnce(host, figure, await loadPlotly());
}

function drawAtOnce(host, figure, Plotly) {
  if (host.classList.contains("is-drawn")) return;
  const showAnew = () => show(Plotly, host, figure, host.clientWidth);
  showAnew();
  host.classList.add("is-drawn");
  let drawnAt = host.clientWidth;
  new ResizeObserver(() => {
    if (host.clientWidth === drawnAt || !host.clientWidth) return;
    drawnAt = host.clientWidth;
    showAnew();
  }).observe(host);
  window.addEventListener("afterprint", showAnew);
}

/* The room of a chart, and of what belongs to it, is there from the beginning: what stands below moves never, so that
   who was led to a place of the page stays there. */
function makeRoom(host) {
  const figure = figureOf(host);
  if (figure.layout.height) host.style.setProperty("--chart-height", `${figure.layout.height}px`);
  if (!figure.data.length) return;
  const picture = async () => {
    await drawOnce(host);
    return pictureOf(await loadPlotly(), host, figure);
  };
  host.dispatchEvent(new CustomEvent("chart:found", { bubbles: true, detail: { figure, picture } }));
}

function giveUp(host, error) {
  console.error(error);
  host.classList.add("chart--failed");
  const message = document.createElement("p");
  message.className = "chart-message";
  message.setAttribute("role", "status");
  message.textContent = "図を表示できませんでした。同じ内容を文と表でご覧ください。";
  host.replaceChildren(message);
}

const begun = new Map();
function drawOnce(host) {
  nearby.unobserve(host);
  if (!begun.has(host)) begun.set(host, draw(host).catch((error) => giveUp(host, error)));
  return begun.get(host);
}

const nearby = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) drawOnce(target);
  },
  { rootMargin: "300px" },
);
const hosts = [...document.querySelectorAll("[data-figure]")];
document.addEventListener("DOMContentLoaded", () => hosts.forEach(makeRoom)); // when all scripts listen
for (const host of hosts) nearby.observe(host);

/* What lies further down is drawn while nothing else is to be done: paper shows all of a page. */
const idle = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
shown.then(async () => {
  for (const host of hosts) {
    await idle();
    if (host.clientWidth) await drawOnce(host);
  }
});

/* Who prints before that is done waits for the rest; a browser's own menu waits for nothing, but the library may be
   there already. */
const isOpen = (host) => host.clientWidth && !host.classList.contains("is-drawn") && !host.classList.contains("chart--failed");
window.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "p" || !hosts.some(isOpen)) return;
  event.preventDefault();
  Promise.all(hosts.filter(isOpen).map(drawOnce)).then(() => window.print());
});
window.addEventListener("beforeprint", () => {
  if (!window.Plotly) return;
  for (const host of hosts.filter((one) => one.clientWidth)) {
    const figure = figureOf(host);
    drawAtOnce(host, figure, window.Plotly);
    show(window.Plotly, host, figure, PAPER);
  }
});
