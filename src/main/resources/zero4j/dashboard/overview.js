// The view of all runs: what they are and how they do.
import { el, fill, table } from "./dom.js";
import { address, go } from "./state.js";
import { duration, oneLine, percent, short } from "./text.js";

let page;
let at = -1;

export const overview = {
  open(host, context) {
    page = { host, context };
    draw();
  },
  place: () => draw(),
  runs: () => draw(),
  key(event) {
    const rows = [...page.host.querySelectorAll("tbody tr")];
    if ("jk".includes(event.key) && rows.length) {
      at = Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)));
      rows[at].querySelector("a")?.focus();
      return true;
    }
    return false;
  },
};

function draw() {
  const runs = page.context.runs();
  const focused = document.activeElement?.dataset?.run;
  if (runs.length === 0) {
    fill(page.host, el("div", { class: "empty card" },
      el("h2", {}, "No runs yet"),
      el("p", {}, "Runs appear here as soon as they begin: ", el("code", {}, "./zero4j train"), ".")));
    return;
  }
  const lead = page.host.querySelector(".lead");
  const rows = [...page.host.querySelectorAll("tbody tr")];
  if (lead && rows.length === runs.length && runs.every((run, i) => rows[i].dataset.name === run.name)) {
    lead.textContent = summary(runs);
    // The link stays the same element, so that neither a click nor the focus is lost while numbers change.
    rows.forEach((old, i) => old.replaceChildren(old.firstChild, ...[...row(runs[i]).children].slice(1)));
    return;
  }
  fill(page.host,
    el("p", { class: "lead" }, summary(runs)),
    table(
      ["run", "state", "algorithm", "model", "steps", "reward", "accuracy", "evaluation", "tokens/s", "s/step", "remaining"]
        .map((head, i) => ({ cell: head, class: i >= 4 ? "number" : undefined })),
      runs.map(row), { class: "runs", label: "Runs" }));
  if (focused) page.host.querySelector("[data-run='" + CSS.escape(focused) + "']")?.focus();
}

function summary(runs) {
  const running = runs.filter(run => run.state === "running").length;
  return runs.length + (runs.length === 1 ? " run" : " runs") + (running ? ", " + running + " training now" : "");
}

function row(run) {
  const to = address("curves", { run: [run.name] }, false);
  const number = value => ({ cell: value, class: "number" });
  const state = run.state;
  const progress = el("span", { class: "progress" }, el("i"));
  progress.firstChild.style.width = 100 * Math.min(1, run.step / Math.max(1, run.steps)) + "%";
  return el("tr", { "data-name": run.name, onclick: event => event.target.closest("a") || go(to) },
    [
      { cell: el("a", { href: to, "data-run": run.name }, oneLine(run.name, 80)) },
      { cell: el("span", { class: "state " + state, title: oneLine(run.problem ?? run.state, 400) }, state) },
      { cell: oneLine(run.algorithm) }, { cell: oneLine(run.model, 40), class: "model", title: run.model },
      number([run.steps ? run.step + " / " + run.steps : String(run.step), progress]),
      number(short(run.reward)), number(percent(run.accuracy)),
      number(evaluations(run)), number(whole(run.tokensPerSecond)), number(short(run.secondsPerStep)),
      number(run.state === "running" ? duration(run.remaining) : "–"),
    ].map(({ cell, class: kind, title }) => el("td", { class: kind, title }, cell)),
);
}

/** Speeds of runs stand below each other: all in the same digits. */
function whole(value) {
  return value === null || value === undefined ? "–" : value.toFixed(0);
}

function evaluations(run) {
  if (run.evaluatedBefore === null || run.evaluatedBefore === undefined) return "–";
  const before = percent(run.evaluatedBefore);
  return run.evaluatedAfter === null || run.evaluatedAfter === undefined ? before : before + " → " + percent(run.evaluatedAfter);
}
