// Where the server wants a token, the page asks for it once.

import { ask, at, path } from "./api.js";
import { field, h, refill } from "./dom.js";
import { failed } from "./failed.js";
import { w } from "./words.js";

/** The form that asks for the token; `on` is called when it was right. */
export function loginForm(on) {
  const trouble = h("div", {});
  const input = h("input", { type: "password", autocomplete: "off", required: true });
  const enter = async event => {
    event.preventDefault();
    try {
      await ask("POST", at(path("login")), { json: { token: input.value } });
      on();
    } catch (error) {
      refill(trouble, failed(error));
      input.select();
    }
  };
  return h("main", { class: "login", id: "content" },
    h("form", { class: "sheet", onsubmit: enter },
      h("h1", { tabindex: "-1" }, w("login_title")), h("p", { class: "soft" }, w("login_about")),
      field(w("login"), input), h("button", { type: "submit", class: "first" }, w("enter")), trouble));
}
