// A file that was judged: how many letters, which rows not and why, and any letter beside it.

import { ask, at, get, path } from "./api.js";
import { shares } from "./charts.js";
import { button, freshId, h, icon, refill, tell } from "./dom.js";
import { failed, stopped } from "./failed.js";
import { letterPane } from "./letter.js";
import { neighbour } from "./order.js";
import { isSound, rowArticle, soundTable } from "./rows.js";
import { count, lang, w } from "./words.js";

/** How many rows stand on a page of the list. */
const PER = 40;

/** How often a file that is still being checked is looked at, in milliseconds. */
const LOOK = 500;

/** What can be shown beside the rows of one reason, and how each is called. */
const SORTS = { refused: "all_refused", sound: "all_sound", warned: "all_warned", changed: "all_mended" };
const TONES = { refused: "no", sound: "yes", warned: "mind", changed: "calm", error: "no", warning: "mind" };

/** The page of a file. */
export async function filePage({ settings }, id) {
  const page = new FilePage(settings, id, await get(at(path("files", id))));
  await page.begin();
  return { title: w("desk"), nodes: page.nodes, leave: () => page.leave() };
}

class FilePage {
  constructor(settings, id, file) {
    Object.assign(this, { settings, id, file, row: null, page: 1, q: "", filter: file.refused ? "refused" : "sound" });
    this.titles = new Map(settings.kinds.map(kind => [kind.name, kind.title]));
    [this.figures, this.filters, this.list] = [h("div", {}), h("div", {}), h("div", { class: "rows" })];
    this.pane = letterPane(id, settings, by => this.move(by));
    this.body = h("div", { class: "judged" }, h("div", { class: "left" }, this.filters, this.list), this.pane.node);
    this.nodes = [
      h("div", { class: "title" }, h("h1", { tabindex: "-1" }, file.name), h("a", { href: "#/" }, w("another"))),
      this.figures,
      this.body,
    ];
  }

  async begin() {
    await this.choose(this.filter, 1, true);
    await this.lookAtFirst();
    if (this.file.state === "checking") this.wait = setTimeout(() => this.follow(), LOOK);
  }

  leave() {
    this.gone = true;
    clearTimeout(this.wait);
    this.pane.leave();
  }

  /** While rows are still being checked: the figures grow, the list stays until it is done. */
  async follow() {
    try {
      this.file = await get(at(path("files", this.id)));
    } catch (error) {
      refill(this.list, failed(error, () => this.follow()));
      return;
    }
    if (this.gone) return;
    this.top();
    if (this.file.state === "checking") {
      this.wait = setTimeout(() => this.follow(), LOOK);
    } else {
      await this.choose(this.row === null && this.file.refused ? "refused" : this.filter);
      await this.lookAtFirst();
    }
  }

  /** One letter is shown at once, where there is room beside the rows. */
  async lookAtFirst() {
    if (this.row !== null || !this.file.sound || !matchMedia("(min-width: 1001px)").matches) return;
    const { rows } = await get(at(path("files", this.id, "rows"), { filter: "sound", per: 1 }));
    if (rows[0]) this.look(rows[0]);
  }

  look(row) {
    this.row = row.n;
    this.pane.show(row);
    this.list.querySelectorAll("tr.chosen").forEach(line => line.classList.remove("chosen"));
    this.list.querySelector(`[data-row="${row.n}"]`)?.closest("tr").classList.add("chosen");
  }

  /** Goes from the shown letter to the next sound row, or the one before. */
  async move(by) {
    const row = await neighbour(this.id, this.row, by);
    if (row) this.look(row);
    return row;
  }

  /** A cell was mended: the figures follow, and so does the letter. */
  mended(answer) {
    this.file = answer.file;
    this.top();
    if (isSound(answer.row)) this.look(answer.row);
  }

  /** Shows the rows of a sort, or of a reason. */
  async choose(filter, page = 1, silent = false) {
    Object.assign(this, { filter, page });
    this.top();
    this.list.setAttribute("aria-busy", "true");
    try {
      const answer = await get(at(path("files", this.id, "rows"), { filter, page, per: PER, q: this.q }));
      this.drawRows(answer);
      if (!silent) tell(`${this.called(filter)}: ${w("rows_n", count(answer.total))}`);
    } catch (error) {
      refill(this.list, failed(error, () => this.choose(filter, page)));
    }
    this.list.removeAttribute("aria-busy");
  }

  drawRows({ rows, total, pages }) {
    const body = !rows.length ? h("p", { class: "soft" }, w("none_here"))
      : this.filter === "sound" ? h("div", { class: "sheet table wide" },
        soundTable(rows, this.titles, this.row, row => this.look(row), w("all_sound")))
        : rows.map(row => rowArticle(this.id, row, { isTable: Boolean(this.file.headings), look: one => this.look(one), mended: answer => this.mended(answer) }));
    const focused = this.list.contains(document.activeElement) && document.activeElement.type === "search";
    const find = h("input", { type: "search", value: this.q, placeholder: w("find"), "aria-label": w("find"), autocomplete: "off",
      onchange: event => { this.q = event.target.value.trim(); this.choose(this.filter); } });
    refill(this.list, h("div", { class: "over" }, h("h2", {}, this.called(this.filter)), find, this.pager(total, pages)), body);
    if (focused) find.focus();
    // On a narrow screen the marked cell may stand outside the strip.
    this.list.querySelectorAll(".excerpt").forEach(strip => { strip.scrollLeft = (strip.querySelector(".cell.no")?.offsetLeft ?? 60) - 60; });
  }

