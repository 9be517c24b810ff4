// The view of curves: what training measured, of one run or several beside each other.
import { Chart, css, faded, smoothed } from "./chart.js";
import { choice, el, fill, tick } from "./dom.js";
import { colourOf, colourRuns, loadMore, loadRun, mean, positions } from "./series.js";
import { change, chosenRuns, value } from "./state.js";
import { duration, short } from "./text.js";

const PHASES = ["rollout", "reward", "logprobs", "update", "hand_over", "checkpoint", "evaluation", "learner_idle"];
/** Phases that go on beside the others where rollouts run ahead: the step waited for them instead. */
const BESIDE = new Set(["seconds_rollout", "seconds_reward"]);

/** Charts in the order in which they are looked at: lines are [metric, label]. */
const CHARTS = [
  { id: "reward", title: "Reward", lines: [["reward", "reward"]] },
  { id: "accuracy", title: "Accuracy", unit: "share", lines: [["accuracy", "accuracy"]] },
  { id: "evaluation", title: "Evaluation", unit: "share, mean of the benchmarks", lines: [["eval_greedy", "greedy"], ["eval_avg", "sampled"]], points: true },
  { id: "length", title: "Length", unit: "tokens", lines: [["length", "all", "--line-3"], ["length_correct", "right", "--right"], ["length_incorrect", "wrong", "--wrong"]] },
  { id: "reward-length", title: "Reward against length", unit: "pale: early, strong: late", against: ["length", "reward"] },
  { id: "cut", title: "Cut off and dead", unit: "share", lines: [["truncated", "cut off"], ["dead_groups", "dead groups"]], zero: true },
  { id: "entropy", title: "Entropy", unit: "nats per token", lines: [["entropy", "entropy"]] },
  { id: "mismatch", title: "Mismatch of sampler and learner", unit: "nats", lines: [["mismatch", "mean"], ["mismatch_kl", "KL"]] },
  { id: "clip", title: "Clipped", unit: "share of tokens", lines: [["clip_low", "low"], ["clip_high", "high"]], zero: true },
  { id: "kl", title: "KL to the reference", unit: "nats", lines: [["kl", "KL"]] },
  { id: "gradient", title: "Gradient norm", lines: [["grad_norm", "norm"]] },
  { id: "throughput", title: "Throughput", unit: "tokens per second", lines: [["rollout_tokens_per_second", "rollout"], ["learn_tokens_per_second", "learning"]] },
  { id: "seconds", title: "Seconds by phase", unit: "s per step", lines: PHASES.map(phase => ["seconds_" + phase, phase.replace("_", " ")]), stacked: true },
];

const SHOWN = new Set(CHARTS.flatMap(chart => (chart.lines ?? []).map(line => line[0])));
const METRICS = CHARTS.flatMap(chart => chart.against ?? chart.lines.map(line => line[0]));
const FIRST = METRICS.slice(0, METRICS.indexOf("entropy"));
const SECOND = METRICS.slice(METRICS.indexOf("entropy"));
const DASHES = [undefined, [6, 4], [2, 3], [8, 3, 2, 3]];

let charts = new Map();
let runs = [];
let page;

export const curves = {
  async open(host, context) {
    page = { host, context, grid: el("div", { class: "charts" }), more: el("div", { class: "charts" }) };
    page.note = el("p", { class: "note" });
    page.tools = el("div", { class: "tools" });
    page.rest = el("details", { class: "rest", ontoggle: () => page.context.guarded(opened) }, el("summary", {}, "All other metrics"), page.more);
    page.side = el("div");
    fill(host, el("div", { class: "beside" }, page.side, el("div", {}, page.tools, page.note, page.grid, page.rest)));
    await load(context.signal);
  },
  place: async () => {
    await load(page.context.signal);
  },
  steps(event) {
    const run = runs.find(one => one.name === event.run);
    if (!run) return;
    if (!run.append(event)) return load(page.context.signal, event.run);
    drawCharts();
  },
  /** Runs that began, ended or went away. */
  runs() {
    if (page && listed() !== page.listed) picker();
  },
  close() {
    charts.forEach(chart => chart.close());
    charts = new Map();
    runs = [];
  },
};

