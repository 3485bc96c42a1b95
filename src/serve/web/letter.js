// A letter as pages: drawn as sharp as the screen can show them, at any size, in another kind, stage or look.

import { at, get, path } from "./api.js";
import { button, field, h, icon, refill, select, tell } from "./dom.js";
import { failed } from "./failed.js";
import { lang, w } from "./words.js";

const SIZES = [0.5, 0.75, 1, 1.5, 2, 3];

/** What can be chosen for a letter, as selects; `on` is told after each choice. */
function choices(state, settings, on) {
  const named = list => list.map(one => [one.name, lang() === "zh" ? one.title : one.name]);
  const choice = (name, own, list) => list?.length > 0
    && field(w(name), select([["", w(own)], ...named(list)], state[name], value => { state[name] = value; on(); }));
  return ["kind", "stage", "look", "theme"].map(name => choice(name, `${name}_own_row`, settings[`${name}s`]));
}

/** The pane beside the rows: `show(row)` draws its letter, `move(by)` asks for the next or the one before. */
export function letterPane(fileId, settings, move) {
  const state = { row: null, kind: "", stage: "", look: "", theme: "", size: 0 };
  const [pages, title, tools] = [h("div", { class: "pages", role: "group", tabindex: "0", "aria-label": w("letter_pages") }), h("h2", { tabindex: "-1" }), h("div", { class: "tools" })];
  const node = h("section", { class: "pane", "aria-label": w("choose_row") }, h("p", { class: "nothing soft" }, w("choose_row")));
  const note = h("p", { class: "soft small" });
  const pdf = button([icon("down"), w("open_pdf")], () => { window.open(at(path("files", fileId, "rows", state.row.n, "letter.pdf"), query()), "_blank", "noopener"); });
  let turn = 0;

  const query = () => ({ kind: state.kind, stage: state.stage, look: state.look, theme: state.theme });

  const draw = async () => {
    const mine = ++turn;
    pages.setAttribute("aria-busy", "true");
    // In another stage's tone or another theme a letter is looked at only.
    pdf.disabled = Boolean(state.stage || state.theme);
    try {
      const letter = await get(at(path("files", fileId, "rows", state.row.n, "letter"), query()));
      if (mine !== turn) return;
      const trials = ["stage", "theme"].filter(name => state[name]).map(name => w(`${name}_trial`));
      note.textContent = trials.length > 0 ? trials.join(lang() === "zh" ? "" : " ") : letter.level ? w("letter_signed", letter.level) : "";
      const stamp = state.row.revision;
      refill(pages, Array.from({ length: letter.pages }, (_, page) => {
        const src = at(path("files", fileId, "rows", state.row.n, `page-${page + 1}.svg`), { ...query(), v: stamp });
        return h("figure", {},
          h("img", { src, alt: w("page_alt", page + 1), width: letter.width, height: letter.height, loading: page ? "lazy" : "eager" }),
          h("figcaption", { class: "soft small" }, w("page_of", page + 1, letter.pages)));
      }));
      tell(`${w("letter_of", state.row.line)}, ${letter.pages} ${w("pages")}`);
    } catch (error) {
      if (mine === turn) refill(pages, failed(error, draw));
    }
    pages.removeAttribute("aria-busy");
  };

  const resize = step => {
    const now = state.size || 1;
    const near = SIZES.findIndex(size => size >= now);
    state.size = step === 0 ? 0 : SIZES[Math.max(0, Math.min(SIZES.length - 1, near + step))];
    pages.style.setProperty("--size", state.size || 1);
    pages.classList.toggle("fitted", !state.size);
  };

  const turnTo = by => async () => {
    if (await move(by)) title.focus({ preventScroll: true });
  };

  const frame = () => {
    refill(tools,
      h("div", { class: "choices" }, choices(state, settings, draw)),
      h("div", { class: "doing" },
        button(w("last_row"), turnTo(-1)), button(w("next_row"), turnTo(1)),
        h("span", { class: "sizes", role: "group", "aria-label": w("zoom") },
          button("−", () => resize(-1), { "aria-label": w("smaller") }),
          button(w("fit"), () => resize(0)),
          button("+", () => resize(1), { "aria-label": w("bigger") })),
        pdf), note);
    pages.className = "pages fitted";
    node.setAttribute("aria-label", w("letter_of", state.row.line));
    refill(node, title, tools, pages);
  };

  const show = row => {
    const first = !state.row;
    state.row = row;
    if (first || !node.contains(pages)) frame();
    title.textContent = w("letter_of", row.line);
    draw();
    // On a narrow screen the letter stands beneath the rows.
    if (matchMedia("(max-width: 1000px)").matches) node.scrollIntoView({ block: "start" });
  };

  return { node, show, leave: () => { turn += 1; } };
}
