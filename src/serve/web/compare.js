// A new page and the approved one: beside each other, one after the other in the same place, or overlaid.

import { button, field, h, refill, select, tell } from "./dom.js";
import { w } from "./words.js";

/** A pair of pages in one frame. `src(page, approved)` is where a picture is. */
export function comparison(src, on) {
  const state = { way: "off", old: false };
  const [pages, tools] = [h("div", { class: "pages fitted" }), h("div", { class: "doing" })];
  let shown = { pages: 0, width: 0, height: 0, approved: null };

  const picture = (page, approved, onload) => h("img", {
    src: src(page, approved), width: shown.width, height: shown.height, alt: `${w(approved ? "old_badge" : "new_badge")}: ${w("page_alt", page)}`, onload, onerror: onload,
  });

  const sheet = (page, onload) => {
    const fresh = picture(page, false, onload);
    const approved = page <= (shown.approved?.pages ?? 0);
    if (state.way === "off" || !approved) return h("figure", {}, fresh);
    const old = picture(page, true);
    const tag = name => h("figcaption", { class: "small" }, w(name));
    if (state.way === "beside") {
      return h("div", { class: "both" }, h("figure", {}, old, tag("old_badge")), h("figure", {}, fresh, tag("new_badge")));
    }
    return h("figure", { class: `over-each ${state.way} ${state.old ? "is-old" : ""}` }, fresh, old);
  };

  /** Draws all pages; resolves when the pictures are there. */
  const draw = () => new Promise(done => {
    let left = shown.pages;
    const one = () => { left -= 1; if (left === 0) done(); };
    // The pages that stand stay until the new ones are there, so that nothing flickers.
    const next = Array.from({ length: shown.pages }, (_, at) => sheet(at + 1, one));
    if (!next.length) { refill(pages); done(); return; }
    if (!pages.childElementCount) refill(pages, next);
    Promise.all(next.map(node => node.querySelector("img").decode?.().catch(() => null))).then(() => refill(pages, next));
  });

  const flip = () => {
    state.old = !state.old;
    pages.querySelectorAll(".over-each").forEach(node => node.classList.toggle("is-old", state.old));
    tell(w(state.old ? "showing_old" : "showing_new"));
    frame();
  };

  const frame = () => {
    const ways = [["off", w("compare_off")], ["toggle", w("compare_toggle")], ["overlay", w("compare_over")], ["beside", w("compare_beside")]];
    const choose = value => { state.way = value; state.old = false; frame(); draw(); on?.(value); };
    const none = !shown.approved;
    const chosen = select(ways, state.way, choose, { disabled: none });
    refill(tools, field(w("compare"), chosen),
      state.way === "toggle" && !none && button(w(state.old ? "showing_old" : "showing_new"), flip, { class: "flip", "aria-pressed": String(state.old) }),
      h("p", { class: "soft small" }, none ? w("not_approved") : w("approved_by", shown.approved.by, shown.approved.when)));
  };

  pages.tabIndex = 0;
  pages.setAttribute("role", "group");
  pages.setAttribute("aria-label", w("preview"));
  pages.addEventListener("keydown", event => {
    if (event.key === " " && state.way === "toggle") { event.preventDefault(); flip(); }
  });
  return {
    pages, tools,
    /** Shows a page that was set anew. */
    show(now) { shown = now; frame(); return draw(); },
  };
}
