/* Draws the figures of a page. Each element with data-figure names the data of a figure in the page; plotly.js is
   fetched when the page has been shown and the first of them comes near the window. Without this script, or if
   anything fails, the page has said the same in a sentence and a table. */

const NARROW = 560;
const TICK_WIDTH = 34;
const PAPER = 680; // A4 upright within its margins
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
  locale: "ja",
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  doubleClick: false,
  scrollZoom: false,
  modeBarButtons: [["toImage"]],
  toImageButtonOptions: { format: "png", scale: 2 },
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
    .then(() => loadScript(ownScript.dataset.localeSrc))
    .then(() => window.Plotly);
  return plotly;
}

const figureOf = (host) => JSON.parse(document.getElementById(host.dataset.figure).textContent);

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

async function draw(host) {
  const figure = figureOf(host);
  const Plotly = await loadPlotly();
  const config = { ...CONFIG, displayModeBar: figure.data.length > 0 };
  const show = () => Plotly.react(host, ...fitted(figure, host.clientWidth), config);
  const showAnew = () => show().then(() => Plotly.Plots.resize(host));
  const showForPaper = () => {
    const [data, layout] = fitted(figure, PAPER);
    return Plotly.react(host, data, { ...layout, width: PAPER, height: host.clientHeight }, config);
  };
  if (figure.layout.height) host.classList.add("chart--own-height");
  await show();
  host.classList.add("is-drawn");
  let drawnAt = host.clientWidth;
  new ResizeObserver(() => {
    if (host.clientWidth === drawnAt || !host.clientWidth) return;
    drawnAt = host.clientWidth;
    showAnew();
  }).observe(host);
  window.addEventListener("beforeprint", showForPaper);
  window.addEventListener("afterprint", showAnew);
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

const begun = new Set();
function drawOnce(host) {
  nearby.unobserve(host);
  if (begun.has(host)) return Promise.resolve();
  begun.add(host);
  return draw(host).catch((error) => giveUp(host, error));
}

const nearby = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) drawOnce(target);
  },
  { rootMargin: "300px" },
);
const hosts = [...document.querySelectorAll("[data-figure]")];
for (const host of hosts) nearby.observe(host);

/* What lies further down is drawn while nothing else is to be done: paper shows all of a page. */
const idle = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
shown.then(async () => {
  for (const host of hosts) {
    await idle();
    if (host.clientWidth) await drawOnce(host);
  }
});
