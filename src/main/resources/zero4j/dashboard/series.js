// What a run measured, as lists that grow while it trains.
import { css, smoothed } from "./chart.js";
import { ask } from "./state.js";

const POINTS = 500;
/** Points of a metric after which the thinned curve is asked for anew. */
const MOST = 4 * POINTS;

class Run {
  constructor(answer) {
    this.name = answer.run;
    this.last = answer.last;
    this.metrics = answer.metrics;
    this.tokens = answer.tokens;
    this.seconds = answer.seconds;
  }

  has(metric) {
    return this.metrics[metric]?.step.length > 0;
  }


  steps(metric) {
    return this.metrics[metric].step;
  }

  values(metric) {
    return this.metrics[metric].value;
  }

  /** Adds curves that were asked for later; steps that the server told of meanwhile stay. */
  merge(answer) {
    for (const [name, curve] of Object.entries(answer.metrics)) {
      const news = this.metrics[name];
      this.metrics[name] = curve;
      if (news) this.grow(curve, news);
    }
  }

  /** The smallest and largest value of each point, where points stand for several steps. */
  range(metric) {
    const { low, high } = this.metrics[metric];
    return low ? { low, high } : {};
  }

  /** Adds steps that the server told of; false if some between are missing, or the run began anew. */
  append(news) {
    if (news.reset || news.after > this.last) return false;
    for (const [name, line] of Object.entries(news.metrics)) {
      const curve = this.metrics[name] ??= { step: [], value: [] };
      this.grow(curve, line);
      if (curve.step.length > MOST) return false;
    }
    this.grow(this.tokens, news.tokens);
    this.grow(this.seconds, news.seconds);
    this.last = news.last;
    return true;
  }

  grow(curve, line) {
    line.step.forEach((step, i) => {
      if (step <= (curve.step.at(-1) ?? 0)) return;
      curve.step.push(step);
      curve.value.push(line.value[i]);
      curve.low?.push(line.value[i]);
      curve.high?.push(line.value[i]);
    });
  }

  /** Two quantities of the same steps, as means over stretches of them: at most so many, in the order of time. */
  pairs(first, second, most) {
    const width = Math.max(1, Math.ceil(this.last / most));
    const means = metric => {
      const bins = new Map();
      this.steps(metric).forEach((step, i) => {
        const number = this.values(metric)[i];
        if (number === null) return;
        const bin = bins.get(Math.floor(step / width)) ?? [0, 0];
        bins.set(Math.floor(step / width), [bin[0] + number, bin[1] + 1]);
      });
      return bins;
    };
    const a = means(first), b = means(second);
    return [...a.keys()].filter(bin => b.has(bin)).map(bin => [a.get(bin)[0] / a.get(bin)[1], b.get(bin)[0] / b.get(bin)[1]]);
  }
}

/** Curves of a run: long runs have many points, so only those are asked for that are shown. */
function askCurves(run, metrics, signal) {
  return ask("curves", { run, metrics: metrics.join(","), points: POINTS }, signal);
}

export async function loadMore(run, metrics, signal) {
  run.merge(await askCurves(run.name, metrics, signal));
}

export async function loadRun(name, metrics, signal) {
  const [answer, evaluations] = await Promise.all([
    askCurves(name, metrics, signal),
    ask("evaluations", { run: name }, signal)]);
  const greedy = { step: [], value: [] }, sampled = { step: [], value: [] };
  for (const step of [...new Set(evaluations.scores.map(score => score.step))].sort((a, b) => a - b)) {
    const scores = evaluations.scores.filter(score => score.step === step);
    greedy.step.push(step);
    greedy.value.push(average(scores.map(score => score.greedyAccuracy)));
    if (scores.some(score => score.k > 0)) {
      sampled.step.push(step);
      sampled.value.push(average(scores.filter(score => score.k > 0).map(score => score.avgAtK)));
    }
  }
  return new Run({ ...answer, metrics: { ...answer.metrics, eval_greedy: greedy, eval_avg: sampled } });
}

function average(values) {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** Where steps lie on the axis that is chosen. */
export function positions(run, steps, x) {
  if (x === "step") return steps;
  return interpolated(x === "tokens" ? run.tokens : run.seconds, steps);
}

function interpolated(sums, steps) {
  let at = 0;
  return steps.map(step => {
    while (at < sums.step.length - 1 && sums.step[at + 1] <= step) at++;
    if (step < sums.step[at]) return at === 0 && sums.step.length ? sums.value[0] * step / sums.step[0] : 0;
    if (at >= sums.step.length - 1) return sums.value.at(-1) ?? step;
    const share = (step - sums.step[at]) / (sums.step[at + 1] - sums.step[at]);
    return sums.value[at] + share * (sums.value[at + 1] - sums.value[at]);
  });
}

/** The mean of a metric over runs, with the least and the greatest beside it. */
export function mean(runs, metric, x, weight) {
  const curves = runs.map(run => ({ x: positions(run, run.steps(metric), x), y: smoothed(run.values(metric), weight) }));
  const places = [...new Set(curves.flatMap(curve => curve.x))].sort((a, b) => a - b);
  const rows = curves.map(curve => at(curve, places));
  const y = [], low = [], high = [];
  places.forEach((_, i) => {
    const known = rows.map(row => row[i]).filter(value => value !== null);
    y.push(known.length ? average(known) : null);
    low.push(known.length ? Math.min(...known) : null);
    high.push(known.length ? Math.max(...known) : null);
  });
  return { x: places, y, low, high, width: 2 };
}

function at(curve, places) {
  let i = 0;
  return places.map(place => {
    while (i < curve.x.length - 1 && curve.x[i + 1] <= place) i++;
    if (curve.x.length === 0 || place < curve.x[0] || place > curve.x.at(-1)) return null;
    if (i === curve.x.length - 1 || curve.y[i] === null || curve.y[i + 1] === null) return curve.y[i];
    const share = (place - curve.x[i]) / (curve.x[i + 1] - curve.x[i]);
    return curve.y[i] + share * (curve.y[i + 1] - curve.y[i]);
  });
}

let coloured = [];

/** Gives each group of runs a colour, in order. */
export function colourRuns(groups) {
  coloured = groups;
}

/** The colour of a run among those that are chosen. */
export function colourOf(name) {
  const colours = css("--runs").split(" ");
  const at = coloured.findIndex(group => group.includes(name));
  return colours[(at < 0 ? 0 : at) % colours.length];
}
