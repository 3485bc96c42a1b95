// A plain editor: a text area with line numbers beside it, the lines at fault marked.

import { freshId, h, refill } from "./dom.js";

/** An editor; `on.change` is told of every change, `on.save` of Ctrl+S. */
export function editor(label, on) {
  const id = freshId("source");
  const numbers = h("div", { class: "numbers", "aria-hidden": "true" });
  const area = h("textarea", { id, spellcheck: "false", autocomplete: "off", wrap: "off",
    oninput: () => { number(); on.change(); },
    onscroll: () => { numbers.scrollTop = area.scrollTop; },
    onkeydown: event => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        on.save();
      }
    } });
  const name = h("label", { for: id, class: "unseen" }, label);
  let [faults, lines] = [new Map(), 0];

  const number = force => {
    const now = area.value.split("\n").length;
    if (now === lines && !force) return;
    lines = now;
    refill(numbers, Array.from({ length: now }, (_, at) => {
      const words = faults.get(at + 1);
      return h("span", { class: words ? "at-fault" : "", title: words ?? false }, at + 1);
    }));
    numbers.scrollTop = area.scrollTop;
  };

  return {
    node: h("div", { class: "editor" }, name, numbers, area),
    area,
    /** Shows another text; where it is the same file, the place stays. */
    load(text, same) {
      const { scrollTop, selectionStart } = area;
      area.value = text;
      number(true);
      area.scrollTop = same ? scrollTop : 0;
      area.setSelectionRange(same ? selectionStart : 0, same ? selectionStart : 0);
    },
    /** Marks lines: `[{line, words}]`. */
    mark(list) {
      faults = new Map(list.map(fault => [fault.line, fault.words]));
      number(true);
    },
    /** Goes to a line, and to a character in it. */
    go(line, column = 1) {
      const before = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      const end = area.value.indexOf("\n", before);
      area.focus();
      area.setSelectionRange(before + column - 1, end < 0 ? area.value.length : end);
      const height = area.scrollHeight / Math.max(1, lines);
      area.scrollTop = Math.max(0, (line - 4) * height);
    },
  };
}
