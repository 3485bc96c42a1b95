// The author's bench: template files in a tree, the open one, and the page it makes.

import { ask, at, get, listen, path } from "./api.js";
import { comparison } from "./compare.js";
import { button, field, h, icon, named, refill, select, tell } from "./dom.js";
import { editor } from "./editor.js";
import { failed } from "./failed.js";
import { film } from "./film.js";
import { tree } from "./tree.js";
import { count, lang, w } from "./words.js";

/** The page of the bench. */
export async function benchPage({ settings }) {
  const title = h("h1", { tabindex: "-1" }, w("bench_title"));
  let folder;
  try {
    folder = await get(at(path("templates")));
  } catch (error) {
    if (error.status !== 404) throw error;
    return { title: w("bench"), nodes: h("div", { class: "stack" }, title, h("p", {}, w("bench_none"))) };
  }
  const bench = new Bench(settings, folder);
  await bench.begin();
  const nodes = h("div", { class: "stack" },
    h("div", { class: "title" }, title, h("p", { class: "soft" }, w("bench_about"))),
    h("div", { class: "bench" }, bench.tree, bench.source, bench.view), bench.film.node);
  return { title: w("bench"), nodes, leave: () => bench.leave() };
}

class Bench {
  constructor(settings, folder) {
    Object.assign(this, { settings, folder, open: null, saved: "", sha256: null, turn: 0, kind: "", sample: 0, found: [] });
    [this.tree, this.status, this.faults, this.bar, this.timing, this.trouble] =
      ["div", "p", "div", "div", "p", "div"].map(tag => h(tag));
    this.timing.className = "timing";
    this.status.className = "soft small";
    this.editor = editor(w("source"), { change: () => this.changed(), save: () => this.save() });
    this.saving = button(w("save"), () => this.save(), { class: "first", disabled: true, title: w("save_keys") });
    this.heading = h("h2", {}, w("source"));
    this.source = h("section", { class: "source", "aria-label": w("source") },
      h("div", { class: "over" }, this.heading, this.saving), this.status, this.editor.node, this.trouble, this.faults);
    this.compared = comparison(page => at(path("bench", this.kind, this.sample, `page-${page}.svg`), { revision: this.turn }),
      page => at(path("bench", this.kind, this.sample, "approved", `page-${page}.svg`), { revision: this.turn }));
    this.view = h("section", { class: "view", "aria-label": w("preview") },
      this.bar, this.compared.tools, this.timing, this.compared.pages);
    this.film = film(sample => this.choose(this.kind, sample), samples => this.drawBar(samples));
  }

  async begin() {
    const own = this.folder.files.filter(file => file.own);
    const first = own.find(file => file.path.endsWith("letter.typ.jinja")) ?? own[0] ?? this.folder.files[0];
    await this.read(first.path);
    await this.choose(this.kindOf(first.path) ?? this.folder.kinds.find(kind => kind.own)?.name ?? this.folder.kinds[0]?.name);
    this.close = listen(at("/desk/templates-events"), {
      // The first word on a line tells how things stand: more, where the line was cut and something was missed.
      revision: told => (this.revision !== undefined && told.revision !== this.revision ? this.outside({ ...told, paths: [this.open, ""] }) : (this.revision = told.revision)),
      changed: told => this.outside(told),
    });
  }

  leave() {
    this.close?.();
    this.gone = true;
  }

  kindOf(file) {
    return this.folder.kinds.find(kind => file.startsWith(`${kind.name}/`))?.name;
  }

  drawTree() {
    const titles = new Map(this.folder.kinds.map(kind => [kind.name, kind.title]));
    const faulty = new Map();
    for (const fault of [...this.folder.faults, ...this.found]) faulty.set(fault.file, (faulty.get(fault.file) ?? 0) + 1);
    refill(this.tree, tree(this.folder.files, this.open, titles, faulty, file => this.turnTo(file)));
  }

  /** Opens another file, and its kind's page. */
  async turnTo(file) {
    await this.read(file);
    const kind = this.kindOf(file);
    if (kind && kind !== this.kind) await this.choose(kind);
    else this.mark();
    this.tree.querySelector("[aria-current]")?.focus();
  }

  async read(file) {
    const source = await get(at(path("templates", file)));
    const same = this.open === file;
    Object.assign(this, { open: file, saved: source.text, sha256: source.sha256, own: source.own });
    this.heading.replaceChildren(h("code", {}, file));
    this.editor.area.readOnly = !this.settings.edit;
    this.editor.area.setAttribute("aria-label", w("source_of", file));
    this.editor.load(source.text, same);
    this.changed();
  }

  changed() {
    const dirty = this.editor.area.value !== this.saved;
    this.saving.disabled = !dirty || !this.settings.edit;
    this.status.textContent = !this.settings.edit ? w("read_only") : dirty ? w("unsaved") : this.own ? "" : w("built_in_note");
  }

