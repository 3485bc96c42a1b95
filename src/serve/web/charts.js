// Bars, drawn as SVG. Beside each stands the same as a table, for who cannot see them.

import { h, s } from "./dom.js";
import { count } from "./words.js";

const [WIDTH, ROW, NAMES] = [640, 30, 190];

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
  const room = WIDTH - NAMES - 100;
  const drawn = rows.map((row, at) => {
    const [y, width] = [at * ROW, row.figure ? Math.max(2, (row.figure / most) * room) : 0];
    return s("g", {},
      s("text", { class: "name", x: NAMES - 12, y: y + 20 }, cut(row.name, 22), s("title", {}, row.name)),
      s("rect", { class: "ground", x: NAMES, y: y + 7, width: room, height: 16 }),
      s("rect", { class: `bar ${row.tone ?? ""}`, x: NAMES, y: y + 7, width, height: 16 }),
      s("text", { class: "figure", x: NAMES + room + 10, y: y + 20 }, row.words ?? count(row.figure)));
  });
  return s("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${Math.max(1, rows.length) * ROW}`, role: "img", "aria-label": label },
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