async function load(signal, again) {
  const names = chosenRuns();
  const known = new Map(runs.filter(run => run.name !== again).map(run => [run.name, run]));
  const added = names.filter(name => !known.has(name));
  const wanted = await Promise.all(names.map(name => known.get(name) ?? loadRun(name, FIRST, signal)));
  if (signal.aborted) return;
  runs = wanted;
  draw();
  for (const part of page.rest.open ? [SECOND, others()] : [SECOND]) {
    await Promise.all(runs.filter(run => added.includes(run.name)).map(run => loadMore(run, part, signal)));
    drawCharts();
  }
}

/** Metrics that no chart of their own shows are asked for when somebody wants to see them. */
async function opened() {
  if (!page.rest.open) return;
  const signal = page.context.signal;
  await Promise.all(runs.map(run => loadMore(run, others(), signal)));
  drawCharts();
}

function others() {
  return page.context.metrics().filter(name => !SHOWN.has(name));
}

function tools() {
  const weight = Number(value("smooth", "0"));
  const slider = el("input", {
    type: "range", min: 0, max: 0.98, step: 0.02, value: weight, "aria-label": "Smoothing", id: "smooth",
    oninput: event => change({ smooth: event.target.value === "0" ? null : event.target.value }, true),
  });
  const seeded = families().some(family => family.length > 1);
  fill(page.tools,
    el("label", { class: "field named" }, el("span", {}, "Smoothing"), slider),
    choice("X", [["step", "step"], ["tokens", "tokens"], ["time", "time"]], value("x", "step"), x => change({ x: x === "step" ? null : x, zoom: null }), { id: "x" }),
    tick("log scale", value("log") === "1", on => change({ log: on ? "1" : null }), { id: "log" }),
    seeded ? tick("bands over seeds", value("bands", "1") === "1", on => change({ bands: on ? null : "0" }), { id: "bands" }) : null,
    value("zoom") ? el("button", { type: "button", onclick: () => change({ zoom: null }), title: "Show all (z)" }, "All of it") : el("span", { class: "hint mouse" }, "drag over a chart to zoom"));
}

/** Runs that differ in nothing but their seed, beside each other. */
function families() {
  const byRecipe = new Map();
  for (const run of runs) {
    const family = page.context.summary(run.name)?.family ?? run.name;
    byRecipe.set(family, [...byRecipe.get(family) ?? [], run]);
  }
  return [...byRecipe.values()];
}

function draw() {
  if (!page) return;
  colourRuns(value("bands", "1") === "1" ? families().map(family => family.map(run => run.name)) : runs.map(run => [run.name]));
  picker();
  if (!page.tools.contains(document.activeElement)) tools();
  drawCharts();
}

function listed() {
  return page.context.runs().map(run => run.name + " " + run.state).join("\n");
}

function picker() {
  page.listed = listed();
  const focused = document.activeElement?.dataset?.run;
  const top = page.side.querySelector(".picker")?.scrollTop ?? 0;
  const folded = page.side.querySelector("details")?.open === false;
  fill(page.side, page.context.runPicker(true, true));
  if (folded) page.side.querySelector("details").open = false;
  if (focused) page.side.querySelector("[data-run='" + CSS.escape(focused) + "']")?.focus({ preventScroll: true });
  if (page.side.querySelector(".picker")) page.side.querySelector(".picker").scrollTop = top;
}

function drawCharts() {
  if (runs.length === 0) {
    fill(page.note, "Choose one run or several to see their curves.");
    fill(page.grid);
    return;
  }
  fill(page.note, runs.every(run => run.last === 0) ? "No step is done yet: curves begin with the first one." : "");
  const wanted = CHARTS.filter(chart => chart.against
    ? runs.some(run => chart.against.every(metric => run.has(metric)))
    : chart.lines.some(([metric]) => runs.some(run => run.has(metric))));
  show(page.grid, wanted);
  if (page.rest.open) {
    show(page.more, others().filter(name => runs.some(run => run.has(name))).map(name => ({ id: name, title: name.replaceAll("_", " "), unit: page.context.metric(name)?.unit, lines: [[name, "value"]] })));
  }
}

