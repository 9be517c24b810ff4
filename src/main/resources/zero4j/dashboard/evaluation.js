// Scores of benchmarks before and after, with intervals, by level, and the completions that they rest on.
import { card } from "./completion.js";
import { choice, el, fill, table } from "./dom.js";
import { address, ask, change, chosenRuns, value } from "./state.js";
import { fixed, oneLine, percent, short, visible } from "./text.js";

let page;
let scores = [];
let run;

export const evaluation = {
  async open(host, context) {
    page = { context, tools: el("div", { class: "tools" }), main: el("div"), levels: el("div"), cell: el("div") };
    run = undefined;
    fill(host, page.tools, page.main, page.levels, page.cell);
    await show();
  },
  place: show,
  async runs() {
    const select = page.tools.querySelector("#run");
    if (select && select !== document.activeElement && select.options.length !== page.context.runs().length) await show();
    const summary = page.context.summary(run);
    if (summary && summary.evaluations !== page.evaluations) {
      run = undefined;
      await show();
    }
  },
  key(event) {
    const links = [...page.main.querySelectorAll("a")];
    if (!"jk".includes(event.key) || links.length === 0) return false;
    const at = links.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
    links[Math.max(0, Math.min(links.length - 1, at))].focus();
    return true;
  },
};

async function show() {
  const name = chosenRuns()[0];
  if (name !== run) {
    scores = name ? (await ask("evaluations", { run: name }, page.context.signal)).scores : [];
    run = name;
    page.evaluations = page.context.summary(run)?.evaluations;
  }
  const steps = [...new Set(scores.map(score => score.step))].sort((a, b) => a - b);
  const before = Number(value("before", steps[0]));
  const after = Number(value("after", steps.at(-1)));
  const names = steps.map(step => [String(step), step === 0 ? "before training" : "after step " + step]);
  fill(page.tools, page.context.runPicker(false),
    steps.length > 1 ? [choice("Before", names, String(before), step => change({ before: step }), { id: "before" }),
      choice("After", names, String(after), step => change({ after: step }), { id: "after" })] : null);
  if (scores.length === 0) {
    fill(page.main, el("div", { class: "empty card" }, "This run has no evaluation yet."));
    fill(page.levels);
    fill(page.cell);
    return;
  }
  draw(before, after);
  await cell();
}

function draw(before, after) {
  const benchmarks = [...new Set(scores.map(score => score.benchmark))];
  const of = (benchmark, step) => scores.find(score => score.benchmark === benchmark && score.step === step);
  const k = Math.max(...scores.map(score => score.k));
  const two = before !== after;
  const number = text => ({ cell: text, class: "number" });
  const head = ["benchmark", "questions", "greedy" + (two ? " before" : ""), two ? "after" : null, two ? "change" : null,
    k ? "avg@" + k + (two ? " before" : "") : null, k && two ? "after" : null, k && two ? "change" : null, k ? "pass@" + k : null, "tokens", "cut off"]
    .filter(one => one !== null).map((one, i) => i === 0 ? one : number(one));
  head.push({ cell: el("span", { class: "ends" }, el("span", {}, "0"), el("span", {}, k ? "avg@" + k : "greedy"), el("span", {}, "100 %")) });
  const rows = benchmarks.map(benchmark => {
    const a = of(benchmark, before), b = of(benchmark, after);
    if (!b && !a) return null;
    const last = b ?? a;
    return [
      oneLine(benchmark), number(last.questions),
      number(score(a, "greedy")), two ? number(score(b, "greedy")) : null, two ? number(changed(a?.greedyAccuracy, b?.greedyAccuracy)) : null,
      k ? number(score(a, "sampled")) : null, k && two ? number(score(b, "sampled")) : null, k && two ? number(changed(a?.avgAtK, b?.avgAtK)) : null,
      k ? number(last.k ? percent(last.passAtK) : "–") : null,
      number(short(last.meanTokens)), number(percent(last.truncated)), { cell: bar(two ? a : null, last, k > 0), class: "bar" },
    ].filter(one => one !== null);
  }).filter(row => row !== null);
  fill(page.main,
    table(head, [...rows, mean(benchmarks.map(one => of(one, before)), benchmarks.map(one => of(one, after)), two, k)], { label: "Scores" }),
    el("p", { class: "hint" }, "Intervals are of 95 %: greedy by Wilson over questions, sampled over the questions' means. Choose a score to read the completions behind it."));
}

function mean(a, b, two, k) {
  const average = (list, key) => list.every(one => one) ? list.reduce((sum, one) => sum + one[key], 0) / list.length : undefined;
  const number = text => el("td", { class: "number" }, text);
  const row = el("tr", { class: "mean" }, el("td", {}, "mean"), el("td", {}));
  for (const key of k ? ["greedyAccuracy", "avgAtK"] : ["greedyAccuracy"]) {
    const [first, last] = [average(a, key), average(b, key)];
    row.append(number(percent(first)));
    if (two) row.append(number(percent(last)), number(changed(first, last)));
  }
  row.append(el("td", { colSpan: k ? 4 : 3 }));
  return row;
}

