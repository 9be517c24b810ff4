// One chart: lines, bands, stacked areas or points, drawn by uPlot in the page's colours.
import uPlot from "/uplot.js";
import { el, fill } from "./dom.js";
import { mark as tickText, short } from "./text.js";

// Steps, tokens and lengths are whole numbers: no mark between two of them.
const WHOLE = [1, 2, 5].flatMap(digit => [...Array(15).keys()].map(power => digit * 10 ** power)).sort((a, b) => a - b);
const HEIGHT = 210;

/** The value of one of the page's colours or sizes. */
export function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A colour with transparency. */
export function faded(colour, share) {
  return colour + Math.round(255 * share).toString(16).padStart(2, "0");
}

/** Exponential moving average, unbiased at its beginning; gaps stay gaps. */
export function smoothed(values, weight) {
  if (weight <= 0) return values;
  let sum = 0, norm = 0, largest = 0;
  return values.map(value => {
    if (value === null || !Number.isFinite(value)) return null;
    largest = Math.max(largest, Math.abs(value));
    sum = weight * sum + (1 - weight) * value;
    norm = weight * norm + (1 - weight);
    return Math.abs(sum / norm) < 1e-6 * largest ? 0 : sum / norm; // what has died away is nothing
  });
}

export class Chart {
  /**
   * @param options title, unit and help of the chart; sync: charts of the same key share a cursor; zoomed: told of a chosen range
   */
  constructor(options) {
    this.options = options;
    this.values = el("div", { class: "legend" });
    this.host = el("div", { class: "plot", role: "img" });
    this.node = el("section", { class: "chart card", "data-chart": options.id },
      el("header", {},
        el("h3", { title: options.help }, options.title),
        el("span", { class: "unit" }, options.unit ?? "")),
      this.values, this.host);
    this.width = 0;
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.host);
  }

  /**
   * Draws lines {label, colour, x, y, dash, width, quiet, fill, points, low, high}: quiet ones are not in the legend; low and high are
   * lists beside y, and are drawn as a band. how: {log, range: [low, high] of x, format: of x, stacked, xLabel, zero}.
   */
  draw(lines, how) {
    this.lines = lines;
    this.how = how;
    const data = how.stacked ? stacked(joined(lines)) : joined(lines);
    const shape = JSON.stringify([lines.map(line => [line.label, line.colour, line.dash, line.quiet, line.width, line.points, !!line.low]),
      how.log, how.stacked, how.xLabel, css("--ink"), css("--grid")]);
    this.data = how.log ? data.map((row, i) => i === 0 ? row : row.map(v => v > 0 ? v : v === undefined ? v : null)) : data;
    if (this.plot && shape === this.shape) {
      this.plot.setData(this.data, false);
      this.scale();
    } else {
      this.shape = shape;
      this.plot?.destroy();
      this.plot = null;
      this.make();
    }
    this.legend(null);
    this.host.setAttribute("aria-label", this.summary());
    this.node.dataset.points = this.data[0].length;
  }

  summary() {
    const last = this.lines.filter(line => !line.quiet).map(line => {
      const known = line.y.filter(value => value !== null && Number.isFinite(value));
      return line.label + (known.length ? " " + short(known.at(-1)) : " no values");
    });
    return this.options.title + ", last values: " + last.join(", ");
  }

  make() {
    if (this.host.clientWidth === 0 || this.data[0].length === 0) return;
    const series = [{}];
    const bands = [];
    for (const line of this.lines) {
      series.push(this.drawn(line));
      if (line.low) {
        const at = series.length;
        series.push(edge(line), edge(line));
        bands.push({ series: [at + 1, at], fill: faded(line.colour, 0.16) });
      }
    }
    if (this.how.stacked) {
      this.lines.forEach((line, i) => bands.push({ series: i === 0 ? [1, -1] : [i + 1, i], fill: faded(line.colour, 0.55) }));
      bands.shift();
    }
    this.width = this.host.clientWidth;
    this.plot = new uPlot({
      width: this.width,
      height: HEIGHT,
      series,
      bands,
      scales: { x: { time: false, range: (_, low, high) => this.range(low, high) }, y: this.vertical() },
      axes: [this.axis(0), this.axis(1)],
      legend: { show: false },
      cursor: {
        drag: { x: true, y: false, setScale: false },
        sync: this.options.sync ? { key: this.options.sync, setSeries: false } : undefined,
        points: { size: 6 },
        bind: { dblclick: () => () => this.options.zoomed?.(null) },
      },
      hooks: {
        setSelect: [plot => this.selected(plot)],
        setCursor: [plot => this.legend(plot.cursor.idx)],
      },
    }, this.data, this.host);
  }

  drawn(line) {
    return {
      label: line.label,
      stroke: line.colour,
      width: line.points ? 0 : line.width ?? 1.75,
      dash: line.dash,
      fill: this.how.stacked && line === this.lines[0] ? faded(line.colour, 0.55) : undefined,
      paths: line.points ? () => null : undefined,
      points: line.points ? { show: true, size: 5, fill: line.colour, stroke: line.colour, width: 0 } : { show: line.y.length < 2 },
    };
  }

  vertical() {
    if (this.how.log) return { distr: 3 };
    const zero = this.how.zero || this.how.stacked;
    return {
      range: (_, low, high) => {
        if (low === null) return [0, 1];
        if (low === high && low === 0) return [0, 1];
        // A share near its whole: the mark of the whole is shown, and its line not cut.
        if (this.options.unit?.startsWith("share") && high > 0.7 && high <= 1) return [low < 0.5 ? 0 : low - 0.1, 1.02];
        if (low === high) return [low - Math.max(Math.abs(low) * 0.1, 1e-9), high + Math.max(Math.abs(high) * 0.1, 1e-9)];
        return uPlot.rangeNum(zero ? Math.min(0, low) : low, high, { min: { pad: zero ? 0 : 0.06, soft: 0, mode: 3 }, max: { pad: 0.06, soft: 0, mode: 3 } });
      },
    };
  }

  axis(which) {
    const format = which === 0 ? this.how.ticks ?? tickText : tickText;
    return {
      stroke: css("--soft"),
      grid: { stroke: css("--grid"), width: 1, show: which === 1 },
      ticks: { show: which === 0, stroke: css("--grid"), size: 4, width: 1 },
      border: { show: which === 0, stroke: css("--grid"), width: 1 },
      font: "11px system-ui, sans-serif",
      size: which === 0 ? 28 : 48,
      gap: 4,
      ...(which === 0 && !this.how.ticks ? { incrs: WHOLE } : {}),
      values: (_, marks) => marks.map(mark => mark === null ? "" : format(mark)),
    };
  }

  range(low, high) {
    if (this.how.range) return this.how.range;
    return low === null ? [0, 1] : low === high ? [low - 0.5, high + 0.5] : [low, high];
  }

  scale() {
    const xs = this.data[0];
    if (xs.length) {
      const [low, high] = this.range(xs[0], xs.at(-1));
      this.plot.setScale("x", { min: low, max: high });
    }
  }

  selected(plot) {
    if (plot.select.width < 4) return;
    const low = plot.posToVal(plot.select.left, "x");
    const high = plot.posToVal(plot.select.left + plot.select.width, "x");
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.options.zoomed?.([low, high]);
  }

  /** Names of lines with their values at a place, or their last ones; lines of one group share a name. */
  legend(at) {
    const place = at ?? null;
    let row = 0;
    const chips = new Map();
    for (const line of this.lines ?? []) {
      const values = this.data[++row];
      if (line.low) row += 2;
      if (line.quiet) continue;
      const chip = chips.get(line.group ?? line.label) ?? { colour: line.colour, values: [] };
      chips.set(line.group ?? line.label, chip);
      if (!line.points) chip.values.push(short(near(this.how.stacked ? line.raw : values, place)));
    }
    const where = place === null || !this.data ? null
      : el("span", { class: "at" }, this.how.xLabel + " " + (this.how.format ?? short)(this.data[0][place]));
    fill(this.values, [...chips].map(([name, chip]) => {
      const sample = el("i");
      sample.style.color = chip.colour;
      return el("span", { class: "chip" }, sample, name, chip.values.length ? el("b", {}, chip.values.join("  ")) : null);
    }), this.how.key?.map(([name, dash]) => el("span", { class: "chip key" }, dashed(dash), name)), where);
  }

  resize() {
    const width = this.host.clientWidth;
    if (width === 0 || !this.data) return;
    if (!this.plot) this.make();
    else if (width !== this.width) {
      this.width = width;
      this.plot.setSize({ width, height: HEIGHT });
    }
  }

  close() {
    this.observer.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }
}