function show(grid, wanted) {
  const nodes = wanted.map(spec => {
    let chart = charts.get(spec.id);
    if (!chart) {
      const metric = page.context.metric((spec.lines ?? [[spec.against?.[1]]])[0][0]);
      chart = new Chart({
        ...spec,
        help: metric ? metric.meaning : undefined,
        sync: spec.against ? undefined : "curves",
        zoomed: spec.against ? undefined : range => change({ zoom: range ? range.map(end => Number(end.toPrecision(6))).join(",") : null }),
      });
      charts.set(spec.id, chart);
    }
    return chart.node;
  });
  if (nodes.length !== grid.children.length || nodes.some((node, i) => grid.children[i] !== node)) grid.replaceChildren(...nodes);
  wanted.forEach(spec => charts.get(spec.id).draw(...drawing(spec)));
}

function drawing(spec) {
  const x = value("x", "step");
  const zoom = value("zoom").split(",").map(Number);
  const how = {
    log: value("log") === "1" && !spec.stacked && !spec.against,
    range: !spec.against && zoom.length === 2 && zoom[0] < zoom[1] ? zoom : undefined,
    format: x === "time" ? duration : x === "tokens" ? short : String,
    ticks: x === "time" ? duration : undefined,
    key: runs.length > 1 && spec.lines?.length > 1 && !spec.stacked ? spec.lines.map(([, label], i) => [label, DASHES[i]]) : undefined,
    xLabel: x === "time" ? "after" : x === "tokens" ? "tokens" : "step",
    stacked: spec.stacked,
    zero: spec.zero,
  };
  if (spec.against) return [against(spec), { ...how, format: short, xLabel: spec.against[0] }];
  return [spec.stacked ? stack(spec, x) : lines(spec, x), how];
}

/** Phases of one run: those of several on top of each other say nothing. */
function stack(spec, x) {
  const run = runs[0];
  const colours = css("--phases").split(" ");
  const steps = run.steps(spec.lines[0][0]);
  return spec.lines.map(([metric, label], i) => ({ metric, label, colour: colours[i] }))
    .filter(line => run.has(line.metric) && !(BESIDE.has(line.metric) && run.has("seconds_learner_idle")))
    .map(line => {
      const known = new Map(run.steps(line.metric).map((step, i) => [step, run.values(line.metric)[i]]));
      const y = smoothed(steps.map(step => known.get(step) ?? 0), Number(value("smooth", "0")));
      return { ...line, x: positions(run, steps, x), y, raw: y, width: 0.5 };
    });
}

function lines(spec, x) {
  const weight = Number(value("smooth", "0"));
  const drawn = [];
  const groups = value("bands", "1") === "1" ? families() : runs.map(run => [run]);
  for (const group of groups) {
    spec.lines.forEach(([metric, label, own], i) => {
      const members = group.filter(run => run.has(metric));
      if (members.length === 0) return;
      const colour = runs.length === 1
        ? css(own ?? ["--line-1", "--line-2", "--line-3"][i] ?? "--line-1")
        : colourOf(group[0].name);
      const name = runs.length === 1 ? label : page.context.label(group);
      const style = { colour, dash: runs.length > 1 ? DASHES[i] : undefined };
      if (members.length > 1) drawn.push({ ...mean(members, metric, x, spec.points ? 0 : weight), ...style, label: name });
      else drawn.push(...single(members[0], metric, x, weight, spec).map(line => ({ ...style, ...line, label: name, colour: line.quiet ? faded(colour, 0.3) : colour })));
    });
  }
  return drawn;
}

function single(run, metric, x, weight, spec) {
  const at = positions(run, run.steps(metric), x);
  const raw = run.values(metric);
  if (weight === 0 || spec.points) return [{ x: at, y: raw, ...run.range(metric) }];
  return [{ x: at, y: raw, quiet: true, width: 1 }, { x: at, y: smoothed(raw, weight), width: 2 }];
}

/** One quantity against another, in four shades by time. */
function against(spec) {
  const shades = [0.22, 0.42, 0.68, 1];
  return runs.flatMap(run => {
    const pairs = run.pairs(spec.against[0], spec.against[1], 240);
    const colour = runs.length === 1 ? css("--line-1") : colourOf(run.name);
    return shades.map((shade, quarter) => {
      const part = pairs.slice(Math.floor(pairs.length * quarter / 4), Math.floor(pairs.length * (quarter + 1) / 4));
      part.sort((a, b) => a[0] - b[0]);
      return {
        label: runs.length === 1 ? "reward" : page.context.label([run]), colour: faded(colour, shade),
        quiet: quarter < 3, points: true, x: part.map(pair => pair[0]), y: part.map(pair => pair[1]),
      };
    });
  });
}
