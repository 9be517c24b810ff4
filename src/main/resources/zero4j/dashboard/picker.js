// Which runs are shown: boxes to tick beside the curves, a list elsewhere.
import { choice, el } from "./dom.js";
import { colourOf } from "./series.js";
import { change, chosenRuns } from "./state.js";

/** Runs to choose from, newest first: many of them, or one. */
export function runPicker(summaries, many) {
  const chosen = chosenRuns();
  if (!many) {
    return choice("Run", summaries.map(run => [run.name, run.name]), chosen[0], name => change({ run: [name], step: null, question: null }), { id: "run" });
  }
  const list = el("div", { class: "picker" }, summaries.map(run => row(run, chosen)));
  return el("details", { class: "side card", open: innerWidth > 800 },
    el("summary", {}, "Runs", el("span", { class: "count" }, chosen.length + " of " + summaries.length)), list);
}

function row(run, chosen) {
  const on = chosen.includes(run.name);
  const mark = el("i", { class: "swatch" });
  if (on) mark.style.background = colourOf(run.name);
  const box = el("input", {
    type: "checkbox", checked: on, "data-run": run.name,
    onchange: () => change({ run: box.checked ? [...chosen, run.name] : chosen.filter(name => name !== run.name), zoom: null }),
  });
  return el("label", { class: on ? "on" : undefined, title: run.name }, box, mark,
    el("span", { class: "name" }, run.name), el("span", { class: "state " + word(run.state) }, run.state === "running" ? "live" : ""));
}

function word(state) {
  return state.split(/[ :]/)[0];
}
