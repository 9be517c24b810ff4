// The frame of the page: which view is open, what all views know, keys, and the stream of news from the server.
import { curves } from "./curves.js";
import { el, fill } from "./dom.js";
import { evaluation } from "./evaluation.js";
import { groups } from "./groups.js";
import { overview } from "./overview.js";
import { runPicker } from "./picker.js";
import { settings } from "./settings.js";
import { ask, change, chosenRuns, elsewhere, go, onPlace, place, theme, value, views } from "./state.js";
import { named, oneLine } from "./text.js";

const VIEWS = { overview, curves, groups, evaluation, settings };
const KEYS = [
  ["1 … 5", "Overview, Curves, Groups, Evaluation, Settings"],
  ["j  k", "next, previous (step, question or run)"],
  ["[  ]", "previous, next step in Groups"],
  ["Enter", "open what is chosen"],
  ["/", "search"],
  ["z", "undo the zoom of the curves"],
  ["l", "logarithmic scale of the curves"],
  ["+  −", "more, less smoothing"],
  ["c", "next colouring of tokens"],
  ["t", "light, dark, as the system"],
  ["?", "this list"],
  ["Esc", "close, leave a field"],
];

const view = document.getElementById("view");
const problem = document.getElementById("problem");
let summaries = [];
let metrics = new Map();
let open = null;
let closing = null;

/** What all views know. */
function context(signal) {
  return {
    signal,
    runs: () => summaries,
    summary: name => summaries.find(run => run.name === name),
    metric: name => metrics.get(name),
    metrics: () => [...metrics.keys()],
    guarded,
    runPicker: (many, coloured) => runPicker(summaries, many, coloured),
    label,
    tell,
  };
}

/** A name for runs that differ in their seed only: what makes them differ from the others that are chosen. */
function label(group) {
  const names = group.map(run => run.name);
  const summary = summaries.find(run => run.name === names[0]);
  if (names.length > 1) return summary.algorithm + " · " + names.length + " seeds";
  const { name, time } = named(names[0]);
  return summary ? name + " " + (name.includes(summary.algorithm) ? "" : oneLine(summary.algorithm) + " ") + time.split(" ").pop() : name;
}

/** Shows a sentence on what went wrong; without one, that nothing does. */
function tell(sentence) {
  problem.hidden = !sentence;
  problem.textContent = oneLine(sentence ?? "", 2000);
}

async function guarded(work) {
  try {
    await work();
    return true;
  } catch (failure) {
    if (failure.name !== "AbortError") tell(failure.message);
    return false;
  }
}

async function show() {
  const { view: name, values } = place();
  tabs(name);
  document.title = (values.run?.[0] ? oneLine(values.run[0], 60) + " · " : "") + name[0].toUpperCase() + name.slice(1) + " · zero4j";
  if (name !== "overview" && chosenRuns().length === 0 && summaries.length > 0) {
    return go(elsewhere(name, { ...values, run: [summaries[0].name] }), true);
  }
  if (open === VIEWS[name]) {
    if (await guarded(() => open.place?.())) tell(null);
    return;
  }
  closing?.abort();
  open?.close?.();
  closing = new AbortController();
  open = VIEWS[name];
  view.className = name;
  fill(view);
  const good = await guarded(() => open.open(view, context(closing.signal)));
  if (good) tell(null);
}

function tabs(current) {
  fill(document.getElementById("tabs"), views.map((name, i) =>
    el("a", { href: elsewhere(name), class: name === current ? "on" : undefined, "aria-current": name === current ? "page" : undefined, title: String(i + 1) },
      name[0].toUpperCase() + name.slice(1))));
}

function themeButton() {
  const names = { system: "◐ auto", light: "○ light", dark: "● dark" };
  document.getElementById("theme").textContent = names[theme.get()];
}

function live(state) {
  const words = { on: "live", wait: "connecting…", off: "not connected" };
  const shown = document.getElementById("live");
  shown.className = "live " + state;
  shown.textContent = words[state];
}

function listen() {
  live("wait");
  let lost = false;
  const news = new EventSource("/api/live");
  news.addEventListener("open", () => {
    live("on");
    if (lost) {
      lost = false;
      refresh();
    }
  });
  news.addEventListener("error", () => {
    lost = true;
    live("off");
  });
  news.addEventListener("runs", event => {
    summaries = JSON.parse(event.data).runs;
    open?.runs?.();
  });
  news.addEventListener("trouble", event => tell(JSON.parse(event.data).problem));
  news.addEventListener("steps", event => guarded(() => open?.steps?.(JSON.parse(event.data))));
}

/** After the stream was cut nobody knows what was missed. */
async function refresh() {
  await guarded(async () => {
    summaries = (await ask("runs")).runs;
    open?.close?.();
    open = null;
    await show();
  });
}

function help() {
  const dialog = document.getElementById("help");
  if (dialog.open) return dialog.close();
  fill(dialog,
    el("h2", {}, "Keys"),
    el("dl", {}, KEYS.map(([key, what]) => [el("dt", {}, key.split("  ").map(one => el("kbd", {}, one))), el("dd", {}, what)])),
    el("form", { method: "dialog" }, el("button", {}, "Close")));
  dialog.showModal();
}

function key(event) {
  const target = event.target;
  if (event.key === "Escape" && target.matches?.("input, select, textarea")) return target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches?.("input:not([type=checkbox]):not([type=range]), select, textarea")) return;
  const number = "12345".indexOf(event.key);
  const smooth = Number(value("smooth", "0"));
  const actions = {
    "?": help,
    t: () => theme.next(),
    z: () => change({ zoom: null }),
    l: () => change({ log: value("log") === "1" ? null : "1" }),
    "+": () => change({ smooth: Math.min(0.98, smooth + 0.1).toFixed(2) }, true),
    "-": () => change({ smooth: smooth <= 0.1 ? null : (smooth - 0.1).toFixed(2) }, true),
    "/": () => document.getElementById("search")?.focus(),
  };
  if (document.getElementById("help").open && event.key !== "?") return;
  if (event.key.length === 1 && number >= 0) go(elsewhere(views[number]));
  else if (open?.key?.(event)) { /* the view took it */ } else if (actions[event.key]) actions[event.key]();
  else return;
  event.preventDefault();
}

async function start() {
  theme.apply();
  themeButton();
  document.getElementById("theme").addEventListener("click", () => theme.next());
  document.getElementById("help-open").addEventListener("click", help);
  document.getElementById("skip").addEventListener("click", event => {
    event.preventDefault();
    view.focus();
  });
  addEventListener("keydown", key);
  tabs(place().view);
  await guarded(async () => {
    const [runs, catalogue] = await Promise.all([ask("runs"), ask("metrics")]);
    summaries = runs.runs;
    metrics = new Map(catalogue.metrics.map(metric => [metric.key, metric]));
    await show();
  });
  onPlace(what => {
    if (what === "theme") {
      themeButton();
      open?.place?.();
    } else {
      show();
    }
  });
  listen();
}

start();