/** A piece of line as it is drawn. */
function dashed(dash) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  for (const [name, value] of [["width", 22], ["height", 6]]) made.setAttribute(name, value);
  for (const [name, value] of Object.entries({ x1: 0, x2: 22, y1: 3, y2: 3, stroke: "currentColor", "stroke-width": 2 })) line.setAttribute(name, value);
  if (dash) line.setAttribute("stroke-dasharray", dash.join(" "));
  made.append(line);
  return made;
}

function edge(line) {
  return { label: line.label, stroke: "transparent", width: 0, points: { show: false } };
}

/** All lines over the union of their places. */
function joined(lines) {
  const tables = [];
  for (const line of lines) {
    tables.push(line.low ? [line.x, line.y, line.low, line.high] : [line.x, line.y]);
  }
  return tables.length ? uPlot.join(tables) : [[]];
}

/** Each row on top of those before it; what a row has in itself is kept for the legend by the caller. */
function stacked(data) {
  const sums = data[0].map(() => 0);
  return data.map((row, i) => i === 0 ? row : row.map((value, at) => (sums[at] += value ?? 0)));
}

function near(values, place) {
  if (!values) return null;
  for (let i = place ?? values.length - 1; i >= 0; i--) {
    if (values[i] !== undefined && values[i] !== null) return values[i];
  }
  return null;
}
