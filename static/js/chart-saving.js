/* Adds two buttons to each chart (charts.js), which save it as a picture that says by itself what it is:
   title, years, source and date are written into it, and its name says the same. */

const EDGE = 24;
const SCALE = 2; // of a PNG, so that it stays sharp on paper
const KINDS = [
  ["png", "画像（PNG）で保存"],
  ["svg", "図形（SVG）で保存"],
];
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

function inLines(text, font, room) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const lines = [""];
  for (const sign of text) {
    if (pen.measureText(lines.at(-1) + sign).width > room) lines.push("");
    lines[lines.length - 1] += sign;
  }
  return lines;
}

/* The texts above and below the chart, each with its size, weight and distance from the line before. */
function textsOf({ title, years, credit }, width, family) {
  const day = new Date();
  const made = `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日作成`;
  const written = (text, size, weight) =>
    inLines(text, `${weight} ${size}px ${family}`, width).map((line) => ({ line, size, weight, step: size * 1.5 }));
  return {
    above: [...written(title, 20, 700), ...(years ? written(years, 14, 400) : [])],
    below: written(`出典：${credit}　${made}`, 13, 400),
  };
}

function composed(chart, said, family) {
  const width = chart.width + 2 * EDGE;
  const { above, below } = textsOf(said, chart.width, family);
  const parts = [];
  let height = EDGE;
  const write = ({ line, size, weight, step }) => {
    height += step;
    const font = `font-family="${escaped(family)}" font-size="${size}" font-weight="${weight}"`;
    parts.push(`<text x="${EDGE}" y="${height - step * 0.3}" ${font} fill="#1a1a1a">${escaped(line)}</text>`);
  };
  above.forEach(write);
  parts.push(`<g transform="translate(${EDGE} ${height + EDGE / 2})">${chart.svg}</g>`);
  height += chart.height + EDGE;
  below.forEach(write);
  height += EDGE;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const paper = `<rect width="100%" height="100%" fill="#fff"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${paper}${parts.join("")}</svg>`;
  return { width, height, file: new Blob([svg], { type: "image/svg+xml" }) };
}

async function asPng({ width, height, file }) {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function handOver(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function save(host, { figure, picture }, kind) {
  const said = { title: host.dataset.title, credit: host.dataset.credit, years: figure.layout.meta?.years ?? "" };
  const family = getComputedStyle(document.body).fontFamily;
  const whole = composed(await picture(), said, family);
  const name = [said.credit, said.title, said.years].filter(Boolean).join("_");
  const safe = name.replace(/[\\/:*?"<>|\s]+/g, "_").slice(0, 100);
  handOver(kind === "png" ? await asPng(whole) : whole.file, `${safe}.${kind}`);
}

document.addEventListener("chart:found", ({ target, detail }) => {
  const tools = document.createElement("p");
  tools.className = "chart-tools row small";
  for (const [kind, words] of KINDS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = words;
    button.setAttribute("aria-label", `「${target.dataset.title}」を${words}`);
    button.addEventListener("click", () => save(target, detail, kind));
    tools.append(button);
  }
  target.closest("figure").append(tools); // below the way to the table, which comes first under the keyboard
});
