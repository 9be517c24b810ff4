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
/** The view that was last there whole. It is kept until the next one is, so that a server that is gone takes nothing away. */
let whole = null;

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
  const failure = await failing(work);
  if (failure && failure.name !== "AbortError") tell(failure.message);
  return !failure;
}

/** What work threw; null if it went well. */
async function failing(work) {
  try {
    await work();
    return null;
  } catch (failure) {
    return failure;
  }
}

async function show() {
  const { view: name, values } = place();
  head(name);
  if (lacksRun()) return go(elsewhere(name, { ...values, run: [summaries[0].name] }), true);
  const unknown = name === "overview" ? [] : chosenRuns().filter(run => !summaries.some(one => one.name === run));
  if (unknown.length > 0) return strange(name, unknown);
  if (open !== VIEWS[name] && whole?.view === VIEWS[name]) backTo(whole);
  if (open !== VIEWS[name]) return enter(name);
  if (await guarded(() => open.place?.())) {
    if (whole && whole.view === open) whole.hash = location.hash;
    tell(null);
  }
}

function head(name) {
  tabs(name);
  const run = chosenRuns()[0];
  document.title = (run ? oneLine(run, 60) + " · " : "") + name[0].toUpperCase() + name.slice(1) + " · zero4j";
}

/** Whether the view needs a run and none is chosen, though there are some. */
function lacksRun() {
  return place().view !== "overview" && chosenRuns().length === 0 && summaries.length > 0;
}

async function enter(name) {
  if (open && open === whole?.view) whole.nodes = [...view.childNodes];
  else leave();
  const mine = closing = new AbortController();
  open = VIEWS[name];
  view.className = name;
  fill(view);
  const failure = await failing(() => open.open(view, context(mine.signal)));
  if (mine !== closing) return; // another view took its place meanwhile
  if (failure?.unreachable && whole) {
    backTo(whole);
    history.replaceState(null, "", whole.hash || "#" + whole.name);
    head(whole.name);
  } else {
    whole?.closing.abort();
    whole?.view.close?.();
    whole = { name, view: open, closing, hash: location.hash };
  }
  tell(failure?.message);
}

/** Ends the view that is open. */
function leave() {
  closing?.abort();
  open?.close?.();
  open = closing = null;
}

/** From a view that is not there yet to the one before it, which stayed as it was. */
function backTo(before) {
  leave();
  ({ view: open, closing } = before);
  view.className = before.name;
  fill(view, before.nodes);
}

function leaveAll() {
  leave();
  whole?.closing.abort();
  whole?.view.close?.();
  whole = null;
}

/** The address names runs that are not there: which, and the runs that are. */
function strange(name, unknown) {
  leaveAll();
  view.className = name;
  tell("There is no run named " + unknown.map(run => oneLine(run, 80)).join(", ") + ".");
  fill(view, el("div", { class: "empty card" }, summaries.length === 0 ? "No runs yet." : [el("h2", {}, "Choose another run"),
    summaries.slice(0, 20).map(run => el("p", {}, el("a", { href: elsewhere(name, { run: [run.name] }) }, oneLine(run.name, 80))))]));
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
    if (!open || lacksRun()) show();
    else guarded(() => open.runs?.());
  });
  news.addEventListener("trouble", event => tell(JSON.parse(event.data).problem));
  news.addEventListener("steps", event => guarded(() => open?.steps?.(JSON.parse(event.data))));
}

/** After the stream was cut nobody knows what was missed. */
async function refresh() {
  await guarded(async () => {
    summaries = (await ask("runs")).runs;
    leaveAll();
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
  onPlace(what => {
    if (what === "theme") {
      themeButton();
      guarded(() => open?.place?.());
    } else {
      show();
    }
  });
  await guarded(async () => {
    const [runs, catalogue] = await Promise.all([ask("runs"), ask("metrics")]);
    summaries = runs.runs;
    metrics = new Map(catalogue.metrics.map(metric => [metric.key, metric]));
    await show();
  });
  listen();
}

start();
