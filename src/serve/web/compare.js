// A new page and an earlier one: beside each other, one after the other in the same place, or overlaid.

import { ask } from "./api.js";
import { button, field, h, refill, select, tell } from "./dom.js";
import { w } from "./words.js";

/** How many samples are remembered as they looked when they were first shown. */
const MOST = 12;

/** A pair of pages in one frame. `now` and `approved` tell where a page's picture is. */
export function comparison(now, approved) {
  const state = { way: "off", old: false };
  const [pages, tools] = [h("div", { class: "pages fitted" }), h("div", { class: "doing" })];
  // Pages as they looked when the sample was first shown, by sample: pictures that the browser keeps until it leaves.
  const first = new Map();
  let shown = { pages: 0, width: 0, height: 0 };
  let [key, drawn] = ["", 0];

  /** What the new pages are held against: those that were approved, else those that were shown first. */
  const earlier = () => (shown.approved
    ? { name: "old_approved", pages: shown.approved.pages, src: approved }
    : { name: "old_first", pages: first.get(key)?.length ?? 0, src: page => first.get(key)[page - 1] });

  const picture = (src, words, page, onload) => h("img", {
    src, width: shown.width, height: shown.height, alt: `${w(words)}: ${w("page_alt", page)}`, onload, onerror: onload,
  });

  const sheet = (page, onload) => {
    const fresh = picture(now(page), "new_page", page, onload);
    const before = earlier();
    if (state.way === "off" || page > before.pages) return h("figure", {}, fresh);
    const old = picture(before.src(page), before.name, page);
    const tag = words => h("figcaption", { class: "small" }, w(words));
    if (state.way === "beside") {
      return h("div", { class: "both" }, h("figure", {}, old, tag(before.name)), h("figure", {}, fresh, tag("new_page")));
    }
    return h("figure", { class: `over-each ${state.way} ${state.old ? "is-old" : ""}` }, fresh, old);
  };

  /** Draws all pages; resolves when the first of them is there. */
  const draw = async () => {
    const mine = ++drawn;
    const made = Array.from({ length: shown.pages }, (_, at) => sheet(at + 1));
    // The pages that stand stay until the new ones are there, so that nothing flickers.
    await Promise.all(made.slice(0, 1).map(node => node.querySelector("img").decode().catch(() => null)));
    // What was asked for later is not painted over by what took longer.
    if (mine === drawn) refill(pages, made);
  };

  /** Keeps the pages as they are now, for as long as the bench is open. */
  const remember = async () => {
    if (first.has(key) || !shown.pages) return;
    const [mine, kept] = [key, []];
    first.set(mine, kept);
    for (let page = 1; page <= shown.pages; page += 1) {
      const drawing = await ask("GET", now(page)).catch(() => null);
      if (drawing === null) break;
      kept.push(URL.createObjectURL(new Blob([drawing], { type: "image/svg+xml" })));
    }
    for (const [old, drawings] of [...first].slice(0, Math.max(0, first.size - MOST))) {
      drawings.forEach(URL.revokeObjectURL);
      first.delete(old);
    }
    frame();
  };

  const flip = () => {
    state.old = !state.old;
    pages.querySelectorAll(".over-each").forEach(node => node.classList.toggle("is-old", state.old));
    tell(w(state.old ? "showing_old" : "showing_new"));
    frame();
    tools.querySelector(".flip")?.focus();
  };

  const frame = () => {
    const before = earlier();
    const ways = ["off", "toggle", "overlay", "beside"].map(way => [way, w(`compare_${way}`)]);
    const choose = value => { Object.assign(state, { way: value, old: false }); frame(); draw(); };
    const focused = tools.contains(document.activeElement) && document.activeElement.tagName === "SELECT";
    const { approved: last } = shown;
    const note = !last ? w("not_approved") : [w(last.same ? "same_page" : "differs"),
      last.by && w("approved_by", last.version, last.by, last.at.slice(0, 10))].filter(Boolean).join(" · ");
    refill(tools, field(w("compare"), select(ways, state.way, choose, { disabled: !before.pages })),
      state.way === "toggle" && button(w(state.old ? "showing_old" : "showing_new"), flip, { class: "flip", "aria-pressed": String(state.old) }),
      h("p", { class: "soft small" }, note));
    if (focused) tools.querySelector("select").focus();
  };

  pages.tabIndex = 0;
  pages.setAttribute("role", "group");
  pages.setAttribute("aria-label", w("preview"));
  pages.addEventListener("keydown", event => {
    if (event.key === " " && state.way === "toggle") {
      event.preventDefault();
      flip();
      pages.focus();
    }
  });
  return {
    pages, tools,
    /** What was approved of the shown sample; nothing where nothing was. */
    approvedIs(facts, sample) {
      if (sample !== key) return;
      shown.approved = facts;
      frame();
      if (state.way !== "off") draw();
    },
    /** Shows the pages of a sample that was set anew. */
    async show(facts, sample) {
      // Templates at fault make no page: the last good one stays.
      pages.classList.toggle("past", !facts.pages);
      if (!facts.pages && sample === key) return;
      shown = { ...facts, approved: sample === key ? shown.approved : null };
      key = sample;
      frame();
      await draw();
      remember();
    },
  };
}
