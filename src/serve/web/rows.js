// The rows of a file: those that are refused with their wrong cells, mended in place; those that are sound as a list.

import { ask, at, path } from "./api.js";
import { button, freshId, h, icon, named, refill, tell } from "./dom.js";
import { failed } from "./failed.js";
import { count, lang, w } from "./words.js";

/** What a finding's cell is called: by the clerk's own heading, or by the field where the file has no such column. */
function called({ column, label, path }) {
  return column?.heading || label || path;
}

/** The cells that findings are about, in the order of the table, each with its findings. What a table has no column for
 * has no cell; nor has a group of fields. */
function cellsOf(row, isTable) {
  const cells = new Map();
  for (const finding of row.findings) {
    if (!finding.path || finding.path.endsWith("]") || (isTable && !finding.column)) continue;
    const key = finding.column ? `c${finding.column.index}` : finding.path;
    if (!cells.has(key)) cells.set(key, { ...finding, findings: [] });
    cells.get(key).findings.push(finding);
  }
  return [...cells.values()].sort((a, b) => (a.column?.index ?? 1e9) - (b.column?.index ?? 1e9));
}

/** Whether a letter can be made of a row. */
export function isSound(row) {
  return row.state === "sound";
}

/** A refused row, or one with warnings, as an article. `on.mended` is told what the server says of it now. */
export function rowArticle(fileId, row, on) {
  const title = freshId("row");
  const article = h("article", { class: `row sheet ${isSound(row) ? "sound" : ""}`, "aria-labelledby": title });
  refill(article,
    h("header", {},
      h("h3", { id: title }, w("row", row.line), h("span", { class: "id" }, [row.id, row.name].filter(Boolean).join(" · "))),
      fate(row),
      isSound(row) && button([icon("sheet"), w("see_letter")], () => on.look(row),
        { class: "plain", "aria-label": w("see_letter_of", row.line) })),
    excerpt(fileId, row, { ...on, redraw: fresh => article.replaceWith(rowArticle(fileId, fresh, on)) }),
    findings(row));
  return article;
}

/** Whether a letter can be made of it, as a mark with a drawing and a word. */
export function fate(row) {
  const mark = isSound(row) ? h("span", { class: "mark yes" }, icon("yes"), w("can_make"))
    : h("span", { class: "mark no" }, icon("no"), w("refused"));
  const mended = row.revision > 0 && h("span", { class: "mark calm" }, icon("pen"), w("mended"));
  return h("span", { class: "marks" }, mark, mended);
}

/** The row's wrong cells with their headings, as a strip cut out of the table. */
function excerpt(fileId, row, on) {
  const held = cellsOf(row, on.isTable);
  if (!held.length) return null;
  const heads = held.map(cell => h("th", { scope: "col" },
    cell.column && h("span", { class: "letter" }, cell.column.letters), h("span", {}, called(cell))));
  const cells = held.map(cell => cellOf(fileId, row, cell, on));
  return h("div", { class: "excerpt", role: "group", "aria-label": w("row", row.line), tabindex: "0" },
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col", class: "line" }, h("span", { class: "unseen" }, w("row_number"))), heads)),
      h("tbody", {}, h("tr", {}, h("th", { scope: "row", class: "line" }, row.line), cells))));
}

/** One cell: what stands in it, how it is marked, and the way to mend it. */
function cellOf(fileId, row, cell, on) {
  const worst = cell.findings.some(finding => finding.severity === "error") ? "no" : "mind";
  const box = h("td", { class: `cell ${worst}` });
  const rest = () => {
    refill(box,
      h("div", { class: "held" },
        h("span", { class: "flag", title: w(`mark_${worst}`) }, icon(worst), h("span", { class: "unseen" }, w(`mark_${worst}`))),
        h("span", { class: cell.value ? "value" : "value soft" }, cell.value || (cell.column ? w("empty_cell") : "…")),
        button([icon("pen"), h("span", { class: "unseen" }, w("mend_cell", row.line, called(cell)))], edit,
          { class: "plain pen", title: w("mend") })));
  };
  const edit = () => editor(box, fileId, row, cell, on, rest);
  box.addEventListener("dblclick", event => event.target.closest("form, button") ?? edit());
  rest();
  return box;
}

