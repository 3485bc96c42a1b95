// Bars, drawn as SVG. Beside each stands the same as a table, for who cannot see them.

import { h, s } from "./dom.js";
import { count } from "./words.js";

/** How bars are laid out: on a narrow screen names stand above their bars. */
const WIDE = { width: 640, row: 30, names: 190, bar: 7, name: 20, columns: 22 };
const NARROW = { width: 340, row: 50, names: 0, bar: 24, name: 17, columns: 40 };

/** How many columns of a fixed width words take: Chinese characters are twice as wide as Latin ones. */
function breadth(words) {
  return [...words].reduce((sum, sign) => sum + (sign.codePointAt(0) > 0x2e7f ? 2 : 1), 0);
}

/** Words cut to so many columns. */
function cut(words, columns) {
  if (breadth(words) <= columns) return words;
  let kept = "";
  for (const sign of words) {
    if (breadth(kept + sign) > columns - 2) break;
    kept += sign;
  }
  return `${kept}…`;
}

/** One bar a row: `rows` are `{name, figure, words?, tone?, href?}`. */
export function bars(rows, label) {
  const most = Math.max(1, ...rows.map(row => row.figure));
  const plan = matchMedia("(max-width: 640px)").matches ? NARROW : WIDE;
  const room = plan.width - plan.names - 100;
  const drawn = rows.map((row, at) => {
    const [y, width] = [at * plan.row, row.figure ? Math.max(2, (row.figure / most) * room) : 0];
    const [x, middle] = [plan.names, y + plan.bar + 13];
    return s("g", {},
      s("text", { class: plan.names ? "name" : "", x: Math.max(0, x - 12), y: y + plan.name }, cut(row.name, plan.columns), s("title", {}, row.name)),
      s("rect", { class: "ground", x, y: y + plan.bar, width: room, height: 16 }),
      s("rect", { class: `bar ${row.tone ?? ""}`, x, y: y + plan.bar, width, height: 16 }),
      s("text", { class: "figure", x: x + room + 10, y: middle }, row.words ?? count(row.figure)));
  });
  return s("svg", { class: "chart", viewBox: `0 0 ${plan.width} ${Math.max(1, rows.length) * plan.row}`, role: "img", "aria-label": label },
    drawn);
}

/** One bar of several parts, with what each part is beneath it: `parts` are `{name, figure, tone}`. */
export function shares(parts, label) {
  const sum = Math.max(1, parts.reduce((all, part) => all + part.figure, 0));
  let x = 0;
  const drawn = parts.filter(part => part.figure).map(part => {
    const width = (part.figure / sum) * 1000;
    const made = s("rect", { class: `bar ${part.tone}`, x, y: 0, width, height: 14 });
    x += width;
    return made;
  });
  return s("svg", { class: "shares", viewBox: "0 0 1000 14", preserveAspectRatio: "none", role: "img", "aria-label": label },
    s("rect", { class: "ground", width: 1000, height: 14 }), drawn);
}

/** Bars with a heading and the same as a table to unfold. */
export function charted(title, rows, headings, unfold) {
  const table = h("table", {},
    h("caption", { class: "unseen" }, title),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, headings[0]), h("th", { scope: "col", class: "n" }, headings[1]))),
    h("tbody", {}, rows.map(row =>
      h("tr", {}, h("th", { scope: "row" }, row.name), h("td", { class: "n" }, row.words ?? count(row.figure))))));
  const about = rows.map(row => `${row.name} ${row.words ?? count(row.figure)}`).join("; ");
  return h("figure", { class: "charted sheet" },
    h("figcaption", {}, h("h2", {}, title)),
    bars(rows, `${title}: ${about}`),
    h("details", {}, h("summary", {}, unfold), table));
}
