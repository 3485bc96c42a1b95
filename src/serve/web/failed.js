// What is shown where something did not work.

import { Refusal } from "./api.js";
import { h, named } from "./dom.js";
import { lang, w } from "./words.js";

/** A refusal as a box that is read aloud at once. */
export function failed(error, again) {
  if (!(error instanceof Refusal)) console.error(error);
  const colon = lang() === "zh" ? "：" : ": ";
  const hint = words => h("p", {}, h("b", {}, w("hint"), colon), named(words));
  const finding = one => h("li", {}, h("span", { class: "code" }, one.code), " ", named(one.message), (one.hints ?? []).map(hint));
  return h("div", { class: "fault", role: "alert" },
    h("p", { class: "whole" }, named(error.message)),
    (error.findings ?? []).length > 0 && h("ul", {}, error.findings.map(finding)),
    (error.hints ?? []).map(hint),
    again && h("p", {}, h("button", { type: "button", onclick: again }, w("try_again"))));
}

/** A problem that the server told in an answer of another kind. */
export function stopped(problem) {
  return failed(new Refusal(problem));
}
