// The browser of groups: what was said to each question of a step, side by side; a search over all steps; one question over the run.
import { card, COLOURINGS, dot, shade, verdict } from "./completion.js";
import { choice, el, fill, table } from "./dom.js";
import { address, ask, change, chosenRuns, go, place, value } from "./state.js";
import { oneLine, reflects, short, signed, visible } from "./text.js";

const JUDGED = [["", "all verdicts"], ["right", "right"], ["wrong", "wrong"], ["truncated", "cut off"], ["not_evaluated", "not worked out"]];
const SORTS = [["", "by step"], ["-tokens", "longest first"], ["tokens", "shortest first"], ["-reward", "highest reward"], ["reward", "lowest reward"],
  ["-advantage", "highest advantage"], ["advantage", "lowest advantage"], ["logprob", "most surprising"]];

let page;
let found = null;
let tokens = new Map();

export const groups = {
  async open(host, context) {
    page = { context, tools: el("div", { class: "tools" }), search: el("div", { class: "tools" }), main: el("div") };
    found = null;
    fill(host, page.tools, page.search, page.main);
    await show();
  },
  place: show,
  /** A run that began is there to choose. */
  runs() {
    const select = page.tools.querySelector("#run");
    if (select && select !== document.activeElement && select.options.length !== page.context.runs().length) tools();
  },
  /** What is being read stays; that there is more is said beside it. */
  steps(event) {
    if (event.run !== chosenRuns()[0] || !found?.groups) return;
    if (found.groups.length === 0 && value("step") === "") return newest();
    found.last = event.last;
    page.newest.hidden = found.last <= found.step;
    page.newest.textContent = "newest: step " + found.last;
    page.forward.disabled = !(found.next || found.last > found.step);
    if (page.slider) page.slider.max = found.last;
    else if (!page.tools.contains(document.activeElement)) tools();
  },
  key(event) {
    const move = { j: 1, k: -1, "]": 1, "[": -1 }[event.key];
    if ("[]".includes(event.key) && found?.groups) return page.context.guarded(() => step(move)), true;
    if ("jk".includes(event.key)) return next(move), true;
    if (event.key === "c") {
      const at = COLOURINGS.findIndex(([name]) => name === value("colour", "none"));
      change({ colour: at === COLOURINGS.length - 1 ? null : COLOURINGS[at + 1][0] });
      return true;
    }
    if (event.key === "Enter" && found?.groups && !event.target.closest?.("a, button, summary")) {
      const all = [...page.main.querySelectorAll(".completion details")];
      const open = !all[0]?.open;
      all.forEach(details => (details.open = open));
      return true;
    }
    return false;
  },
};

function searching() {
  return value("q") !== "" || value("judged") !== "" || value("sort") !== "" || value("all") === "1";
}

async function show() {
  const run = chosenRuns()[0];
  if (!run) return fill(page.main, el("p", { class: "note" }, "There is no run to look into."));
  const key = [run, value("step"), value("question"), value("follow"), value("q"), value("judged"), value("sort"), searching()].join("\u0000");
  const signal = page.context.signal;
  if (value("follow")) {
    found = { key, follow: await ask("question", { run, question: value("follow") }, signal) };
    tools();
    follow();
  } else if (searching()) {
    found = { key, page: await query(run, null) };
    tools();
    results();
  } else {
    const step = value("step");
    const kept = found?.groups && found.run === run && (step === "" || String(found.step) === step);
    if (!kept) {
      found = { run, ...await ask("groups", { run, step }, signal) };
      tokens = new Map();
    }
    tools();
    await browse();
  }
}

function query(run, after) {
  const sort = value("sort");
  return ask("completions", {
    run, search: value("q"), judged: value("judged"), sort: sort.replace("-", ""), descending: sort.startsWith("-") ? "1" : "", after,
  }, page.context.signal);
}

