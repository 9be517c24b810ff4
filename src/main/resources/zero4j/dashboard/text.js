// How numbers and texts are written.
import { el } from "./dom.js";

/** Words by which a text looks back at itself (arXiv 2503.20783, the self-reflection keywords). */
export const KEYWORDS = [
  "recheck", "rethink", "reassess", "reevaluate", "re-evaluate", "reevaluation", "re-examine", "reexamine",
  "reconsider", "reanalyze", "double-check", "check again", "think again", "verify again", "go over the steps",
];

const KEYWORD = new RegExp([...KEYWORDS].sort((a, b) => b.length - a.length).join("|"), "giu");

// Controls, formats (which reorder, hide or join letters) and lone surrogates: shown by their number. Line ends and tabs stay.
const ACTING = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/u;
const ACTING_ALL = /([\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029])/gu;

/** The number of a character that would act instead of being seen. */
function number(character) {
  return "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
}

/** Nodes for a text in which nothing hides or reorders letters. */
export function visible(text) {
  if (!ACTING.test(text)) return [text];
  const nodes = [];
  for (const part of text.split(ACTING_ALL)) {
    if (part === "") continue;
    if (part === "\n" || part === "\t" || !ACTING.test(part)) nodes.push(part);
    else nodes.push(el("span", { class: "acting", title: "an invisible character" }, number(part)));
  }
  return nodes;
}

/** The same on one line, as a string. */
export function oneLine(text, most = 160) {
  const line = text.slice(0, 4 * most).replace(/\s+/g, " ").trim().replace(ACTING_ALL, number);
  return line.length > most ? line.slice(0, most - 1) + "…" : line;
}

/** Nodes for a completion: visible, with the words marked by which it looks back at itself. */
export function marked(text) {
  const nodes = leading(text);
  let from = nodes.length;
  for (const found of text.matchAll(KEYWORD)) {
    nodes.push(...visible(text.slice(from, found.index)));
    nodes.push(el("mark", { title: "a word of self-reflection" }, found[0]));
    from = found.index + found[0].length;
  }
  nodes.push(...visible(text.slice(from)));
  return nodes;
}

/** Nodes for the beginning of a text. */
export function opening(text) {
  const nodes = leading(text);
  return [...nodes, ...visible(text.slice(nodes.length))];
}

/** Line ends that a text begins with, each as a sign: empty lines would hide that something stands in front. */
function leading(text) {
  const count = /^\n*/.exec(text)[0].length;
  return Array.from({ length: count }, () => el("span", { class: "newline", title: "a line end" }, "↵"));
}

/** Where those words are, as [begin, end]. */
export function keywordRanges(text) {
  return [...text.matchAll(KEYWORD)].map(found => [found.index, found.index + found[0].length]);
}

/** Whether a text looks back at itself. */
export function reflects(text) {
  const lower = text.toLowerCase();
  return KEYWORDS.some(word => lower.includes(word));
}

/** A run's name without the time in front of it, and that time. */
export function named(run) {
  const parts = /^\d{4}-(\d\d)-(\d\d)-(\d\d)(\d\d)\d\d-(.+)$/.exec(run);
  if (!parts) return { name: oneLine(run), time: "" };
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][Number(parts[1]) - 1] ?? parts[1];
  return { name: oneLine(parts[5]), time: Number(parts[2]) + " " + month + " " + parts[3] + ":" + parts[4] };
}

/** A number in few digits. */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e6) return (value / 1e6).toFixed(size >= 1e8 ? 0 : 1) + "M";
  if (size >= 1e4) return (value / 1e3).toFixed(size >= 1e5 ? 0 : 1) + "k";
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  if (size >= 0.01) return value.toFixed(3);
  return value.toExponential(1);
}

/** A number beside a mark of an axis: as short as it can be. */
export function mark(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return Number((value / 1e6).toPrecision(4)) + "M";
  if (size >= 1e4) return Number((value / 1e3).toPrecision(4)) + "k";
  if (size > 0 && size < 1e-3) return value.toExponential().replace(/(\.\d\d)\d*e/, "$1e");
  return String(Number(value.toPrecision(6)));
}

/** With so many digits after the point, halves of its shortest decimal form away from zero: as the console and the report round. */
export function fixed(value, digits) {
  const text = String(Math.abs(value));
  if (text.includes("e")) return value.toFixed(digits);
  return (value < 0 ? "-" : "") + Number(Math.round(Number(text + "e" + digits)) + "e-" + digits).toFixed(digits);
}

/** A share as percent. */
export function percent(share, digits = 1) {
  return share === null || share === undefined || !Number.isFinite(share) ? "–" : fixed(100 * share, digits) + " %";
}

/** A span of time. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  if (seconds < 60) return Math.round(seconds) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min " + Math.round(seconds % 60) + " s";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.round(seconds % 3600 / 60) + " min";
  return Math.floor(seconds / 86400) + " d " + Math.round(seconds % 86400 / 3600) + " h";
}

/** Bytes or characters. */
export function size(count) {
  if (count < 1e4) return String(count);
  return count < 1e6 ? (count / 1e3).toFixed(0) + "k" : (count / 1e6).toFixed(1) + "M";
}

export function signed(value, digits = 3) {
  if (value === 0) return "0";
  return value === null || value === undefined ? "–" : (value > 0 ? "+" : "−") + fixed(Math.abs(value), digits);
}
