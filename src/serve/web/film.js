// Every branch of a kind as a strip of small pages; one that is chosen becomes the sample of the bench.

import { at, get, path } from "./api.js";
import { button, h, icon, named, refill } from "./dom.js";
import { failed } from "./failed.js";
import { lang, w } from "./words.js";

/** The strip: `choose` is told which sample is wanted, `told` which there are. */
export function film(choose, told) {
  const [strip, again] = [h("div", {}), h("span", {})];
  const made = {
    samples: [],
    node: h("section", { class: "strip", "aria-label": w("film") },
      h("div", { class: "over" }, h("div", {}, h("h2", {}, w("film")), h("p", { class: "soft small" }, w("film_about"))), again), strip),
    /** Unrolls the branches of another kind. */
    async of(kind) {
      Object.assign(made, { kind, samples: [] });
      refill(again);
      refill(strip, h("p", { class: "wait" }, w("working")));
      try {
        const film = await get(at(path("bench", kind)));
        if (made.kind !== kind) return;
        made.samples = film.samples;
        refill(strip,
          h("ol", { class: "film", tabindex: "0", "aria-label": w("film") }, film.samples.map(sample => frame(kind, film.revision, sample, choose))),
          film.unreached.length > 0 && [h("h3", {}, w("unreached")), h("ul", { class: "soft small" }, film.unreached.map(words => h("li", {}, named(words))))]);
        told(made.samples);
      } catch (error) {
        if (made.kind === kind) refill(strip, failed(error, () => made.of(kind)));
      }
    },
    /** The templates changed since it was unrolled. */
    stale() {
      refill(again, button([icon("again"), w("film_again")], () => made.of(made.kind)));
    },
  };
  return made;
}

/** One branch: its first page, what is special about it, and whether it is as it was approved. */
function frame(kind, revision, sample, choose) {
  const src = at(path("bench", kind, sample.n, "page-1.png"), { revision, scale: 0.7 });
  const approval = sample.same === true ? h("span", { class: "mark yes" }, icon("yes"), w("same_page"))
    : sample.same === false ? h("span", { class: "mark mind" }, icon("mind"), w("differs")) : null;
  const picture = sample.pages > 0 ? h("img", { src, alt: "", width: 210, height: 297, loading: "lazy" }) : h("span", { class: "blank" }, icon("no"));
  const words = sample.traits.join(lang() === "zh" ? "、" : ", ") || w("plain_sample");
  return h("li", {},
    h("button", { type: "button", class: "frame", onclick: () => choose(sample.n) }, picture, h("span", { class: "small" }, words)),
    sample.faults.length > 0 && h("span", { class: "mark no" }, icon("no"), w("faults_n", sample.faults.length)), approval);
}