function tools() {
  if (page.tools.contains(document.activeElement) && document.activeElement.id === "step") return;
  const box = el("input", {
    type: "number", id: "step", min: 1, value: found?.step ?? value("step"), "aria-label": "Step",
    onchange: () => change({ step: box.value, question: null, open: null, q: null, judged: null, sort: null, all: null, follow: null }),
  });
  const known = found?.groups ? found : null;
  page.slider = known && known.last > known.first ? el("input", {
    type: "range", min: known.first, max: known.last, value: known.step, "aria-label": "Step", tabIndex: -1,
    onchange: event => change({ step: event.target.value, question: null, open: null }),
  }) : null;
  page.forward = el("button", {
    type: "button", id: "forward", disabled: !(known?.next || known?.last > known?.step), onclick: () => page.context.guarded(() => step(1)),
    title: "the next step (])", "aria-label": "the next step",
  }, "›");
  page.newest = el("button", {
    type: "button", id: "newest", hidden: !found?.groups || found.step >= found.last,
    onclick: () => page.context.guarded(newest),
  }, "newest: step " + found?.last);
  if (!found?.groups) {
    fill(page.tools, page.context.runPicker(false));
    if (!page.search.contains(document.activeElement)) searchTools();
    return;
  }
  fill(page.tools, page.context.runPicker(false),
    el("span", { class: "field" }, el("span", {}, "Step"),
      el("button", { type: "button", disabled: !known?.previous, onclick: () => step(-1), title: "the step before ([)", "aria-label": "the step before" }, "‹"), box,
      page.forward, page.slider),
    choice("Colour", COLOURINGS, value("colour", "none"), colour => change({ colour: colour === "none" ? null : colour }), { id: "colour" }),
    scale(value("colour", "none")),
    page.newest);
  if (!page.search.contains(document.activeElement)) searchTools();
}

function searchTools() {
  const words = el("input", {
    type: "search", id: "search", placeholder: "search in all completions", value: value("q"), "aria-label": "Search in all completions",
    onkeydown: event => event.key === "Enter" && change({ q: words.value, follow: null }),
    onsearch: () => change({ q: words.value, follow: null }),
  });
  fill(page.search, words,
    choice("Show", JUDGED, value("judged"), judged => change({ judged, follow: null }), { id: "judged" }),
    choice("Order", SORTS, value("sort"), sort => change({ sort, follow: null }), { id: "sort" }),
    searching() || value("follow") ? el("a", { href: address("groups", { q: null, judged: null, sort: null, all: null, follow: null }) }, "back to the groups of a step") : null);
}

function scale(colour) {
  if (colour === "none") return null;
  const steps = { logprob: [0, -0.5, -2, -4], entropy: [0, 0.3, 1, 2.5], advantage: [-1, -0.3, 0, 0.3, 1] }[colour];
  return el("span", { class: "scale" }, steps.map(step => {
    const box = el("span", {}, String(step).replace("-", "−"));
    box.style.background = shade(colour, step);
    return box;
  }));
}

function newest() {
  found = null;
  change({ step: null, question: null, open: null });
  if (value("step") === "") return show();
}

async function step(by) {
  if (by > 0 && !found.next && found.last > found.step) {
    // Steps were done since: which of them comes next, the server knows.
    const shown = found;
    const now = await ask("groups", { run: found.run, step: found.step }, page.context.signal);
    shown.next = now.next;
  }
  const to = by > 0 ? found.next : found.previous;
  if (to) change({ step: String(to), question: null, open: null });
}

function next(by) {
  const links = [...page.main.querySelectorAll("[data-row]")];
  if (links.length === 0) return;
  const at = links.findIndex(link => link.classList.contains("on") || link === document.activeElement);
  const to = links[Math.max(0, Math.min(links.length - 1, at + by))];
  if (found.groups) change({ question: to.dataset.row, open: null, step: String(found.step) }, true);
  else to.focus();
  page.main.querySelector("[data-row].on")?.scrollIntoView({ block: "nearest" });
}

/** The groups of a step, and the one that is chosen. */
async function browse() {
  if (found.groups.length === 0) {
    return fill(page.main, el("div", { class: "empty card" }, found.last
      ? "No completions of step " + found.step + " were kept. Steps that have some: " + found.first + " to " + found.last + "."
      : "No completions have been kept yet."));
  }
  const chosen = found.groups.find(group => group.question === value("question")) ?? found.groups[0];
  const list = el("div", { class: "side card list" }, found.groups.map(group => row(group, group === chosen)));
  const right = el("div", { class: "group" });
  fill(page.main, el("div", { class: "beside wide" }, list, right));
  await group(right, chosen);
}

function row(group, on) {
  const rewards = group.completions.map(one => one.reward);
  return el("a", {
    class: "row" + (on ? " on" : ""), "data-row": group.question, "aria-current": on ? "true" : undefined,
    href: address("groups", { question: group.question, open: null, step: String(found.step) }),
  },
    el("span", { class: "asked" }, oneLine(group.text || group.prompt, 90)),
    el("span", { class: "dots" }, group.completions.map(dot), el("span", { class: "gap" }),
      el("span", { class: "hint" }, short(rewards.reduce((sum, one) => sum + one, 0) / rewards.length))));
}

