// Which runs are shown: boxes to tick beside the curves, a list elsewhere.
import { choice, el } from "./dom.js";
import { colourOf } from "./series.js";
import { change, chosenRuns } from "./state.js";
import { named, oneLine } from "./text.js";

/** Runs to choose from, newest first: many of them, or one. Those that are chosen may have the colours of their lines. */
export function runPicker(summaries, many, coloured = false) {
  const chosen = chosenRuns();
  if (!many) {
    return choice("Run", summaries.map(run => [run.name, oneLine(run.name)]), chosen[0], name => change({ run: [name], step: null, question: null }), { id: "run" });
  }
  const list = el("div", { class: "picker" }, summaries.map(run => row(run, chosen, coloured)));
  return el("details", { class: "side card", open: innerWidth > 800 },
    el("summary", {}, "Runs", el("span", { class: "count" }, chosen.length + " of " + summaries.length)), list);
}

function row(run, chosen, coloured) {
  const on = chosen.includes(run.name);
  const mark = coloured ? el("i", { class: "swatch" }) : null;
  if (on && mark) mark.style.background = colourOf(run.name);
  const box = el("input", {
    type: "checkbox", checked: on, "data-run": run.name,
    onchange: () => change({ run: box.checked ? [...chosen, run.name] : chosen.filter(name => name !== run.name), zoom: null }),
  });
  return el("label", { class: on ? "on" : undefined, title: oneLine(run.name) }, box, mark,
    el("span", { class: "name" }, named(run.name).name,
      el("small", {}, [oneLine(run.algorithm), run.seed ? "seed " + run.seed : null, named(run.name).time].filter(one => one).join(" · "))),
    el("span", { class: "state" }, run.state === "running" ? "live" : ""));
}