  /** Saves what stands in the editor, and shows the page that comes of it. */
  async save() {
    if (this.saving.disabled) return;
    const [begun, text, own] = [performance.now(), this.editor.area.value, this.own];
    try {
      this.writing = ask("PUT", at(path("templates", this.open)), { json: { text, sha256: this.sha256 } });
      const answer = await this.writing;
      Object.assign(this, { saved: text, sha256: answer.sha256, own: true });
      refill(this.trouble);
      this.changed();
      await this.set(begun);
      if (!own) this.folder = await get(at(path("templates")));
    } catch (error) {
      this.writing = null;
      refill(this.trouble, failed(error), error.status === 409 && h("p", {}, button(w("read_again"), () => this.reread())));
    }
  }

  async reread() {
    refill(this.trouble);
    await this.read(this.open);
  }

  /** Files of the folder were changed: by this page, or by another program. */
  async outside({ revision, paths }) {
    const begun = performance.now();
    this.revision = revision;
    // What was saved here is told, too; its page is on the way already.
    await Promise.resolve(this.writing).catch(() => null);
    if (this.gone) return;
    if (paths.some(name => name.startsWith("_"))) this.unapproved = false;
    if (paths.includes(this.open)) {
      const now = await get(at(path("templates", this.open)));
      if (now.sha256 === this.sha256) {
        if (paths.length === 1) return;
      } else if (this.editor.area.value === this.saved) {
        await this.read(this.open);
        tell(w("changed_outside"));
      } else {
        this.status.textContent = w("changed_both");
        tell(w("changed_both"));
      }
    }
    await this.set(begun);
    this.folder = await get(at(path("templates")));
    this.drawTree();
  }

  /** Shows another kind, or another sample of it. */
  async choose(kind, sample = 0) {
    const other = kind !== this.kind;
    Object.assign(this, { kind, sample });
    if (other) this.film.of(kind);
    this.drawBar(this.film.samples);
    await this.set();
  }

  /** Which kind is shown, and with which sample. */
  drawBar(samples) {
    const kinds = this.folder.kinds.map(one => [one.name, lang() === "zh" ? one.title : one.name]);
    const offered = samples.length ? samples.map(one => [String(one.n), one.traits.join(lang() === "zh" ? "、" : ", ") || w("plain_sample")]) : [[String(this.sample), w("plain_sample")]];
    const busy = this.bar.contains(document.activeElement) && document.activeElement.id;
    refill(this.bar, h("div", { class: "choices" },
      field(w("kind"), select(kinds, this.kind, value => this.choose(value), { id: "bench-kind" })),
      field(w("sample"), select(offered, String(this.sample), value => { this.sample = Number(value); this.set(); }, { id: "bench-sample" }))));
    if (busy) document.getElementById(busy)?.focus();
  }

  /** Has the page set anew; `begun` is when the change was saved. */
  async set(begun) {
    const mine = ++this.turn;
    try {
      const now = await get(at(path("bench", this.kind, this.sample)));
      if (mine !== this.turn) return;
      this.found = now.faults;
      this.mark();
      const shown = `${this.kind} ${this.sample}`;
      await this.compared.show(now, shown);
      this.askApproved(mine, shown);
      if (begun === undefined || mine !== this.turn) return;
      const took = Math.round(performance.now() - begun);
      refill(this.timing, icon("yes"), w("took", count(took)));
      Object.assign(this.timing.dataset, { took, turn: Number(this.timing.dataset.turn ?? 0) + 1 });
      this.film.stale();
      tell(`${w("took", took)}. ${now.faults.length ? w("faults_n", now.faults.length) : w("no_faults")}`);
    } catch (error) {
      if (mine === this.turn) refill(this.faults, failed(error));
    }
  }

  /** Asks what was approved of the shown sample, once the new page is there. */
  async askApproved(mine, shown) {
    if (this.unapproved) return;
    const facts = await get(at(path("bench", this.kind, this.sample, "approved"))).catch(error => { this.unapproved = error.status === 404; return null; });
    if (mine === this.turn) this.compared.approvedIs(facts, shown);
  }

  /** Shows the faults beneath the editor and at their lines. */
  mark() {
    this.drawTree();
    this.editor.mark(this.found.filter(fault => fault.file === this.open && fault.line)
      .map(fault => ({ line: fault.line, words: `${fault.code} ${fault.message}` })));
    const go = fault => async () => {
      if (fault.file !== this.open) await this.read(fault.file);
      this.mark();
      this.editor.go(fault.line, fault.column ?? 1);
    };
    const place = fault => fault.file && fault.line && button([h("span", { class: "code" }, fault.file), " ",
      fault.column ? w("line_column", fault.line, fault.column) : w("line", fault.line)], go(fault), { class: "plain" });
    const colon = lang() === "zh" ? "：" : ": ";
    const told = fault => h("li", { class: "no" },
      h("p", {}, icon("no"), h("span", {}, named(fault.message)), h("span", { class: "code soft" }, fault.code), place(fault)),
      // Where it is stands beside it already.
      (fault.hints ?? []).filter(hint => !fault.line || !/^(at |位于 )/.test(hint)).map(hint => h("p", { class: "hint" }, h("b", {}, w("hint"), colon), named(hint))));
    refill(this.faults, h("h2", {}, w("faults")),
      this.found.length ? h("ul", { class: "findings" }, this.found.map(told)) : h("p", { class: "soft" }, icon("yes"), " ", w("no_faults")));
  }
}