async function group(host, chosen) {
  const run = chosenRuns()[0];
  const colour = value("colour", "none");
  if (colour !== "none" && !tokens.has(chosen.id)) {
    tokens.set(chosen.id, (await ask("tokens", { run, group: chosen.id }, page.context.signal)).tokens);
  }
  const reflecting = chosen.completions.filter(one => reflects(one.text)).length;
  fill(host,
    el("header", { class: "card question" },
      el("div", { class: "ask" }, visible(chosen.text || chosen.prompt)),
      el("p", { class: "facts" },
        el("span", {}, oneLine(chosen.question)), " · ",
        el("span", {}, chosen.references.length > 1 ? "answers " : "answer "),
        chosen.references.map(reference => el("code", {}, visible(reference))),
        Object.entries(chosen.tags).map(([name, tag]) => [" · ", oneLine(name + " " + tag)]),
        reflecting ? " · " + reflecting + " of " + chosen.completions.length + " reflect on themselves" : null, " · ",
        el("a", { href: address("groups", { follow: chosen.question, question: null, open: null }) }, "follow this question")),
      el("details", {}, el("summary", {}, "prompt"), el("pre", {}, visible(chosen.prompt)))),
    el("div", { class: "cards" }, chosen.completions.map(completion => card(completion, {
      run, colour, tokens: tokens.get(chosen.id)?.[completion.id],
      open: value("open").split(",").includes(String(completion.id)),
      toggled: open => toggled(completion.id, open),
    }))));
}

function toggled(id, open) {
  if (place().view !== "groups") return; // told late: the reader has gone on
  const ids = new Set(value("open").split(",").filter(one => one !== ""));
  if (ids.has(String(id)) === open) return;
  if (open) ids.add(String(id));
  else ids.delete(String(id));
  history.replaceState(null, "", address("groups", { open: [...ids].join(",") }));
}

/** What a search found, in any step. */
function results() {
  const run = chosenRuns()[0];
  const body = el("tbody");
  const more = el("p", { class: "note" });
  const add = found => {
    body.append(...found.completions.map(one => {
      const to = address("groups", { step: String(one.step), question: one.question, open: String(one.id), q: null, judged: null, sort: null, all: null });
      return el("tr", { onclick: event => event.target.closest("a") || go(to) },
        el("td", { class: "number" }, one.step),
        el("td", {}, el("a", { href: to, "data-row": one.id }, oneLine(one.question, 40))),
        el("td", {}, verdict(one)),
        el("td", { class: "number" }, short(one.reward)),
        el("td", { class: "number" }, one.advantage === null ? "–" : signed(one.advantage)),
        el("td", { class: "number" }, one.tokens),
        el("td", { class: "mono" }, one.answer === null ? "–" : oneLine(one.answer, 40)),
        el("td", { class: "excerpt" }, oneLine(one.text, 140)));
    }));
    fill(more, found.next === null
      ? (body.childElementCount ? "That is all: " + body.childElementCount + "." : "Nothing was found.")
      : [el("button", { type: "button", id: "more", onclick: async () => add(await query(run, found.next)) }, "show more"),
        body.childElementCount === 0 ? " nothing among the first " + found.looked : null]);
  };
  const shown = table(["step", "question", "verdict", "reward", "advantage", "tokens", "answer", "completion"]
    .map((head, i) => ({ cell: head, class: [0, 3, 4, 5].includes(i) ? "number" : undefined })), [], { class: "runs", label: "Completions" });
  shown.querySelector("tbody").replaceWith(body);
  fill(page.main, shown, more);
  add(found.page);
}

/** One question over the run. */
function follow() {
  const groups = found.follow.groups;
  if (groups.length === 0) return fill(page.main, el("p", { class: "note" }, "No completions of this question were kept."));
  fill(page.main,
    el("header", { class: "card question" }, el("div", { class: "ask" }, visible(groups[0].text || groups[0].prompt)),
      el("p", { class: "facts" }, oneLine(value("follow")), " · asked in " + groups.length + (groups.length === 1 ? " step" : " steps") + " that were kept")),
    el("div", { class: "followed" }, groups.map(group => el("section", {},
      el("h3", {}, el("a", { "data-row": group.question, href: address("groups", { step: String(group.step), question: group.question, follow: null, open: null }) }, "step " + group.step),
        " ", el("span", { class: "dots" }, group.completions.map(dot))),
      el("div", { class: "cards" }, group.completions.map(completion => card(completion, { run: chosenRuns()[0], colour: "none" })))))));
}