function score(record, kind) {
  if (!record || (kind === "sampled" && record.k === 0)) return "–";
  const [share, low, high] = kind === "greedy" ? [record.greedyAccuracy, record.low, record.high] : [record.avgAtK, record.avgLow, record.avgHigh];
  const id = [kind, record.step, record.benchmark].join(":");
  return el("a", { href: address("evaluation", { cell: id, level: null }), class: value("cell") === id ? "on" : undefined },
    percent(share), el("span", { class: "interval" }, " " + fixed(100 * low, 0) + "–" + fixed(100 * high, 0)));
}

function changed(before, after) {
  if (before === undefined || after === undefined) return "–";
  const points = 100 * (after - before);
  return el("span", { class: points > 0 ? "up" : points < 0 ? "down" : undefined }, (points > 0 ? "+" : points < 0 ? "−" : "") + fixed(Math.abs(points), 1));
}

/** Before and after as two marks with their intervals. */
function bar(before, after, sampled) {
  const use = record => sampled && record.k > 0 ? [record.avgAtK, record.avgLow, record.avgHigh] : [record.greedyAccuracy, record.low, record.high];
  const svg = node("svg", { width: 150, height: 22, role: "img", "aria-label": "score with interval" });
  svg.append(node("line", { x1: 5, x2: 145, y1: 11, y2: 11, class: "rail" }));
  for (const [record, kind, y] of [[before, "first", 7], [after, "last", 14]]) {
    if (!record) continue;
    const [share, low, high] = use(record).map(one => 5 + 140 * one);
    svg.append(node("line", { x1: low, x2: high, y1: y, y2: y, class: kind }), node("circle", { cx: share, cy: y, r: 3.5, class: kind }));
  }
  return svg;
}

function node(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, given]) => made.setAttribute(key, given));
  return made;
}

/** What is behind a score: its levels and its completions. */
async function cell() {
  const [kind, step, ...rest] = value("cell").split(":");
  const benchmark = rest.join(":");
  if (!benchmark) {
    fill(page.levels);
    fill(page.cell);
    return;
  }
  const parameters = { run, benchmark, step, greedy: kind === "greedy" ? "1" : "0", level: value("level"), judged: value("judged") };
  const [byLevel, found] = await Promise.all([
    ask("levels", { run, benchmark, step }, page.context.signal), ask("completions", parameters, page.context.signal)]);
  levels(byLevel.levels, kind);
  const cards = el("div", { class: "asked-of" + (kind === "greedy" ? " one-each" : "") });
  const more = el("p", { class: "note" });
  const add = answer => {
    for (const one of answer.completions) {
      if (cards.lastChild?.dataset.question !== one.question) {
        cards.append(el("section", { "data-question": one.question },
          el("p", { class: "asked" }, el("b", {}, oneLine(one.question)), " ", visible(one.questionText.slice(0, 300))), el("div", { class: "cards" })));
      }
      cards.lastChild.lastChild.append(card(one, { run, colour: "none" }));
    }
    fill(more, answer.next === null ? (cards.childElementCount ? "" : "There are none.")
      : el("button", { type: "button", onclick: async () => add(await ask("completions", { ...parameters, after: answer.next })) }, "show more"));
  };
  fill(page.cell,
    el("div", { class: "tools" },
      el("h2", {}, oneLine(benchmark) + ", " + (kind === "greedy" ? "greedy" : "sampled") + ", " + (step === "0" ? "before training" : "after step " + step) + (value("level") ? ", level " + oneLine(value("level")) : "")),
      choice("Show", [["", "all verdicts"], ["right", "right"], ["wrong", "wrong"], ["truncated", "cut off"], ["not_evaluated", "not worked out"]],
        value("judged"), judged => change({ judged }), { id: "judged" }),
      el("a", { href: address("evaluation", { cell: null, level: null, judged: null }) }, "close")),
    cards, more);
  add(found);
}

function levels(found, kind) {
  if (found.length < 2) return fill(page.levels);
  const of = level => kind === "greedy" ? [level.greedyCorrect, level.greedy] : [level.sampledCorrect, level.sampled];
  fill(page.levels, el("h2", {}, "By level"), el("div", { class: "levels" }, found.map(level => {
    const [right, all] = of(level);
    const box = el("a", { class: "level card" + (value("level") === level.level ? " on" : ""), href: address("evaluation", { level: value("level") === level.level ? null : level.level }) },
      el("span", { class: "hint" }, level.level ? oneLine(level.level) : "no level"), el("b", {}, all ? percent(right / all, 0) : "–"), el("span", { class: "hint" }, right + " of " + all));
    return box;
  })));
}