  top() {
    refill(this.figures, this.summary());
    const focused = this.filters.contains(document.activeElement);
    refill(this.filters, this.filterList());
    if (focused) this.filters.querySelector("input:checked")?.focus();
  }

  called(filter) {
    if (SORTS[filter]) return w(SORTS[filter]);
    const cause = this.file.causes.find(one => one.code === filter);
    return cause ? `${cause.code} ${briefly(cause.about)}` : filter;
  }

  /** The figures, the bar of shares and what can be done with the file. */
  summary() {
    const { file } = this;
    const tile = (figure, words, tone, drawing) =>
      h("div", { class: tone }, h("dt", {}, icon(drawing), words), h("dd", {}, count(figure)));
    const sum = w("sum", count(file.sound), count(file.refused), count(file.warned));
    const parts = [{ name: w("can_make"), figure: file.sound, tone: "yes" }, { name: w("refused"), figure: file.refused, tone: "no" }];
    const take = (name, words) => h("a", { class: "button", href: at(path("files", file.id, name)), download: "" }, icon("down"), words);
    const trouble = h("div", {}, file.stop && stopped(file.stop));
    // Of a file that cannot be read at all there is nothing else to tell.
    if (file.stop && !file.rows) return h("section", { class: "summary sheet" }, trouble);
    const ready = file.state === "checked" && file.sound > 0;
    return h("section", { class: "summary sheet", "aria-label": sum },
      h("dl", { class: "tiles" },
        tile(file.sound, w("can_make"), "yes", "yes"), tile(file.refused, w("refused"), "no", "no"),
        tile(file.warned, w("warned"), "mind", "mind"), tile(file.changed, w("mended"), "calm", "pen")),
      shares(parts, sum),
      file.state === "checking" && h("p", { class: "soft", role: "status" }, w("checking", count(file.rows))),
      h("div", { class: "doing" },
        button([icon("sheet"), w("make_all", count(file.sound))], event => this.make(event.target, trouble), { class: "first", disabled: !ready }),
        file.changed > 0 && take(file.headings ? "corrected.xlsx" : "corrected.jsonl", w("corrected")),
        h("a", { class: "button", href: `#/report/files/${file.id}` }, w("see_report"))),
      trouble);
  }

  async make(pressed, trouble) {
    pressed.disabled = true;
    try {
      const run = await ask("POST", at(path("files", this.id, "runs")), { json: {} });
      location.hash = `#/run/${run.id}`;
    } catch (error) {
      pressed.disabled = false;
      refill(trouble, failed(error));
    }
  }

  /** The choice of rows: all of a sort, or those of one reason, each with its number. */
  filterList() {
    const { file } = this;
    this.body.hidden = Boolean(file.stop && !file.rows);
    const name = freshId("filter");
    const one = (filter, words, figure, tone) => {
      const id = freshId("one");
      return h("li", { class: tone },
        h("input", { type: "radio", id, name, value: filter, checked: this.filter === filter, onchange: () => this.choose(filter) }),
        h("label", { for: id }, h("span", {}, words), h("span", { class: "n" }, figure)));
    };
    const sorts = Object.keys(SORTS).filter(filter => file[filter] > 0 || this.filter === filter);
    return h("fieldset", { class: "filters" }, h("legend", {}, w("filter")),
      h("ul", {}, sorts.map(filter => one(filter, this.called(filter), count(file[filter]), TONES[filter]))),
      file.causes.length > 0 && [h("p", { class: "soft small" }, w("by_reason")),
        h("ul", {}, reasons(file.causes).map(reason =>
          one(reason.code, [h("b", { class: "code" }, reason.code), " ", reason.words], reason.figure, TONES[reason.severity])))]);
  }

  /** Earlier and later, where there are more rows than fit. */
  pager(total, pages) {
    if (pages <= 1) return null;
    const first = (this.page - 1) * PER + 1;
    const last = Math.min(total, first + PER - 1);
    return h("nav", { class: "pager", "aria-label": w("rows_shown", first, last, total) },
      button(w("earlier"), () => this.choose(this.filter, this.page - 1), { disabled: this.page <= 1 }),
      h("span", { class: "soft small" }, w("rows_shown", count(first), count(last), count(total))),
      button(w("later"), () => this.choose(this.filter, this.page + 1), { disabled: this.page >= pages }));
  }
}

/** The first of the things that a rule says, as far as it can be read at a glance. */
export function briefly(about) {
  const first = about.split(/[；;]/)[0];
  return first.length > 48 ? `${first.slice(0, 46)}…` : first;
}

/** One reason for each code, with the columns in which it was found. A row may be wrong in several of them: of more than
 * one column it can be said only how many rows there are at least. */
function reasons(causes) {
  const found = new Map();
  for (const { code, severity, about, column, label, rows } of causes) {
    const one = found.get(code) ?? { code, severity, about, columns: [], rows: [] };
    if (column ?? label) one.columns.push(column ?? label);
    one.rows.push(rows);
    found.set(code, one);
  }
  const between = lang() === "zh" ? "、" : ", ";
  return [...found.values()].map(one => {
    const columns = one.columns.slice(0, 3).join(between) + (one.columns.length > 3 ? "…" : "");
    const words = briefly(one.about);
    return { ...one, words: columns ? `${columns}${lang() === "zh" ? "：" : ": "}${words}` : words, figure: one.rows.length > 1 ? `${count(Math.max(...one.rows))}+` : count(one.rows[0]) };
  });
}
