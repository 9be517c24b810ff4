// The settings of the chosen runs: what was decided, what differs from the default and between them, what they were made with.
import { el, fill, table, tick } from "./dom.js";
import { ask, change, chosenRuns, value } from "./state.js";
import { oneLine, visible } from "./text.js";

let page;
const known = new Map();

export const settings = {
  async open(host, context) {
    page = { context, side: el("div"), main: el("div") };
    known.clear();
    fill(host, el("div", { class: "beside" }, page.side, page.main));
    await show();
  },
  place: show,
};

async function show() {
  const names = chosenRuns();
  await Promise.all(names.filter(name => !known.has(name)).map(async name =>
    known.set(name, await ask("settings", { run: name }, page.context.signal))));
  const focused = document.activeElement?.dataset?.run;
  fill(page.side, page.context.runPicker(true));
  if (focused) page.side.querySelector("[data-run='" + CSS.escape(focused) + "']")?.focus();
  const runs = names.map(name => known.get(name));
  if (runs.length === 0) return fill(page.main, el("p", { class: "note" }, "Choose one run or several to see their settings."));
  fill(page.main,
    el("div", { class: "tools" },
      tick("only what differs from the default", value("changed") === "1", on => change({ changed: on ? "1" : null }), { id: "changed" }),
      runs.length > 1 ? tick("only what differs between the runs", value("between") === "1", on => change({ between: on ? "1" : null }), { id: "between" }) : null),
    runs.flatMap(run => run.problems.map(problem => el("p", { class: "problem inside" }, oneLine(run.run) + ": " + oneLine(problem, 2000)))),
    chosen(runs), made(runs), said(runs));
}

function chosen(runs) {
  const keys = [...new Set(runs.flatMap(run => run.settings.map(setting => setting.key)))];
  const find = (run, key) => run.settings.find(setting => setting.key === key);
  const rows = [];
  for (const key of keys) {
    const values = runs.map(run => find(run, key)?.value ?? "–");
    const standards = new Set(runs.map(run => find(run, key)?.standard).filter(one => one !== undefined && one !== null));
    const changed = runs.map(run => find(run, key)?.changed ?? true);
    const differs = changed.some(one => one);
    const between = new Set(values).size > 1;
    if ((value("changed") === "1" && !differs) || (value("between") === "1" && runs.length > 1 && !between)) continue;
    rows.push(el("tr", { class: between ? "between" : undefined }, el("td", { class: "mono" }, oneLine(key)),
      values.map((one, i) => el("td", { class: "mono value" + (changed[i] ? " differs" : " same") }, visible(one))),
      el("td", { class: "mono standard" }, visible([...standards].join(" or ") || "–"))));
  }
  return [el("h2", {}, "Settings"), rows.length
    ? table(["setting", ...runs.map(run => oneLine(run.run)), "default"], rows, { class: "settings", label: "Settings" })
    : el("p", { class: "note" }, "None differ.")];
}

/** What the runs were made with. */
function made(runs) {
  const keys = [...new Set(runs.flatMap(run => Object.keys(run.made)))];
  if (keys.length === 0) return null;
  return [el("h2", {}, "Made with"), table(["", ...runs.map(run => oneLine(run.run))],
    keys.map(key => [oneLine(key), ...runs.map(run => ({ cell: visible(run.made[key] ?? "–"), class: "mono value" }))]), { class: "settings", label: "Made with" })];
}

/** Starts, warnings, and updates that were not applied. */
function said(runs) {
  return runs.map(run => [
    el("h2", {}, runs.length > 1 ? "What happened in " + oneLine(run.run) : "What happened"),
    table(["time", "step", "what"].map(head => ({ cell: head })),
      run.events.map(event => [new Date(event.time).toLocaleString(), { cell: String(event.step), class: "number" }, { cell: visible(event.text), class: "value" }]), { class: "settings", label: "What happened" })]);
}
