// The frame around all pages: the head, the way from one page to another, and what is told when something fails.

import { at, get, path } from "./api.js";
import { benchPage } from "./bench.js";
import { h, refill, tell } from "./dom.js";
import { failed } from "./failed.js";
import { filePage } from "./file.js";
import { loginForm } from "./login.js";
import { reportPage } from "./report.js";
import { runPage } from "./run.js";
import { startPage } from "./start.js";
import { lang, speak, w } from "./words.js";

/** Which page an address means: the pattern's groups are what the page is given. */
const PAGES = [
  [/^#?\/?$/, startPage, "desk"],
  [/^#\/file\/([\w-]+)$/, filePage, "desk"],
  [/^#\/run\/([\w-]+)$/, runPage, "desk"],
  [/^#\/report(?:\/(files|runs)\/([\w-]+))?$/, reportPage, "report"],
  [/^#\/templates$/, benchPage, "bench"],
];

let [settings, leave, turn] = [null, null, 0];

function head(section) {
  const way = (name, href) =>
    h("li", {}, h("a", { href, "aria-current": section === name && "page" }, w(name)));
  const other = lang() === "zh" ? "en" : "zh";
  const change = () => { location.search = `?lang=${other}`; };
  const skip = event => { event.preventDefault(); document.getElementById("content").focus(); };
  return [
    h("a", { class: "skip", href: "#content", onclick: skip }, w("skip")),
    h("header", { class: "head" }, h("div", {},
      h("a", { class: "brand", href: "#/" }, h("b", { "aria-hidden": "true" }, "函"), h("span", {}, "hanpress")),
      h("nav", { "aria-label": w("sections") },
        h("ul", { class: "ways" }, way("desk", "#/"), way("report", "#/report"), way("bench", "#/templates"))),
      h("p", { class: "from" }, settings.issuer, h("br"), h("span", { class: "soft" }, w("dated", settings.issue_date))),
      h("button", { type: "button", class: "tongue", lang: other === "zh" ? "zh-CN" : "en", onclick: change },
        w("other_tongue")))),
    settings.sample && h("aside", { class: "trial", "aria-label": w("samples") }, h("p", {}, w("trial"))),
  ];
}

function foot() {
  return h("footer", { class: "foot" }, h("p", {}, w("local"), " ", w("version", settings.version)));
}

async function show() {
  const mine = ++turn;
  leave?.();
  leave = null;
  const [found, page, section] = PAGES.map(([pattern, page, section]) => [location.hash.match(pattern), page, section])
    .find(([match]) => match) ?? [null, null, "desk"];
  const content = h("main", { id: "content", tabindex: "-1" }, h("p", { class: "wait" }, w("working")));
  refill(document.getElementById("page"), head(section), content, foot());
  let made;
  try {
    made = page ? await page({ settings }, ...found.slice(1)) : lost();
  } catch (error) {
    made = { title: w("gone"), nodes: [h("div", { class: "stack" }, h("h1", { tabindex: "-1" }, w("gone")), failed(error, show), h("p", {}, h("a", { href: "#/" }, w("to_start"))))] };
  }
  if (mine !== turn) {
    made.leave?.();
    return;
  }
  leave = made.leave;
  refill(content, made.nodes);
  // Titles name the page and never a person or a file: they end up in histories.
  document.title = `${made.title} · hanpress`;
  if (mine > 1) {
    content.querySelector("h1")?.focus();
    tell(made.title);
  }
}

function lost() {
  const nodes = h("div", { class: "stack" }, h("h1", { tabindex: "-1" }, w("not_found")), h("p", {}, h("a", { href: "#/" }, w("to_start"))));
  return { title: w("not_found"), nodes };
}

async function begin() {
  const asked = new URLSearchParams(location.search).get("lang");
  speak(asked ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  try {
    settings = await get(at("/desk"));
  } catch (error) {
    if (error.status === 401) {
      refill(document.getElementById("page"), loginForm(begin));
      document.querySelector("input").focus();
      return;
    }
    refill(document.getElementById("page"), h("main", { class: "lone" }, failed(error, begin)));
    return;
  }
  speak(asked ?? settings.lang);
  window.addEventListener("hashchange", show);
  await show();
}

begin();