/** The cell as a small form: Enter applies, Escape leaves. */
function editor(box, fileId, row, cell, on, rest) {
  const [id, help] = [freshId("cell"), freshId("keys")];
  const leave = () => { rest(); box.querySelector(".pen")?.focus(); };
  const input = h("input", { id, type: "text", value: cell.masked ? "" : cell.value ?? "", autocomplete: "off", spellcheck: "false",
    "aria-describedby": help, onkeydown: event => { if (event.key === "Escape") { event.preventDefault(); leave(); } } });
  const trouble = h("div", {});
  const apply = async event => {
    event.preventDefault();
    form.inert = true;
    try {
      const address = at(path("files", fileId, "rows", row.n));
      const answer = await ask("PATCH", address, { json: { path: cell.path, value: input.value, revision: row.revision } });
      on.redraw(answer.row);
      on.mended(answer);
      const left = answer.row.findings.filter(finding => finding.severity === "error").length;
      tell(isSound(answer.row) ? w("now_sound", row.line) : w("still_refused", row.line, left));
    } catch (error) {
      form.inert = false;
      refill(trouble, failed(error));
      input.focus();
    }
  };
  const form = h("form", { class: "mending", onsubmit: apply },
    h("label", { for: id, class: "unseen" }, w("new_value", called(cell))),
    input,
    h("span", { class: "doing" }, h("button", { type: "submit", class: "first" }, w("apply")), button(w("leave"), leave)),
    h("span", { class: "soft small", id: help }, w("enter_esc")), trouble);
  refill(box, form);
  input.focus();
  input.select();
}

/** A message with the field called as the clerk calls it. */
function inItsWords(finding) {
  return finding.path ? finding.message.replaceAll(`\`${finding.path}\``, `\`${called(finding)}\``) : finding.message;
}

/** What is wrong, in words; refusals before warnings. */
function findings(row) {
  if (!row.findings.length) return null;
  const order = [...row.findings].sort((a, b) => (a.severity > b.severity) - (a.severity < b.severity));
  const colon = lang() === "zh" ? "：" : ": ";
  return h("ul", { class: "findings" }, order.map(finding => {
    const sort = finding.severity === "error" ? "no" : "mind";
    return h("li", { class: sort },
      h("p", {}, icon(sort), h("span", { class: "unseen" }, w(`mark_${sort}`)),
        finding.path && !finding.path.endsWith("]") && h("b", {}, called(finding)), finding.column && h("span", { class: "soft" }, w("cell", finding.column.letters)),
        h("span", {}, named(inItsWords(finding))), h("span", { class: "code soft" }, finding.code)),
      finding.hints.map(hint => h("p", { class: "hint" }, h("b", {}, w("hint"), colon), named(hint))),
      finding.basis && h("p", { class: "soft small" }, w("basis"), colon, named(finding.basis)));
  }));
}

/** Sound rows as a table: which, what is made of it, and its letter. */
export function soundTable(rows, titles, chosen, look, caption) {
  const line = row => h("tr", { class: row.n === chosen ? "chosen" : "" },
    h("th", { scope: "row" }, row.line),
    h("td", {}, row.id ?? "", " ", h("span", { class: "soft" }, row.name ?? "")),
    h("td", { class: "roomy" }, titles.get(row.kind) ?? row.kind ?? ""),
    h("td", {}, row.findings.length > 0 && h("span", { class: "mark mind" }, icon("mind"), count(row.findings.length)),
      row.revision > 0 && h("span", { class: "mark calm" }, icon("pen"), w("mended"))),
    h("td", { class: "n" }, button([icon("sheet"), w("see_letter")], () => look(row),
      { class: "plain", "aria-label": w("see_letter_of", row.line), "data-row": row.n })));
  return h("table", { class: "sounds" }, h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, [w("row_number"), w("id"), w("kind"), w("warnings"), w("see_letter")].map((words, at) =>
      h("th", { scope: "col", class: `${at === 2 ? "roomy" : ""} ${at === 4 ? "n" : ""}` }, words)))),
    h("tbody", {}, rows.map(line)));
}
