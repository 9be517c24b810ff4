// One completion: what was said, how it was judged and why. All of it is text from outside, and is shown as text only.
import { css } from "./chart.js";
import { el, fill } from "./dom.js";
import { ask } from "./state.js";
import { keywordRanges, marked, oneLine, opening, short, signed, size, visible } from "./text.js";

export const COLOURINGS = [["none", "none"], ["logprob", "log-prob"], ["entropy", "entropy"], ["advantage", "advantage"]];

const OUTCOMES = {
  correct: "right", incorrect: "wrong", unparseable: "not readable", over_budget: "too much work to compare", no_answer: "no answer",
};

/** A verdict as a sign and a word, not by its colour alone. */
export function verdict(completion) {
  const right = completion.outcome === "correct";
  return el("span", { class: "verdict " + (right ? "right" : "wrong") }, right ? "✓ " : "✗ ", OUTCOMES[completion.outcome] ?? oneLine(completion.outcome));
}

/** A mark for a completion in a row of them. */
export function dot(completion) {
  const right = completion.outcome === "correct";
  const cut = completion.finish === "length";
  return el("span", {
    class: "dot " + (right ? "right" : "wrong") + (cut ? " cut" : ""),
    title: (OUTCOMES[completion.outcome] ?? completion.outcome) + ", reward " + short(completion.reward) + (cut ? ", cut off" : ""),
  }, right ? "✓" : "✗");
}

/**
 * A card. options: run; open: whether the explanation is shown; toggled: told when it is opened or closed; colour: one of
 * COLOURINGS; tokens: values of its tokens, if known; where: whether to say step and question.
 */
export function card(completion, options) {
  const body = el("div", { class: "said", tabIndex: 0, role: "region", "aria-label": "completion " + completion.sample });
  paint(body, completion, options);
  const why = el("div", { class: "why" });
  const details = el("details", {
    open: options.open,
    ontoggle: () => {
      options.toggled?.(details.open);
      if (details.open) explain(why, completion, options);
    },
  }, el("summary", {}, answer(completion),
    el("span", { class: "rule" }, oneLine(completion.rule, 300))), why);
  return el("article", { class: "completion card " + (completion.outcome === "correct" ? "right" : "wrong"), "data-id": completion.id },
    el("header", {}, verdict(completion), el("span", { class: "gap" }),
      el("span", { title: "reward" }, "reward ", el("b", {}, short(completion.reward))),
      completion.advantage === null ? null : el("span", { title: "advantage" }, "adv ", el("b", {}, signed(completion.advantage)))),
    el("p", { class: "facts" }, facts(completion)),
    body, details);
}

function facts(completion) {
  const ended = { length: "cut off", eos: "ended", stop: "stopped" }[completion.finish] ?? oneLine(completion.finish);
  return [
    completion.tokens + " tokens", ended,
    completion.version === null ? null : "policy " + completion.version,
    completion.logprob === null ? null : "log-prob " + short(completion.logprob),
    completion.temperature === 0 ? "greedy" : null,
  ].filter(fact => fact !== null).join(" · ");
}

function paint(body, completion, options) {
  const values = options.tokens;
  if (options.colour !== "none" && values && values[series(options.colour)]) {
    fill(body, coloured(completion.text, values, options.colour, completion.advantage));
  } else if (options.colour === "advantage" && completion.advantage !== null) {
    const whole = el("span", { title: "advantage " + signed(completion.advantage) }, marked(completion.text));
    whole.style.background = shade("advantage", completion.advantage);
    fill(body, whole);
  } else {
    fill(body, marked(completion.text));
    if (options.colour !== "none") body.append(el("p", { class: "hint" }, missing(options.colour, values)));
  }
  if (completion.chars > completion.text.length) {
    body.append(el("button", { type: "button", onclick: () => whole(body, completion, options) },
      "… show all " + size(completion.chars) + " characters"));
  }
}

/** Why a completion has nothing to be coloured by. */
function missing(colour, values) {
  if (colour === "advantage") return "it has no advantage: nothing was learnt from it";
  return values && colour === "entropy"
    ? "it has no entropy: the learner computes it only where it learns, not in groups of equal rewards"
    : "the values of its tokens were not kept";
}

/** The answer in a line of its own. A reward that looks for none has none to show. */
function answer(completion) {
  if (completion.answer !== null) return el("span", { class: "mono" }, visible(completion.answer.slice(0, 200)));
  return sought(completion) ? el("span", { class: "mono" }, "no answer found") : null;
}

function sought(completion) {
  return completion.answer !== null || (completion.outcome === "no_answer" && completion.finish !== "length");
}

async function whole(body, completion, options) {
  const answer = await ask("completion", { run: options.run, id: completion.id });
  fill(body, visible(answer.text));
}

function series(colour) {
  return { logprob: "logprobs", entropy: "entropies", advantage: "advantages" }[colour];
}

function coloured(text, values, colour, own) {
  const reflecting = keywordRanges(text);
  const nodes = [];
  let from = 0;
  for (let i = 0; i < values.lengths.length && from < text.length; i++) {
    const to = Math.min(text.length, from + values.lengths[i]);
    const token = el("span", {
      class: reflecting.some(([first, end]) => first < to && end > from) ? "reflecting" : undefined,
      title: "log-prob " + short(values.logprobs[i]) + ", probability " + Math.exp(values.logprobs[i]).toFixed(3)
        + (values.entropies ? ", entropy " + short(values.entropies[i]) : "")
        + ", advantage " + signed(values.advantages ? values.advantages[i] : own),
    }, from === 0 ? opening(text.slice(0, to)) : visible(text.slice(from, to)));
    token.style.background = shade(colour, values[series(colour)][i]);
    nodes.push(token);
    from = to;
  }
  nodes.push(...visible(text.slice(from)));
  return nodes;
}

/** The ground of a token: the stronger the more surprising, the less certain, the more it is pushed. */
export function shade(colour, value) {
  const strength = colour === "advantage" ? Math.min(1, Math.abs(value)) : Math.min(1, Math.abs(value) / (colour === "logprob" ? 4 : 2.5));
  const tone = colour === "advantage" ? (value >= 0 ? "--right" : "--wrong") : colour === "logprob" ? "--wrong" : "--right";
  return css(tone) + Math.round(150 * Math.sqrt(strength)).toString(16).padStart(2, "0");
}

async function explain(why, completion, options) {
  if (why.childElementCount) return;
  try {
    const reading = (await ask("completion", { run: options.run, id: completion.id })).reading;
    const line = (name, text) => [el("dt", {}, name), el("dd", { class: "mono" }, text === null || text === "" ? "–" : visible(text))];
    fill(why, el("dl", {},
      sought(completion) ? [line("answer", completion.answer), line("read as", reading.answerRead)] : null,
      completion.references.map((reference, i) => [line("reference", reference), line("read as", reading.referencesRead[i] ?? "")]),
      reading.form ? line("left undone", reading.form) : null,
      line("decided by", completion.rule)));
  } catch (failure) {
    fill(why, el("p", { class: "hint" }, failure.message));
  }
}
