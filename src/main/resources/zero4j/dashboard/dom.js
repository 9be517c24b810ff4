// Elements are built here and nowhere by text: whatever data hold stays text.

/** An element with properties (on… are listeners, data-… and aria-… attributes) and children; texts stay texts. */
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value === true ? "" : value);
    else made[name] = value;
  }
  append(made, children);
  return made;
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
}

/** Puts children in the place of whatever is there. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
  return parent;
}

/** A drop-down list. Choices are [value, text]. */
export function choice(label, choices, value, changed, properties = {}) {
  const select = el(
    "select",
    { "aria-label": label, ...properties, onchange: () => changed(select.value) },
    choices.map(([key, text]) => el("option", { value: key, selected: key === value }, text)));
  return el("label", { class: "field" }, el("span", {}, label), select);
}

/** A box to tick. */
export function tick(label, checked, changed, properties = {}) {
  const box = el("input", { type: "checkbox", checked, ...properties, onchange: () => changed(box.checked) });
  return el("label", { class: "tick" }, box, el("span", {}, label));
}

/** A table: head cells, then rows of cells; a cell is a text, a node, or {cell, class}. */
export function table(head, rows, properties = {}) {
  const cell = (tag, value) => value && typeof value === "object" && "cell" in value
    ? el(tag, { class: value.class, title: value.title }, value.cell)
    : el(tag, {}, value);
  return el("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": properties.label ?? "table" },
    el("table", { class: properties.class },
      el("thead", {}, el("tr", {}, head.map(value => cell("th", value)))),
      el("tbody", {}, rows.map(row => row instanceof Node ? row : el("tr", {}, row.map(value => cell("td", value)))))));
}
