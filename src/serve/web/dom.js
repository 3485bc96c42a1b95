// Small tools to build pages with: no page is ever built of text that a browser reads as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Sets attributes: `on…` is a listener, `false` and `null` leave one out, `true` sets it bare. */
function dress(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, String(value));
  }
  return element;
}

/** Appends children: elements, words, lists of both; `null` and `false` are nothing. */
function fill(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** An element of HTML. */
export function h(tag, attributes = {}, ...children) {
  return fill(dress(document.createElement(tag), attributes), children);
}

/** An element of SVG. */
export function s(tag, attributes = {}, ...children) {
  return fill(dress(document.createElementNS(SVG, tag), attributes), children);
}

/** Puts other children into an element. */
export function refill(element, ...children) {
  element.replaceChildren();
  return fill(element, children);
}

/** How long what was told stays, in milliseconds: long enough to be read out before it goes. */
const TOLD = 5000;

/** Tells a screen reader what has just happened, behind what it was told a moment ago: one does not cut off the other. */
export function tell(words) {
  const line = h("p", {}, words);
  document.getElementById("told").append(line);
  setTimeout(() => line.remove(), TOLD);
}

let count = 0;

/** An id that no other element has. */
export function freshId(stem) {
  count += 1;
  return `${stem}-${count}`;
}

/** Words in which names stand between backticks, as messages of the program have them. */
export function named(words) {
  return words.split("`").map((part, at) => (at % 2 ? h("code", {}, part) : part));
}

/** A control with its label. */
export function field(label, control, attributes = {}) {
  const id = control.id || freshId("field");
  control.id = id;
  return h("div", { class: "field", ...attributes }, h("label", { for: id }, label), control);
}

/** A select: `options` are pairs of value and words. */
export function select(options, chosen, onchange, attributes = {}) {
  const made = options.map(([value, words]) => h("option", { value, selected: value === chosen }, words));
  return h("select", { ...attributes, onchange: event => onchange(event.target.value) }, made);
}

/** A button; `attributes.class` says which sort. */
export function button(words, onclick, attributes = {}) {
  return h("button", { type: "button", ...attributes, onclick }, words);
}

/** Small drawings that stand beside words, never instead of them. */
const DRAWINGS = {
  yes: "M3 8.5 6.5 12 13 4.5",
  no: "M4 4l8 8M12 4l-8 8",
  mind: "M8 2.5 14.5 13.5H1.5ZM8 6.5v3.2M8 11.6v.4",
  pen: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3Z",
  sheet: "M4 1.5h5.5L12.5 4.5v10H4ZM9.5 1.5v3h3",
  down: "M8 2v8M4.5 7 8 10.5 11.5 7M3 13.5h10",
  again: "M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3",
  fold: "M6 3.5 10.5 8 6 12.5",
};

/** One of the drawings. */
export function icon(name) {
  const line = s("path", { d: DRAWINGS[name] });
  return s("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" }, line);
}
