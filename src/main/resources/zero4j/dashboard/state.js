// Where the reader is: the view and its choices, in the address, so that it can be shared and outlives a reload.

const VIEWS = ["overview", "curves", "groups", "evaluation", "settings"];
const listeners = [];

export const views = VIEWS;

/** The place that the address names: {view, values}, values being lists of texts by name. */
export function place() {
  const [name, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const values = {};
  for (const [key, value] of new URLSearchParams(query)) (values[key] ??= []).push(value);
  return { view: VIEWS.includes(name) ? name : "overview", values };
}

/** One value of the address. */
export function value(name, otherwise = "") {
  return place().values[name]?.[0] ?? otherwise;
}

/** The runs that are chosen, in order; the first is the one that views of a single run show. */
export function chosenRuns() {
  return place().values.run ?? [];
}

/** An address for a link. Changes are values by name: a text, a list, or null to leave it out. */
export function address(view, changes = {}, keep = true) {
  const now = place();
  const values = keep ? { ...now.values } : {};
  for (const [name, given] of Object.entries(changes)) {
    if (given === null || given === "" || given === undefined || (Array.isArray(given) && given.length === 0)) delete values[name];
    else values[name] = Array.isArray(given) ? given : [String(given)];
  }
  const query = new URLSearchParams();
  for (const [name, list] of Object.entries(values)) for (const one of list) query.append(name, one);
  return "#" + view + (query.size ? "?" + query : "");
}

/** An address of another view: it keeps only the runs. */
export function elsewhere(view, changes = {}) {
  return address(view, { run: chosenRuns(), ...changes }, false);
}

/** Changes values of this view's address. A change of the smallest kind makes no entry in the browser's history. */
export function change(changes, small = false) {
  go(address(place().view, changes), small);
}

export function go(to, small = false) {
  if (to === location.hash) return;
  if (small) {
    history.replaceState(null, "", to);
    listeners.forEach(listener => listener());
  } else {
    location.hash = to;
  }
}

export function onPlace(listener) {
  listeners.push(listener);
}

addEventListener("hashchange", () => listeners.forEach(listener => listener()));

/** Asks the server. What goes wrong is an Error with a sentence for people. */
export async function ask(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    if (given !== undefined && given !== null && given !== "") query.set(name, given);
  }
  let answer;
  try {
    answer = await fetch("/api/" + path + (query.size ? "?" + query : ""), { signal });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    const message = "The server does not answer: training and its page ended, or the connection is cut. What is shown is what was known. To look at runs after training: ./zero4j dashboard";
    throw Object.assign(new Error(message), { unreachable: true });
  }
  const body = await answer.json().catch(() => ({ problem: "The server answered something that is not JSON." }));
  if (!answer.ok) throw new Error(body.problem ?? "The server answered " + answer.status + ".");
  return body;
}

/** Light, dark, or as the system has it. */
export const theme = {
  get: () => localStorage.getItem("zero4j-theme") ?? "system",
  set(name) {
    localStorage.setItem("zero4j-theme", name);
    theme.apply();
  },
  next() {
    theme.set({ system: "light", light: "dark", dark: "system" }[theme.get()]);
  },
  apply() {
    document.documentElement.dataset.theme = theme.get();
    listeners.forEach(listener => listener("theme"));
  },
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => listeners.forEach(listener => listener("theme")));
