// A run: how far it is, pause, stop and go on, and what can be taken away.

import { ask, at, get, listen, path } from "./api.js";
import { button, h, icon, refill, tell } from "./dom.js";
import { failed, stopped } from "./failed.js";
import { count, span, w } from "./words.js";

/** Files of a run, in the order in which a clerk needs them. */
const FILES = [
  ["result.zip", "zip", "zip_about", () => true],
  ["print.zip", "print_job", "print_about", run => run.state === "finished" && run.made > 0],
  ["index.xlsx", "index", "index_about", () => true],
  ["refused.xlsx", "refused_xlsx", "refused_about", (run, file) => run.refused > 0 || file?.refused > 0],
  ["corrected.xlsx", "corrected_xlsx", "corrected_about", (_, file) => file?.changed > 0 && file.headings],
];

/** A run of which nothing more comes unless it is gone on with. */
const isOver = run => ["finished", "stopped", "failed"].includes(run.state);

/** The page of a run. */
export async function runPage({ settings }, id) {
  const run = await get(at(path("runs", id)));
  const page = new RunPage(settings, run);
  await page.begin();
  return { title: w("desk"), nodes: page.node, leave: () => page.close?.() };
}

class RunPage {
  constructor(settings, run) {
    Object.assign(this, { settings, run, quarter: 0, drawn: "", file: null });
    this.title = h("h1", { tabindex: "-1" });
    this.bar = h("progress", { "aria-label": w("progress") });
    this.words = h("p", { class: "how-far" });
    this.pace = h("p", { class: "soft" });
    this.controls = h("div", { class: "doing" });
    [this.trouble, this.files] = [h("div", {}), h("div", {})];
    this.node = h("div", { class: "stack run" },
      h("div", { class: "title" }, this.title, h("a", { href: `#/file/${run.file}` }, w("back_to_file"))),
      h("section", { class: "sheet going", "aria-label": w("progress") },
        h("p", { class: "soft" }, run.name), this.bar, this.words, this.pace, this.controls, this.trouble),
      this.files);
  }

  async begin() {
    // Its file may be gone since; the run is not.
    this.file = await get(at(path("files", this.run.file))).catch(() => null);
    this.draw();
    if (!isOver(this.run)) this.follow();
  }

  follow() {
    this.close?.();
    this.close = listen(at(path("runs", this.run.id, "events")), { progress: run => {
      this.run = run;
      this.draw();
      if (isOver(run)) this.end();
    } });
  }

  end() {
    this.close?.();
    this.close = null;
  }

  /** How many accounts it takes, where that is known: its own count, else that of its file. */
  total() {
    return this.run.total || this.file?.rows || 0;
  }

  howFar() {
    const done = this.run.made + this.run.refused;
    return this.total() ? w("run_of", count(done), count(this.total())) : count(done);
  }

  order(name) {
    return async event => {
      event.target.disabled = true;
      try {
        this.run = await ask("POST", at(path("runs", this.run.id, name)), { json: {} });
        this.drawn = "";
        this.draw();
        if (!isOver(this.run) && !this.close) this.follow();
        this.controls.querySelector("button")?.focus();
      } catch (error) {
        event.target.disabled = false;
        refill(this.trouble, failed(error));
      }
    };
  }

  draw() {
    const { run } = this;
    const [done, going] = [run.made + run.refused, run.state === "running"];
    this.title.textContent = w(`run_${run.state}`);
    const total = this.total();
    this.bar.max = Math.max(1, total);
    // Of an input whose end is not known yet, nobody can tell how much is left.
    if (total || isOver(run)) this.bar.value = total ? done : 1;
    else this.bar.removeAttribute("value");
    refill(this.words, h("b", {}, this.howFar()),
      h("span", { class: "mark yes" }, icon("yes"), `${w("made")} ${count(run.made)}`),
      run.refused > 0 && h("span", { class: "mark no" }, icon("no"), `${w("refused")} ${count(run.refused)}`));
    const rate = run.per_second ?? 0;
    this.pace.textContent = !going || !rate ? ""
      : [w("per_second", rate.toFixed(rate < 10 ? 1 : 0)), run.seconds_left != null && w("left_time", span(run.seconds_left))].filter(Boolean).join(" · ");
    if (this.drawn !== run.state) this.turned();
    // Told at each quarter: at each letter nobody could listen to anything else.
    const reached = Math.floor((4 * done) / Math.max(1, total));
    if (going && total && reached > this.quarter) tell(this.howFar());
    this.quarter = reached;
  }

  /** Its state is another than before. */
  turned() {
    const { run } = this;
    this.drawn = run.state;
    const going = run.state === "running" || run.state === "waiting";
    refill(this.controls,
      going && button(w("pause"), this.order("pause")),
      ["paused", "failed"].includes(run.state) && button([icon("again"), w("resume")], this.order("resume"), { class: "first" }),
      (going || run.state === "paused") && button(w("stop"), this.order("stop"), { class: "stop" }),
      going && h("span", { class: "soft small" }, w("stop_sure")));
    refill(this.trouble, run.stop && stopped(run.stop));
    refill(this.files, isOver(run) && this.takeAway());
    tell(`${w(`run_${run.state}`)}. ${this.howFar()}`);
  }

  /** What can be taken away of a run that has ended. */
  takeAway() {
    const { run, file } = this;
    const offered = FILES.filter(([, , , is]) => is(run, file));
    const link = ([name, words, about], place) => h("li", {},
      h("a", { class: `take sheet ${place ? "" : "chief"}`, href: at(path("runs", run.id, name)), download: "" },
        icon("down"), h("span", {}, h("b", {}, w(words)), h("span", { class: "soft small" }, w(about)))));
    return h("section", { class: "taking" }, h("h2", {}, w("take")), h("ul", { class: "takes" }, offered.map(link)),
      h("p", { class: "soft" }, w(this.settings.signed ? "signed" : "unsigned")),
      run.state === "finished" && h("p", {}, h("a", { href: `#/report/runs/${run.id}` }, w("see_report"))));
  }
}
